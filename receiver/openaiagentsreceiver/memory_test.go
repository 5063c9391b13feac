package openaiagentsreceiver

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"go.uber.org/goleak"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/ingest"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadata"
)

// factor is how many bytes of memory a post may take for each byte of its body while the pipeline holds it: the body and
// the spans that were made of it. Ordinary posts take 2 to 6, those that want memory 16.
const factor = 20

// gate is a pipeline that holds what it is given until it is opened.
type gate struct {
	consumertest.TracesSink
	open    chan struct{}
	opening sync.Once

	mu      sync.Mutex
	holding int
}

func (g *gate) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	g.mu.Lock()
	g.holding++
	g.mu.Unlock()
	select {
	case <-g.open:
	case <-ctx.Done():
		return ctx.Err()
	}
	runtime.KeepAlive(traces)
	return nil
}

// release opens the gate; what fails before must not leave posts waiting, for which the receiver's end waits.
func (g *gate) release() {
	g.opening.Do(func() { close(g.open) })
}

func (g *gate) held() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.holding
}

func liveHeap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// filled repeats an item until a body has so many bytes.
func filled(size int, item func(n int) string) string {
	var items []string
	for n, total := 0, len(post()); ; n++ {
		next := item(n)
		if total += len(next) + 1; total > size {
			return post(items...)
		}
		items = append(items, next)
	}
}

func spanOf(n int, data string) string {
	return fmt.Sprintf(`{"object":"trace.span","id":"span_%024x","trace_id":"trace_%032x","started_at":"2026-11-22T14:47:17Z","span_data":%s}`, n+1, 1, data)
}

// shapes are bodies of about so many bytes: as programs send them, and as someone would who wants memory.
var shapes = map[string]func(size int) string{
	"a_long_text": func(size int) string {
		return post(spanOf(0, `{"type":"generation","input":"`+strings.Repeat("x", size-300)+`"}`))
	},
	"conversations": func(size int) string {
		return filled(size, func(n int) string {
			return spanOf(n, `{"type":"generation","model":"gpt-4o","input":[{"role":"user","content":"`+strings.Repeat("Tell me more. ", 100)+`"}],"usage":{"input_tokens":1,"output_tokens":2}}`)
		})
	},
	"small_spans": func(size int) string {
		return filled(size, func(n int) string { return spanOf(n, `{"type":"agent","name":"a"}`) })
	},
	"nothing_but_spans": func(size int) string {
		return filled(size, func(n int) string {
			return fmt.Sprintf(`{"object":"trace.span","id":"%x","trace_id":"1","started_at":"2026-11-22T14:47:17Z","span_data":{}}`, n)
		})
	},
	"small_fields": func(size int) string {
		var fields strings.Builder
		for i := range 100 {
			fmt.Fprintf(&fields, `,"%c%c":0`, 'a'+i%26, 'a'+i/26)
		}
		return filled(size, func(n int) string { return spanOf(n, `{"type":"x"`+fields.String()+`}`) })
	},
	"short_words": func(size int) string {
		return post(spanOf(0, `{"type":"agent","tools":["a"`+strings.Repeat(`,"a"`, size/4-100)+`]}`))
	},
	"workflows": func(size int) string {
		return filled(size, func(n int) string { return fmt.Sprintf(`{"object":"trace","id":"%x","workflow_name":"w%x"}`, n, n) })
	},
	"bad_items": func(size int) string { return post("0" + strings.Repeat(",0", size/2-20)) },
}

func TestMemoryIsWhatPostsInFlightTake(t *testing.T) {
	const mib, most, posts = 1 << 20, 16, 12
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			body := shape(4 * mib)
			g := &gate{open: make(chan struct{})}
			url := started(t, g, func(cfg *Config) {
				cfg.MaxRequestBodySize, cfg.MaxInFlightMiB = 4*mib, most
				cfg.ServiceName.FromWorkflow = true
			}, nil)
			t.Cleanup(g.release)
			before := liveHeap()
			answers := make(chan told, posts)
			var sending sync.WaitGroup
			for range posts {
				sending.Go(func() { answers <- send(t, url, body) })
			}
			// Those for whom there is no room are answered while the others are held.
			require.Eventually(t, func() bool { return len(answers)+g.held() == posts }, time.Minute, 10*time.Millisecond)
			heap := liveHeap() - before
			t.Logf("%d held, %.1f bytes for each of a body", g.held(), float64(heap)/float64(len(body)*max(g.held(), 1)))
			require.LessOrEqual(t, heap, int64(factor*most*mib))
			g.release()
			sending.Wait()
			close(answers)
			alone := send(t, url, body)
			require.NotEqual(t, http.StatusServiceUnavailable, alone.status, "there is room again")
			for a := range answers {
				if a.status != alone.status {
					require.Equal(t, http.StatusServiceUnavailable, a.status, a.body)
					require.Equal(t, "1", a.headers.Get("Retry-After"))
					require.Contains(t, a.body, "too many posts are being read")
				}
			}
		})
	}
}

