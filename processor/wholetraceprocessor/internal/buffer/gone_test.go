package buffer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// bare is n spans without anything but their ids.
func bare(trace byte, from, n int) ptrace.Traces {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := from; i < from+n; i++ {
		s := spans.AppendEmpty()
		s.SetTraceID(pcommon.TraceID{15: trace})
		s.SetSpanID(pcommon.SpanID{1, byte(i), byte(i >> 8), byte(i >> 16)})
	}
	return td
}

func TestATraceOfWhichMoreIsKnownThanMayBeRememberedIsRememberedAlone(t *testing.T) {
	const giant, small = 9, 8
	b := newBench(t, func(s *Settings) { s.MemoryBytes, s.Shards = 16<<20, 1 })
	require.NoError(t, b.admit(bare(small, 0, 1)))
	for n := 0; b.account.index.Load() <= b.goneLimit; n += 1000 {
		require.NoError(t, b.admit(bare(giant, n, 1000)))
	}
	b.after(11 * time.Second).take()
	require.Zero(t, b.Waiting())
	require.NoError(t, b.admit(bare(giant, 1<<20, 1)))
	require.Equal(t, wholetrace.Late, b.take()[0].kind)

	require.NoError(t, b.admit(bare(small, 1, 1)))
	b.after(11 * time.Second).take()
	require.NoError(t, b.admit(bare(giant, 2<<20, 1)))
	require.Empty(t, b.take(), "it made room for the next, and is another trace now")
}
