//go:build backends

package elasticsearchexporter

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/e2e/backends"
)

// numbered makes a batch of spans that are numbered through, each with so many bytes of text. The same number is the same
// span, whichever process makes it.
func numbered(from, n, text int) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "load")
	ss := rs.ScopeSpans().AppendEmpty()
	for i := from; i < from+n; i++ {
		s := ss.Spans().AppendEmpty()
		s.SetTraceID([16]byte{1, byte(i >> 16)})
		s.SetSpanID(number(i))
		s.SetName("chat gpt-4o")
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(time.Now().Truncate(24 * time.Hour).Add(time.Duration(i) * time.Microsecond)))
		s.SetEndTimestamp(s.StartTimestamp() + 1000)
		s.Attributes().PutStr("gen_ai.input.messages", strings.Repeat("x", text))
	}
	td.MarkReadOnly()
	return td
}

func number(i int) pcommon.SpanID {
	return pcommon.SpanID{4: byte(i >> 24), 5: byte(i >> 16), 6: byte(i >> 8), 7: byte(i)}
}

// stored counts how often each span is stored.
func stored(t testing.TB, server *backends.Server, pattern string) map[string]int {
	t.Helper()
	server.Do("POST", "/_refresh", "")
	found := map[string]int{}
	page := server.Do("POST", "/"+pattern+"/_search?scroll=1m", `{"size":5000,"_source":["spanID"]}`)
	for {
		var answer struct {
			Scroll string `json:"_scroll_id"`
			Hits   struct {
				Hits []struct {
					Source struct {
						SpanID string `json:"spanID"`
					} `json:"_source"`
				} `json:"hits"`
			} `json:"hits"`
		}
		require.NoError(t, json.Unmarshal([]byte(page), &answer))
		if len(answer.Hits.Hits) == 0 {
			return found
		}
		for _, h := range answer.Hits.Hits {
			found[h.Source.SpanID]++
		}
		page = server.Do("POST", "/_search/scroll", fmt.Sprintf(`{"scroll":"1m","scroll_id":%q}`, answer.Scroll))
	}
}

// requireOnce asks for every span from 0 to n, but for those left out, and for each once.
func requireOnce(t testing.TB, server *backends.Server, n int, but ...int) {
	t.Helper()
	want := map[string]int{}
	for i := range n {
		want[number(i).String()] = 1
	}
	for _, i := range but {
		delete(want, number(i).String())
	}
	got := map[string]int{}
	reached := func() bool {
		status, _ := server.Ask("POST", "/_refresh", "")
		if status != http.StatusOK {
			return false
		}
		got = stored(t, server, "jaeger-span-*")
		return len(got) >= len(want)
	}
	deadline := time.Now().Add(2 * time.Minute)
	for !reached() && time.Now().Before(deadline) {
		<-time.After(500 * time.Millisecond)
	}
	lost, twice := 0, 0
	for id := range want {
		switch {
		case got[id] == 0:
			lost++
		case got[id] > 1:
			twice++
		}
	}
	t.Logf("%d spans wanted, %d stored, %d lost, %d twice", len(want), len(got), lost, twice)
	require.Zero(t, lost, "lost")
	require.Zero(t, twice, "twice")
	require.Len(t, got, len(want))
}

// under is the exporter as it runs under load: batches, several consumers, a queue that holds the sender back.
func under(server string, more map[string]any) map[string]any {
	values := map[string]any{
		"endpoints":     []any{server},
		"retry":         map[string]any{"initial_interval": "50ms", "max_interval": "1s"},
		"timeout":       "5s",
		"sending_queue": map[string]any{"block_on_overflow": true, "batch": map[string]any{"min_size": 500, "flush_timeout": "100ms"}},
	}
	for k, v := range more {
		values[k] = v
	}
	return values
}

// requireOneLetter waits until the one span that is too large is kept, which may be after the others are stored.
func requireOneLetter(t *testing.T, letters string) {
	t.Helper()
	require.Eventually(t, func() bool {
		text, err := os.ReadFile(letters)
		return err == nil && bytes.Count(text, []byte("\n")) == 1
	}, time.Minute, 50*time.Millisecond, "the one too large is kept")
}

func TestFaults_requests_of_at_most_64kb(t *testing.T) {
	server := backends.Elasticsearch(t, "http.max_content_length=64kb")
	letters := filepath.Join(t.TempDir(), "letters.jsonl")
	e := startTraces(t, under(server.URL, map[string]any{"dead_letter": map[string]any{"path": letters}}))
	const n = 3000
	for i := 0; i < n; i += 100 {
		send(t, e, numbered(i, 100, 1000))
	}
	send(t, e, numbered(n, 1, 100_000))
	send(t, e, numbered(n+1, 100, 20_000))
	requireOnce(t, server, n+101, n)
	requireOneLetter(t, letters)
}

func TestFaults_one_span_of_20_MB(t *testing.T) {
	server := backends.Elasticsearch(t, "http.max_content_length=16mb")
	letters := filepath.Join(t.TempDir(), "letters.jsonl")
	e := startTraces(t, under(server.URL, map[string]any{"dead_letter": map[string]any{"path": letters}}))
	send(t, e, numbered(0, 50, 100))
	send(t, e, numbered(50, 1, 20_000_000))
	send(t, e, numbered(51, 50, 100))
	requireOnce(t, server, 101, 50)
	requireOneLetter(t, letters)
}