// A zstd body of 170 bytes may ask for a window of 512 MiB.
func TestABodyDoesNotGetTheMemoryThatItsPackingAsksFor(t *testing.T) {
	packed := func(window int) string {
		var out bytes.Buffer
		w, err := zstd.NewWriter(&out, zstd.WithWindowSize(window))
		require.NoError(t, err)
		_, err = w.Write([]byte(post(goodSpan)))
		require.NoError(t, err)
		require.NoError(t, w.Flush())
		require.NoError(t, w.Close())
		return out.String()
	}
	bomb := packed(zstd.MaxWindowSize)
	sink := &pipeline{}
	url := started(t, sink, nil, nil)
	require.Equal(t, http.StatusOK, send(t, url, packed(8<<20), "Content-Encoding", "zstd").status)
	require.Equal(t, 1, sink.SpanCount())

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got := send(t, url, bomb, "Content-Encoding", "zstd")
	runtime.ReadMemStats(&after)
	require.Equal(t, http.StatusBadRequest, got.status, got.body)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(64<<20))
}

func TestPackingsThatAreOffStayOff(t *testing.T) {
	url := started(t, &pipeline{}, func(cfg *Config) { cfg.CompressionAlgorithms = []string{"", "gzip"} }, nil)
	require.Equal(t, http.StatusBadRequest, send(t, url, "x", "Content-Encoding", "zstd").status)
	require.Equal(t, http.StatusOK, send(t, url, zipped(post(goodSpan)), "Content-Encoding", "gzip").status)
}

// Who announces more than is taken is told before sending it.
func TestABodyAnnouncedTooLargeIsRefusedUnread(t *testing.T) {
	url := started(t, &pipeline{}, func(cfg *Config) { cfg.MaxRequestBodySize = 4096 }, nil)
	conn, err := net.Dial("tcp", strings.TrimSuffix(strings.TrimPrefix(url, "http://"), ingest.Path))
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000000000\r\n\r\n", ingest.Path)
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusRequestEntityTooLarge, resp.StatusCode)
}

// A client that stops in the middle of a body holds nothing up for longer than Shutdown is given.
func TestShutdownCutsOffWhoHasNotPostedAll(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.NetAddr.Endpoint = freeAddress(t)
	r, err := NewFactory().CreateTraces(t.Context(), receivertest.NewNopSettings(metadata.Type), cfg, &pipeline{})
	require.NoError(t, err)
	require.NoError(t, r.Start(t.Context(), hostWith(nil)))
	conn, err := net.Dial("tcp", cfg.NetAddr.Endpoint)
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{", ingest.Path)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, send(t, "http://"+cfg.NetAddr.Endpoint+ingest.Path, post()).status)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.ErrorIs(t, r.Shutdown(ctx), context.DeadlineExceeded)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	_, err = io.ReadAll(conn)
	require.False(t, errors.Is(err, os.ErrDeadlineExceeded), "the connection is closed")
}

// The port is taken: what forwards must not be left running.
func TestAFailedStartLeavesNothingRunning(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	cfg := createDefaultConfig().(*Config)
	cfg.NetAddr.Endpoint = taken.Addr().String()
	forwardTo("http://127.0.0.1:1/")(cfg)
	r, err := NewFactory().CreateTraces(t.Context(), receivertest.NewNopSettings(metadata.Type), cfg, &pipeline{})
	require.NoError(t, err)
	before := goleak.IgnoreCurrent()
	require.ErrorContains(t, r.Start(t.Context(), hostWith(nil)), "cannot listen on")
	goleak.VerifyNone(t, before)
	require.NoError(t, r.Shutdown(t.Context()))
}
