// Package backends is for tests with the build tag backends: it starts the real servers whose recipes lie beside it, each
// on free ports of 127.0.0.1 with a folder of its own, and ends them with the test.
package backends

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Server is a running server.
type Server struct {
	// URL is where it answers: Elasticsearch's API, or Jaeger's query API.
	URL string
	// OTLP is where Jaeger takes OTLP/HTTP.
	OTLP string
	// Port is the port of URL.
	Port int

	client         *http.Client // nil for the default one
	user, password string

	tb    testing.TB
	name  string
	args  []string
	env   []string
	ready string // what is asked for until it answers 200
	cmd   *exec.Cmd
	log   *tail
	ended chan struct{}
}

// Elasticsearch starts version 7.10.2; settings are SETTING=VALUE, as in elasticsearch.yml.
func Elasticsearch(tb testing.TB, settings ...string) *Server {
	return search(tb, "elasticsearch", settings)
}

// Elasticsearch8 starts version 8.14.3.
func Elasticsearch8(tb testing.TB, settings ...string) *Server {
	return search(tb, "elasticsearch8", settings)
}

// OpenSearch starts version 2.19.5.
func OpenSearch(tb testing.TB, settings ...string) *Server {
	return search(tb, "opensearch", settings)
}

// PolicySteps has Elasticsearch 7.10.2's own classes read a life-cycle policy, and returns the steps of an index that follows it.
func PolicySteps(tb testing.TB, policy []byte) string {
	tb.Helper()
	cmd := exec.Command(filepath.Join(folder(tb), "elasticsearch", "start.sh"), "policy", "-")
	cmd.Stdin = bytes.NewReader(policy)
	out, err := cmd.CombinedOutput()
	require.NoError(tb, err, "%s", out)
	return string(out)
}

// folder is where the recipes lie.
func folder(tb testing.TB) string {
	tb.Helper()
	_, file, _, ok := runtime.Caller(0)
	require.True(tb, ok)
	return filepath.Dir(file)
}

// Elasticsearch6 starts version 6.8.23, the whole distribution: too old for Baton, and the newest with life-cycle policies.
func Elasticsearch6(tb testing.TB, settings ...string) *Server {
	return search(tb, "elasticsearch6", settings)
}

// OpenSearchISM starts OpenSearch with the plugin index-management, built from a checkout of its sources.
func OpenSearchISM(tb testing.TB, source string, settings ...string) *Server {
	return search(tb, "opensearch", settings, "OS_PLUGINS=opensearch-index-management", "ISM_SOURCE="+source)
}

func search(tb testing.TB, recipe string, settings []string, env ...string) *Server {
	tb.Helper()
	return searchIn(tb, tb.TempDir(), recipe, settings, env...)
}

// ElasticsearchIn starts version 7.10.2 with its data in a folder of the caller's.
func ElasticsearchIn(tb testing.TB, data string, settings ...string) *Server {
	return searchIn(tb, data, "elasticsearch", settings)
}

func searchIn(tb testing.TB, data, recipe string, settings []string, env ...string) *Server {
	tb.Helper()
	port := freePorts(tb, 1)
	s := &Server{
		tb: tb, name: recipe, Port: port, URL: "http://127.0.0.1:" + strconv.Itoa(port), ready: "/", env: env,
		args: append([]string{strconv.Itoa(port), data}, settings...),
	}
	s.Start()
	tb.Cleanup(s.Kill)
	return s
}

// Jaeger starts Jaeger v2 over Elasticsearch; env is NAME=VALUE, as its recipe tells.
func Jaeger(tb testing.TB, elasticsearch string, env ...string) *Server {
	tb.Helper()
	port := freePorts(tb, 4)
	s := &Server{
		tb: tb, name: "jaeger", Port: port, URL: "http://127.0.0.1:" + strconv.Itoa(port), ready: "/api/services",
		OTLP: "http://127.0.0.1:" + strconv.Itoa(port+3), env: env,
		args: []string{"elasticsearch", strconv.Itoa(port), elasticsearch},
	}
	s.Start()
	tb.Cleanup(s.Kill)
	return s
}

