package lane

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/otlpclient"
)

func TestLanes(t *testing.T) {
	now := time.Unix(1000, 0)
	l := New(Limits{Batches: 3, Bytes: 100, Patience: time.Minute}, func() time.Time { return now })
	hold := func(ticket uint64, bytes int) {
		l.Hold("loud", 5*time.Second, otlpclient.Batch{Ticket: ticket, Spans: 10, Bytes: bytes})
	}
	full := func() bool {
		_, full := l.Full("loud")
		return full
	}
	require.LessOrEqual(t, l.Wait("loud"), time.Duration(0))
	hold(1, 40)
	require.Equal(t, 5*time.Second, l.Wait("loud"))
	require.LessOrEqual(t, l.Wait("calm"), time.Duration(0), "a lane knows nothing of another")
	require.False(t, full())
	hold(1, 40)
	require.False(t, full(), "the same batch is counted once")
	hold(2, 60)
	require.True(t, full(), "by bytes")
	l.Release("loud", 2)
	hold(3, 1)
	hold(4, 1)
	require.True(t, full(), "by batches")
	spans, _ := l.Full("loud")
	require.Equal(t, 30, spans)
	now = now.Add(2 * time.Minute)
	require.False(t, full(), "a batch that nobody tries any more is given up")
	require.Negative(t, l.Wait("loud"))
}
