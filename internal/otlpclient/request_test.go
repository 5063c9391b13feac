package otlpclient

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

func TestStorageKeepsARequest(t *testing.T) {
	e := testEncoder(t)
	chunks, err := e.chunks(traces(3, 2, 100), 400)
	require.NoError(t, err)
	require.Greater(t, len(chunks), 1)
	r := &request{lane: "team-a", chunks: chunks, calls: 1}
	data, err := storage{}.Marshal(t.Context(), r)
	require.NoError(t, err)
	_, got, err := storage{}.Unmarshal(data)
	require.NoError(t, err)
	require.Equal(t, r.lane, got.(*request).lane)
	require.Equal(t, r.ItemsCount(), got.ItemsCount())
	require.Equal(t, message(r.chunks).join(), message(got.(*request).chunks).join())
	for cut := range data {
		_, got, err := storage{}.Unmarshal(data[:cut])
		if err == nil { // cut between two chunks
			require.LessOrEqual(t, got.ItemsCount(), r.ItemsCount())
		}
	}
}

func TestMergeKeepsChunksInOrder(t *testing.T) {
	a, b := &request{chunks: []chunk{{spans: 1}}, calls: 1}, &request{chunks: []chunk{{spans: 2}, {spans: 3}}, calls: 1}
	merged, err := a.MergeSplit(t.Context(), 0, exporterhelper.RequestSizerTypeItems, b)
	require.NoError(t, err)
	require.Len(t, merged, 1)
	require.Equal(t, 6, merged[0].ItemsCount())
	require.Equal(t, []chunk{{spans: 1}, {spans: 2}, {spans: 3}}, merged[0].(*request).chunks)
}

func TestChunksOneBehindTheOtherAreAMessage(t *testing.T) {
	e := testEncoder(t)
	a, err := e.chunks(traces(2, 2, 10), 0)
	require.NoError(t, err)
	b, err := e.chunks(traces(1, 3, 10), 0)
	require.NoError(t, err)
	td, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(message{a[0], b[0]}.join())
	require.NoError(t, err)
	require.Equal(t, 7, td.SpanCount())
}

func TestHalvesAreCutBetweenTraces(t *testing.T) {
	e := testEncoder(t)
	chunks, err := e.chunks(traces(3, 4, 10), 0)
	require.NoError(t, err)
	halves, err := e.halves(chunks[0], false)
	require.NoError(t, err)
	require.Len(t, halves, 2)
	require.Equal(t, 12, halves[0].spans+halves[1].spans)
	require.Equal(t, 4, halves[0].spans)

	none, err := e.halves(halves[0], false)
	require.NoError(t, err)
	require.Empty(t, none, "a trace is whole")
	two, err := e.halves(halves[0], true)
	require.NoError(t, err)
	require.Equal(t, 2, two[0].spans)
	one, err := e.halves(chunk{spans: 1}, true)
	require.NoError(t, err)
	require.Empty(t, one)
}

func testEncoder(t *testing.T) *encoder {
	t.Helper()
	e, err := newEncoder()
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, e.close()) })
	return e
}

func TestTheEncoderWritesWhatTheMarshalerDoes(t *testing.T) {
	e := testEncoder(t)
	for _, recording := range tracetest.Recordings(t) {
		for _, td := range recording.Requests {
			want, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
			require.NoError(t, err)
			for range 2 { // the second time in a used buffer
				got, err := e.encode(td)
				require.NoError(t, err)
				require.Equal(t, want, got.ReadOnlyData())
				got.Free()
			}
		}
	}
}
