package batch

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exporterhelper/xexporterhelper"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestMergeSplit_joins_without_touching_the_data(t *testing.T) {
	a, b := spans(t, 2), spans(t, 3)
	merged, err := a.MergeSplit(t.Context(), 0, exporterhelper.RequestSizerTypeItems, b)
	require.NoError(t, err)
	require.Len(t, merged, 1)
	require.Equal(t, 5, merged[0].ItemsCount())
	require.Equal(t, []string{"0:0", "0:1", "2:2", "2:3", "2:4"}, wanted(merged[0]))
	require.Equal(t, 2, a.ItemsCount())
	require.Equal(t, 3, b.ItemsCount())
}

func TestMergeSplit_cuts_by_items(t *testing.T) {
	cut, err := spans(t, 3).MergeSplit(t.Context(), 2, exporterhelper.RequestSizerTypeItems, spans(t, 2))
	require.NoError(t, err)
	require.Len(t, cut, 3)
	require.Equal(t, []string{"0:0", "0:1"}, wanted(cut[0]))
	require.Equal(t, []string{"0:2", "3:3"}, wanted(cut[1]))
	require.Equal(t, []string{"3:4"}, wanted(cut[2]))

	again, err := cut[2].MergeSplit(t.Context(), 2, exporterhelper.RequestSizerTypeItems, spans(t, 1))
	require.NoError(t, err)
	require.Len(t, again, 1)
	require.Equal(t, []string{"3:4", "5:5"}, wanted(again[0]))
}

func TestOnError_keeps_what_is_left(t *testing.T) {
	r := spans(t, 4)
	left := fmt.Errorf("wrapped: %w", &Left{Items: []uint32{1, 3}, Before: History{Attempts: 1}, Cause: errors.New("busy")})
	again := r.OnError(left)
	require.Equal(t, 2, again.ItemsCount())
	require.Equal(t, []string{"0:1", "0:3"}, wanted(again))
	require.Equal(t, 1, again.(*Request[ptrace.Traces]).History().Attempts)
	require.Same(t, r, r.OnError(errors.New("another")))
}

func TestQueue_stores_a_request_whole(t *testing.T) {
	merged, err := spans(t, 2).MergeSplit(t.Context(), 0, exporterhelper.RequestSizerTypeItems, spans(t, 1))
	require.NoError(t, err)
	for _, r := range []xexporterhelper.Request{spans(t, 2), merged[0]} {
		stored, err := TracesQueue().Encoding.Marshal(t.Context(), r)
		require.NoError(t, err)
		_, back, err := TracesQueue().Encoding.Unmarshal(stored)
		require.NoError(t, err)
		require.Equal(t, r.ItemsCount(), back.ItemsCount())
	}
}

// spans makes a read-only request of n spans: a change to the data would panic.
func spans(t *testing.T, n int) *Request[ptrace.Traces] {
	t.Helper()
	td := ptrace.NewTraces()
	for range n {
		td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName("s")
	}
	td.MarkReadOnly()
	r, err := Traces(t.Context(), td)
	require.NoError(t, err)
	return r.(*Request[ptrace.Traces])
}

// wanted lists the items still to be sent as "first of the part:item".
func wanted(r xexporterhelper.Request) (got []string) {
	req := r.(*Request[ptrace.Traces])
	want := req.Wanted()
	_ = req.Each(func(part ptrace.Traces, first uint32) error {
		for i := range uint32(part.SpanCount()) {
			if want(first + i) {
				got = append(got, fmt.Sprintf("%d:%d", first, first+i))
			}
		}
		return nil
	})
	return got
}
