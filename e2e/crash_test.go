package e2e

import (
	"bytes"
	be "encoding/binary" // the package has a binary of its own
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/program"
)

// The load under which the program is killed.
const (
	crashRate    = 10_000 // spans a second
	crashBatch   = 200    // spans a request
	crashTrace   = 20     // spans a trace
	crashSenders = 2
)

// downstream is an OTLP server that remembers the number of every span that it has accepted.
type downstream struct {
	*httptest.Server
	mu   sync.Mutex
	seen map[uint64]int
}

func newDownstream(t *testing.T) *downstream {
	d := &downstream{seen: map[uint64]int{}}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // the program was killed in the middle of a call
		}
		td, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(body)
		if err != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		d.take(td)
		w.Header().Set("Content-Type", "application/x-protobuf")
	}))
	t.Cleanup(d.Close)
	return d
}

func (d *downstream) take(td ptrace.Traces) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				d.seen[uint64(span.StartTimestamp())]++
			}
		}
	}
}

// missing counts the numbers that were acknowledged and have not come.
func (d *downstream) missing(acknowledged []uint64) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	n := 0
	for _, number := range acknowledged {
		if d.seen[number] == 0 {
			n++
		}
	}
	return n
}

// numbered is a request of spans that carry a number each; the first of every crashTrace is the root of the others.
func numbered(from uint64) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "crash")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	for number := from; number < from+crashBatch; number++ {
		root := number / crashTrace * crashTrace
		span := spans.AppendEmpty()
		span.SetTraceID(pcommon.TraceID(be.BigEndian.AppendUint64(be.BigEndian.AppendUint64(nil, 1), root)))
		span.SetSpanID(pcommon.SpanID(be.BigEndian.AppendUint64(nil, number)))
		if number != root {
			span.SetParentSpanID(pcommon.SpanID(be.BigEndian.AppendUint64(nil, root)))
		}
		span.SetName("chat")
		span.SetStartTimestamp(pcommon.Timestamp(number))
		span.SetEndTimestamp(pcommon.Timestamp(number + 1))
		span.Attributes().PutStr("gen_ai.input.messages", strings.Repeat("tell me about it ", 20))
	}
	return td
}

// load sends numbered spans at crashRate until the program is gone, and returns the numbers that it has acknowledged.
func load(t *testing.T, p *program.Program, address string, from uint64) []uint64 {
	var mu sync.Mutex
	var acknowledged []uint64
	var wg sync.WaitGroup
	for sender := range uint64(crashSenders) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			client := &http.Client{Transport: &http.Transport{}, Timeout: patience}
			defer client.CloseIdleConnections()
			tick := time.NewTicker(time.Second * crashBatch * crashSenders / crashRate)
			defer tick.Stop()
			for first := from + sender*crashBatch; ; first += crashSenders * crashBatch {
				select {
				case <-p.Ended():
					return
				case <-tick.C:
				}
				if !post(t, client, address, numbered(first)) {
					continue
				}
				mu.Lock()
				for number := first; number < first+crashBatch; number++ {
					acknowledged = append(acknowledged, number)
				}
				mu.Unlock()
			}
		}()
	}
	wg.Wait()
	return acknowledged
}

// post reports whether the program has acknowledged the request.
func post(t *testing.T, client *http.Client, address string, td ptrace.Traces) bool {
	body, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
	if err != nil {
		t.Error(err)
		return false
	}
	response, err := client.Post("http://"+address+"/v1/traces", "application/x-protobuf", bytes.NewReader(body))
	if err != nil {
		return false // it was killed
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err == nil && response.StatusCode == http.StatusOK
}

func TestNoAcknowledgedSpanIsLostWhenTheProgramIsKilled(t *testing.T) {
	next := newDownstream(t)
	free, err := program.FreeAddresses(1)
	require.NoError(t, err)
	address := free[0]
	configs := []string{
		"yaml:receivers: {otlp: {protocols: {http: {endpoint: \"" + address + "\"}}}}",
		"yaml:processors: {whole_trace: {after_root: 500ms, storage: {directory: \"" + t.TempDir() + "\", fsync: never}}}",
		"yaml:exporters: {otlp_http: {endpoint: \"" + next.URL + "\", sending_queue: {enabled: false}, retry_on_failure: {enabled: false}}}",
		"yaml:exporters::otlp_http::compression: none",
		"yaml:service: {pipelines: {traces: {receivers: [otlp], processors: [whole_trace], exporters: [otlp_http]}}}",
		"yaml:service::telemetry::metrics::level: none",
	}
	var acknowledged []uint64
	for life := range uint64(3) {
		p := start(t, configs, address)
		kill := time.AfterFunc(1500*time.Millisecond, p.Kill)
		acknowledged = append(acknowledged, load(t, p, address, 1_000_000*(life+1))...)
		kill.Stop()
		p.Kill()
	}
	require.Greater(t, len(acknowledged), crashRate, "there was a load to be killed under")
	t.Logf("%d spans acknowledged in three lives, %d not handed on when the last was over", len(acknowledged), next.missing(acknowledged))

	start(t, configs, address)
	require.Eventually(t, func() bool { return next.missing(acknowledged) == 0 }, patience, patience/100, "what was acknowledged comes")
}
