//go:build unix

package wholetraceprocessor

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// crashDir, when set, makes TestHelperProcess a processor that runs until it is killed. It writes a line for each batch
// of spans that it has accepted and each span that it has handed on.
const crashDir = "WHOLE_TRACE_CRASH_DIR"

// crashRate is the load under which the process is killed, in spans per second.
const (
	crashRate  = 10_000
	crashBatch = 100
	crashTrace = 20 // spans to a trace
)

func TestHelperProcess(t *testing.T) {
	dir := os.Getenv(crashDir)
	if dir == "" {
		t.Skip("it is the process that TestNoAcknowledgedSpanIsLostToAKill kills")
	}
	var from uint64
	_, err := fmt.Sscan(os.Getenv(crashDir+"_FROM"), &from)
	require.NoError(t, err)
	out := &lines{w: os.Stdout}
	p := crashProcessor(t, dir, out)
	tick := time.NewTicker(time.Second * crashBatch / crashRate)
	for id := from; ; id += crashBatch {
		<-tick.C
		if p.ConsumeTraces(context.Background(), numbered(id, crashBatch)) == nil {
			out.write("acked %d\n", id)
		}
	}
}

func crashProcessor(t *testing.T, dir string, out *lines) *wholeTrace {
	cfg := createDefaultConfig().(*Config)
	cfg.AfterRoot, cfg.Idle = 200*time.Millisecond, 2*time.Second
	cfg.Storage = configoptional.Some(StorageConfig{Directory: dir, Fsync: "never"})
	p, err := newProcessor(processortest.NewNopSettings(NewFactory().Type()), cfg, &printer{out})
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), componenttest.NewNopHost()))
	return p
}

// numbered is a batch of spans; the first of every crashTrace is the root of the others.
func numbered(from uint64, n int) ptrace.Traces {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for id := from; id < from+uint64(n); id++ {
		sp := spans.AppendEmpty()
		root := id / crashTrace * crashTrace
		sp.SetTraceID(pcommon.TraceID(binary.BigEndian.AppendUint64(make([]byte, 8), root+1)))
		sp.SetSpanID(pcommon.SpanID(binary.BigEndian.AppendUint64(nil, id+1)))
		if id != root {
			sp.SetParentSpanID(pcommon.SpanID(binary.BigEndian.AppendUint64(nil, root+1)))
		}
		sp.SetStartTimestamp(pcommon.Timestamp(id))
		sp.SetEndTimestamp(pcommon.Timestamp(id + 1))
		sp.Attributes().PutStr("prompt", strings.Repeat("some words ", 20))
	}
	return td
}

// lines writes whole lines, each with one call, so that a kill cuts none in two.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lines) write(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.w, format, args...)
}

type printer struct{ *lines }

func (printer) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (p printer) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	mark, _ := wholetrace.FromContext(ctx)
	var b strings.Builder
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, sp := range ss.Spans().All() {
				fmt.Fprintf(&b, "%s %d\n", mark.Kind, uint64(sp.StartTimestamp()))
			}
		}
	}
	p.write("%s", b.String())
	return nil
}

// toll is what is known of the spans of all lives.
type toll struct {
	acked map[uint64]bool
	seen  map[uint64]int
	late  int
}

func (c *toll) read(r io.Reader) {
	for sc := bufio.NewScanner(r); sc.Scan(); {
		var what string
		var id uint64
		if n, _ := fmt.Sscan(sc.Text(), &what, &id); n != 2 {
			continue
		}
		switch what {
		case "acked":
			for i := id; i < id+crashBatch; i++ {
				c.acked[i] = true
			}
		case "late":
			c.late++
			c.seen[id]++
		case "whole", "part":
			c.seen[id]++
		}
	}
}

// live runs a process for a while and kills it in the middle of its work.
func (c *toll) live(t *testing.T, dir string, from uint64, d time.Duration) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestHelperProcess$")
	cmd.Env = append(os.Environ(), crashDir+"="+dir, fmt.Sprintf("%s_FROM=%d", crashDir, from))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	kill := time.AfterFunc(d, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	c.read(out)
	require.ErrorContains(t, cmd.Wait(), "killed")
}

func TestNoAcknowledgedSpanIsLostToAKill(t *testing.T) {
	dir := t.TempDir()
	c := &toll{acked: map[uint64]bool{}, seen: map[uint64]int{}}
	for life := range uint64(3) {
		c.live(t, dir, life*10_000_000, 1500*time.Millisecond)
	}
	require.Greater(t, len(c.acked), crashRate)

	r, w := io.Pipe()
	p := crashProcessor(t, dir, &lines{w: w})
	go func() {
		poll := time.NewTicker(10 * time.Millisecond)
		defer poll.Stop()
		for p.ledger.Balance().Waiting > 0 {
			<-poll.C
		}
		_ = p.Shutdown(context.Background())
		_ = w.Close()
	}()
	c.read(r)
	for id := range c.acked {
		require.NotZero(t, c.seen[id], "span %d is lost", id)
	}
	twice := 0
	for _, n := range c.seen {
		if n > 1 {
			twice++
		}
	}
	t.Logf("%d spans acknowledged in 3 lives, none lost, %d handed on twice, %d late", len(c.acked), twice, c.late)
}
