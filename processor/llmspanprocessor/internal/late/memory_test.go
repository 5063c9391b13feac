package late

import (
	"encoding/binary"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

const minute = time.Minute

type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// traceOf is a trace of some calls, each of a response of its own.
func traceOf(number, calls int) *spantree.Tree {
	tree := &spantree.Tree{}
	for i := range calls {
		n := callOf(number, i)
		n.Facts.SetText(dialect.ResponseID, fmt.Sprintf("chatcmpl-%024d-%d", number, i))
		tree.Nodes = append(tree.Nodes, n)
	}
	return tree
}

func callOf(number, span int) *spantree.Node {
	n := &spantree.Node{Span: ptrace.NewSpan(), Role: genai.RoleCall, Agent: strings.Clone("writer")}
	n.Usage = dialect.Usage{Known: true, Input: 1}
	var trace pcommon.TraceID
	binary.BigEndian.PutUint64(trace[8:], uint64(number))
	n.Span.SetTraceID(trace)
	var id pcommon.SpanID
	binary.BigEndian.PutUint64(id[:], uint64(span+1))
	n.Span.SetSpanID(id)
	return n
}

// again is a second witness of a trace's first response.
func again(number int) *spantree.Tree {
	tree := traceOf(number, 1)
	tree.Nodes[0].Span.SetSpanID([8]byte{0xff})
	return tree
}

func TestALateSecondWitnessIsADuplicateHoweverManyTracesCameBetween(t *testing.T) {
	c := &clock{time.Unix(1, 0)}
	m := NewMemory(10*minute, c.now)
	for i := range 100_000 {
		m.Remember(traceOf(i, 1), "997d692c-c361-49de-b72b-66396d7830f2")
	}
	late := again(0)
	m.Apply(late)
	require.Equal(t, genai.RoleDuplicate, late.Nodes[0].Role)
	require.Zero(t, m.TakeForgotten())

	c.at = c.at.Add(10 * minute)
	m.Remember(traceOf(-1, 1), "run")
	require.Len(t, m.traces, 1, "over their time they are forgotten")
	require.Zero(t, m.TakeForgotten(), "and none before it")
	require.Equal(t, m.of(traceOf(-1, 1)).size()+entrySize, m.bytes)
}

func TestALateSecondWitnessOfARerankIsADuplicateWithoutAnyTokens(t *testing.T) {
	m := NewMemory(minute, time.Now)
	first, second := traceOf(0, 1), again(0)
	for _, tree := range []*spantree.Tree{first, second} {
		tree.Nodes[0].Usage = dialect.Usage{}
		tree.Nodes[0].Facts.Meaning.Operation = genai.OpRerank
	}
	m.Remember(first, "run")
	m.Apply(second)
	require.Equal(t, genai.RoleDuplicate, second.Nodes[0].Role)
}

func TestTracesForgottenBeforeTheirTimeAreCounted(t *testing.T) {
	c := &clock{time.Unix(1, 0)}
	m := NewMemory(10*minute, c.now)
	m.room = 1000 * (m.traceOfOne().size() + entrySize)
	for i := range 1500 {
		m.Remember(traceOf(i, 1), "run")
	}
	m.Run(traceOf(1499, 1))
	require.Len(t, m.traces, 1000)
	require.EqualValues(t, 500, m.TakeForgotten())
	require.Zero(t, m.TakeForgotten())
	late := again(0)
	m.Apply(late)
	require.Equal(t, genai.RoleCall, late.Nodes[0].Role)
	late = again(1499)
	m.Apply(late)
	require.Equal(t, genai.RoleDuplicate, late.Nodes[0].Role)
}

func (m *Memory) traceOfOne() *trace { return &trace{run: "run", facts: m.facts(traceOf(0, 1))} }

// TestTheSizeOfWhatIsRememberedIsReckonedRight holds the reckoning against the heap, before and after late spans came.
func TestTheSizeOfWhatIsRememberedIsReckonedRight(t *testing.T) {
	for _, calls := range []int{1, 20} {
		const traces = 5000
		m := NewMemory(10*minute, time.Now)
		before := heap()
		for i := range traces {
			m.Remember(traceOf(i, calls), strings.Clone("997d692c-c361-49de-b72b-66396d7830f2"))
		}
		took := float64(heap() - before)
		t.Logf("%d calls: %.0f bytes a trace, reckoned %d", calls, took/traces, m.bytes/traces)
		require.InEpsilon(t, took, float64(m.bytes), 0.3)
		for i := range traces {
			m.Apply(again(i))
		}
		took = float64(heap() - before)
		t.Logf("with an index: %.0f bytes a trace, reckoned %d", took/traces, m.bytes/traces)
		require.InEpsilon(t, took, float64(m.bytes), 0.3)
		runtime.KeepAlive(m)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}