func TestFaults_a_write_queue_of_one(t *testing.T) {
	server := backends.Elasticsearch(t, "thread_pool.write.queue_size=1", "thread_pool.write.size=1")
	e := startTraces(t, under(server.URL, map[string]any{"flush": map[string]any{"bytes": 30_000}}))
	const n, senders = 6000, 8
	var all sync.WaitGroup
	for sender := range senders {
		all.Go(func() {
			for i := sender * n / senders; i < (sender+1)*n/senders; i += 50 {
				require.NoError(t, e.ConsumeTraces(context.Background(), numbered(i, 50, 300)))
			}
		})
	}
	all.Wait()
	requireOnce(t, server, n)
	require.Contains(t, server.Do("GET", "/_cat/thread_pool/write?h=rejected", ""), "", "rejections")
	t.Log("rejected by the server:", strings.TrimSpace(server.Do("GET", "/_cat/thread_pool/write?h=rejected", "")))
}

func TestFaults_kill_9_of_the_server(t *testing.T) {
	server := backends.Elasticsearch(t)
	e := startTraces(t, under(server.URL, nil))
	var killed atomic.Bool
	go func() {
		defer killed.Store(true)
		for range 2 {
			<-time.After(500 * time.Millisecond)
			server.Kill()
			server.Start()
		}
	}()
	n := 0
	for ; !killed.Load() || n < 5000; n += 50 {
		send(t, e, numbered(n, 50, 300))
		<-time.After(10 * time.Millisecond)
	}
	requireUp(t, server)
	requireOnce(t, server, n)
}

func requireUp(t testing.TB, server *backends.Server) {
	t.Helper()
	require.Eventually(t, func() bool {
		resp, err := http.Get(server.URL + "/_cluster/health?wait_for_status=yellow&timeout=1s")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	}, time.Minute, 200*time.Millisecond)
}

// losing passes requests to a server and loses every other answer to a bulk request: the documents are stored and nobody
// says so.
func losing(t testing.TB, server *backends.Server) string {
	target, err := url.Parse(server.URL)
	require.NoError(t, err)
	proxy := httputil.NewSingleHostReverseProxy(target)
	var n atomic.Int32
	proxy.ModifyResponse = func(r *http.Response) error {
		if r.Request.URL.Path == "/_bulk" && n.Add(1)%2 == 1 {
			panic(http.ErrAbortHandler)
		}
		return nil
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	return front.URL
}

func TestFaults_answers_get_lost(t *testing.T) {
	server := backends.Elasticsearch(t)
	e := startTraces(t, under(losing(t, server), nil))
	const n = 3000
	for i := 0; i < n; i += 50 {
		send(t, e, numbered(i, 50, 300))
	}
	requireOnce(t, server, n)
}

func TestFaults_the_server_makes_no_indices(t *testing.T) {
	server := backends.Elasticsearch(t, "action.auto_create_index=false")
	e := startTraces(t, under(server.URL, nil))
	send(t, e, numbered(0, 500, 300))
	requireOnce(t, server, 500)
}

func TestFaults_a_full_disk(t *testing.T) {
	server := backends.Elasticsearch(t, "cluster.routing.allocation.disk.threshold_enabled=true", "cluster.info.update.interval=10s")
	e := startTraces(t, under(server.URL, nil))
	send(t, e, numbered(0, 100, 300))
	requireOnce(t, server, 100)

	// The server takes the disk for full when less than this is free.
	watermark := func(free string) {
		server.Do("PUT", "/_cluster/settings", fmt.Sprintf(`{"transient":{
			"cluster.routing.allocation.disk.watermark.low":%[1]s,"cluster.routing.allocation.disk.watermark.high":%[1]s,
			"cluster.routing.allocation.disk.watermark.flood_stage":%[1]s}}`, free))
	}
	watermark(`"100000gb"`)
	require.Eventually(t, func() bool {
		return strings.Contains(server.Do("GET", "/jaeger-span-*/_settings", ""), "read_only_allow_delete")
	}, time.Minute, 500*time.Millisecond, "the server blocks its indices")
	send(t, e, numbered(100, 100, 300))
	<-time.After(2 * time.Second)
	require.Len(t, stored(t, server, "jaeger-span-*"), 100, "nothing could be stored")
	watermark(`"1mb"`)
	requireOnce(t, server, 200)
}

func TestFaults_numbers_that_JSON_lacks(t *testing.T) {
	server := backends.Elasticsearch(t)
	jaeger := backends.Jaeger(t, server.URL, "JAEGER_ES_CREATE_MAPPINGS=false")
	e := startTraces(t, synchronous(server.URL, nil))
	td := ptrace.NewTraces()
	numbered(0, 1, 10).CopyTo(td)
	attrs := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes()
	attrs.PutDouble("nan", math.NaN())
	attrs.PutDouble("inf", math.Inf(1))
	attrs.PutDouble("-inf", math.Inf(-1))
	send(t, e, td)
	requireOnce(t, server, 1)
	answer := jaeger.Do("GET", "/api/traces/"+traceIDs([]ptrace.Traces{td})[0], "")
	for _, want := range []string{`"NaN"`, `"Infinity"`, `"-Infinity"`} {
		require.Contains(t, answer, want)
	}
}