// firstStart is how long a recipe may take that has to download and build.
const firstStart = 20 * time.Minute

// Start starts a server that was stopped or killed, on its old port and folder.
func (s *Server) Start() {
	s.tb.Helper()
	s.log = &tail{}
	s.ended = make(chan struct{})
	s.cmd = exec.Command(filepath.Join(folder(s.tb), s.name, "start.sh"), s.args...)
	s.cmd.Env = append(os.Environ(), s.env...)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	require.NoError(s.tb, s.cmd.Start())
	cmd, ended := s.cmd, s.ended
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	require.Eventually(s.tb, func() bool {
		if hasEnded(ended) {
			return true
		}
		status, _, err := s.ask(http.MethodGet, s.ready, "")
		return err == nil && status == http.StatusOK
	}, firstStart, 100*time.Millisecond)
	if hasEnded(ended) {
		s.tb.Fatalf("%s ended at start:\n%s", s.name, s.log)
	}
}

func hasEnded(ended chan struct{}) bool {
	select {
	case <-ended:
		return true
	default:
		return false
	}
}

// Kill ends the server at once, as kill -9 does.
func (s *Server) Kill() { s.end(syscall.SIGKILL) }

// Stop ends the server as an operator would.
func (s *Server) Stop() { s.end(syscall.SIGTERM) }

func (s *Server) end(with syscall.Signal) {
	if hasEnded(s.ended) {
		return
	}
	_ = syscall.Kill(-s.cmd.Process.Pid, with)
	<-s.ended
}

// CPU is what the server has taken so far, of all processors.
func (s *Server) CPU() time.Duration {
	s.tb.Helper()
	d, err := CPU(s.cmd.Process.Pid)
	require.NoError(s.tb, err)
	return d
}

// CPU is what a process has taken so far, user and system, of all processors.
func CPU(pid int) (time.Duration, error) {
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, err
	}
	fields := bytes.Fields(stat[bytes.LastIndexByte(stat, ')')+1:])
	if len(fields) < 13 {
		return 0, errors.New("cannot read /proc/PID/stat")
	}
	user, err1 := strconv.Atoi(string(fields[11]))
	system, err2 := strconv.Atoi(string(fields[12]))
	const tick = 10 * time.Millisecond // USER_HZ is 100 on every Linux there is
	return time.Duration(user+system) * tick, errors.Join(err1, err2)
}

// Do asks the server and returns the body of its answer, which must be good.
func (s *Server) Do(method, path, body string) string {
	s.tb.Helper()
	status, answer := s.Ask(method, path, body)
	require.Less(s.tb, status, 300, "%s %s: %s", method, path, answer)
	return answer
}

// Ask asks the server and returns whatever it answers.
func (s *Server) Ask(method, path, body string) (status int, answer string) {
	s.tb.Helper()
	status, answer, err := s.ask(method, path, body)
	require.NoError(s.tb, err)
	return status, answer
}

func (s *Server) ask(method, path, body string) (status int, answer string, err error) {
	req, err := http.NewRequestWithContext(context.Background(), method, s.URL+path, bytes.NewReader([]byte(body)))
	if err != nil {
		return 0, "", err
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if s.user != "" {
		req.SetBasicAuth(s.user, s.password)
	}
	client := s.client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(text), err
}

// freePorts finds n ports in a row that nobody listens on.
func freePorts(tb testing.TB, n int) int {
	tb.Helper()
	for range 100 {
		first, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(tb, err)
		port := first.Addr().(*net.TCPAddr).Port
		open := []net.Listener{first}
		for i := 1; i < n; i++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port+i))
			if err != nil {
				break
			}
			open = append(open, l)
		}
		for _, l := range open {
			_ = l.Close()
		}
		if len(open) == n {
			return port
		}
	}
	tb.Fatalf("found no %d free ports in a row", n)
	return 0
}

// tail keeps the end of a server's log.
type tail struct {
	mu   sync.Mutex // guards text
	text []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text = append(t.text, p...)
	if over := len(t.text) - 8<<10; over > 0 {
		t.text = t.text[over:]
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}
