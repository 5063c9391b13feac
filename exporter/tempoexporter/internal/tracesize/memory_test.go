package tracesize

import (
	"encoding/binary"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestMemory(t *testing.T) {
	now := time.Unix(1000, 0)
	m := NewMemory(func() time.Time { return now })
	id := pcommon.TraceID{1}
	require.Zero(t, m.Add("a", id, 10))
	require.Equal(t, 10, m.Add("a", id, 5))
	require.Zero(t, m.Add("b", id, 5), "each tenant's traces are its own")
	now = now.Add(idle)
	require.Equal(t, 15, m.Add("a", id, 1), "what is asked for stays")
	now = now.Add(idle)
	m.Add("a", pcommon.TraceID{2}, 1)
	now = now.Add(idle)
	require.Zero(t, m.Add("a", id, 1), "what nobody asks for goes")
}

func TestMemoryIsBounded(t *testing.T) {
	m := NewMemory(time.Now)
	for i := range 3 * most {
		var id pcommon.TraceID
		binary.BigEndian.PutUint64(id[:], uint64(i))
		m.Add("a", id, 1)
	}
	require.LessOrEqual(t, len(m.young)+len(m.old), most)
}
