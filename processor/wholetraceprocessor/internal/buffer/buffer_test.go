package buffer

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// bench drives a buffer by hand: nothing happens but what a test does, at the time it says.
type bench struct {
	t *testing.T
	*Buffer
	now time.Duration
}

// newDurable is newBench with storage in dir.
func newDurable(t *testing.T, dir string, now time.Duration, change ...func(*Settings)) *bench {
	log, err := spill.Open(dir, spill.Options{Fsync: spill.Never, SegmentBytes: 64 << 10})
	require.NoError(t, err)
	b := newBench(t, change...)
	b.now = now
	b.Buffer = New(*b.settings, ledger.New(), log, int64(now))
	_, err = b.Restore(int64(now))
	require.NoError(t, err)
	t.Cleanup(func() { _ = log.Close() })
	return b
}

func newBench(t *testing.T, change ...func(*Settings)) *bench {
	s := Settings{
		Idle: 10 * time.Second, AfterRoot: time.Second, MaxAge: time.Hour, LateMemory: 10 * time.Minute,
		MaxTraceSpans: 1000, MaxTraceBytes: 1 << 20, MemoryBytes: 64 << 20, Shards: 4, Mutates: true,
	}
	for _, f := range change {
		f(&s)
	}
	return &bench{t: t, Buffer: New(s, ledger.New(), nil, 0)}
}

func (b *bench) send(spans ...span) int {
	n, err := b.Admit(int64(b.now), fragment.Read(traces(spans...)))
	require.NoError(b.t, err)
	return n
}

// after lets time pass, tick by tick.
func (b *bench) after(d time.Duration) *bench {
	b.now += d
	b.Tick(int64(b.now))
	return b
}

type handed struct {
	kind   wholetrace.Kind
	part   int
	reason Reason
	names  []string
}

// take returns what is handed on now, and says that downstream took it.
func (b *bench) take() []handed {
	var out []handed
	for h := b.Take(); h != nil; h = b.Take() {
		td, err := h.Traces()
		require.NoError(b.t, err)
		got := handed{kind: h.Mark.Kind, part: h.Mark.Part, names: names(td)}
		h.Reasons(func(r Reason) { got.reason = r })
		out = append(out, got)
		b.HandedOn(h)
	}
	return out
}

type span struct {
	trace, id, parent byte
	name              string
	provisional       bool
}

func traces(spans ...span) ptrace.Traces {
	td := ptrace.NewTraces()
	to := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for _, s := range spans {
		sp := to.AppendEmpty()
		sp.SetTraceID(pcommon.TraceID{15: s.trace})
		sp.SetSpanID(pcommon.SpanID{s.id})
		sp.SetParentSpanID(pcommon.SpanID{s.parent})
		sp.SetName(s.name)
		sp.SetStartTimestamp(pcommon.Timestamp(s.id))
		sp.SetEndTimestamp(1000)
		if s.provisional {
			sp.Attributes().PutBool(genai.RootProvisional, true)
		}
	}
	return td
}

func names(td ptrace.Traces) []string {
	var out []string
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, s := range ss.Spans().All() {
				out = append(out, s.Name())
			}
		}
	}
	return out
}

var (
	root  = span{trace: 1, id: 1, name: "root"}
	agent = span{trace: 1, id: 2, parent: 1, name: "agent"}
	chat  = span{trace: 1, id: 3, parent: 2, name: "chat"}
)

func TestATraceIsWholeAfterItsRoot(t *testing.T) {
	b := newBench(t)
	b.send(chat)
	b.after(5 * time.Second).send(agent)
	b.after(5 * time.Second).send(root)
	require.Empty(t, b.after(990*time.Millisecond).take())
	require.Equal(t, []handed{{wholetrace.Whole, 0, AfterRoot, []string{"root", "agent", "chat"}}}, b.after(20*time.Millisecond).take())
}

func TestAMissingParentKeepsTheTraceOpenAfterItsRoot(t *testing.T) {
	b := newBench(t)
	b.send(chat, root)
	require.Empty(t, b.after(9*time.Second).take())
	b.send(agent)
	require.Empty(t, b.after(900*time.Millisecond).take())
	require.Equal(t, []handed{{wholetrace.Whole, 0, AfterRoot, []string{"root", "agent", "chat"}}}, b.after(time.Second).take())
}

func TestATraceWithoutRootIsWholeWhenIdle(t *testing.T) {
	b := newBench(t)
	b.send(chat)
	b.after(9 * time.Second).send(agent)
	require.Empty(t, b.after(9*time.Second).take())
	require.Equal(t, []handed{{wholetrace.Whole, 0, Idle, []string{"agent", "chat"}}}, b.after(2*time.Second).take())
}

func TestAProvisionalRootSwitchesTheGraceOff(t *testing.T) {
	b := newBench(t)
	provisional := root
	provisional.provisional = true
	b.send(provisional, agent)
	require.Empty(t, b.after(9*time.Second).take())
	require.Equal(t, Idle, b.after(2 * time.Second).take()[0].reason)
}

func TestNoTraceWaitsLongerThanMaxAge(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.MaxAge = 30 * time.Second })
	b.send(span{trace: 1, id: 10, parent: 9})
	for i := range byte(5) {
		require.Empty(t, b.after(5*time.Second).take())
		b.send(span{trace: 1, id: 11 + i, parent: 9})
	}
	got := b.after(5 * time.Second).take()
	require.Len(t, got, 1)
	require.Equal(t, MaxAge, got[0].reason)
	require.Equal(t, wholetrace.Whole, got[0].kind)
}

func TestWhatComesAfterItsTraceIsLate(t *testing.T) {
	b := newBench(t)
	b.send(root)
	require.Len(t, b.after(2*time.Second).take(), 1)
	b.send(agent)
	require.Equal(t, []handed{{wholetrace.Late, 0, Straggler, []string{"agent"}}}, b.take(), "at once")
	require.Zero(t, b.send(root), "a repeat is one span, late or not")
	require.Empty(t, b.take())

	b.after(11 * time.Minute).send(chat)
	require.Empty(t, b.take(), "the trace is forgotten: this is another")
	require.Equal(t, wholetrace.Whole, b.after(11 * time.Second).take()[0].kind)
}

func TestLateSpansCarryTheirState(t *testing.T) {
	b := newBench(t)
	b.send(root)
	b.after(2 * time.Second).take()
	b.send(agent)
	h := b.Take()
	td, err := h.Traces()
	require.NoError(t, err)
	state, _ := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().Get(genai.TraceState)
	require.Equal(t, "late", state.Str())
}

func TestTheSameSpanTwiceIsOne(t *testing.T) {
	b := newBench(t)
	require.Equal(t, 2, b.send(root, agent, agent))
	require.Equal(t, 1, b.send(agent, chat, root))
	require.Equal(t, []string{"root", "agent", "chat"}, b.after(2 * time.Second).take()[0].names)
}

func TestALargeTraceGoesInParts(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.MaxTraceSpans = 2 })
	b.send(root, agent, chat)
	require.Equal(t, []handed{{wholetrace.Part, 1, Size, []string{"root", "agent"}}, {wholetrace.Part, 2, Size, []string{"chat"}}}, b.take())
	b.send(span{trace: 1, id: 4, parent: 1, name: "tool"})
	require.Empty(t, b.take())
	require.Equal(t, []handed{{wholetrace.Part, 3, AfterRoot, []string{"tool"}}}, b.after(2*time.Second).take())
	b.send(span{trace: 1, id: 5, parent: 1, name: "straggler"})
	require.Equal(t, wholetrace.Late, b.take()[0].kind)
}

func TestSpansThatComeWhileTheirTraceIsOnItsWayAreLate(t *testing.T) {
	b := newBench(t)
	b.send(root)
	b.after(2 * time.Second)
	h := b.Take()
	b.send(agent)
	require.Nil(t, b.Take(), "the late span goes after its trace")
	b.HandedOn(h)
	require.Equal(t, wholetrace.Late, b.take()[0].kind)
}

func TestAnotherAttemptGetsTheSpansAsTheyWere(t *testing.T) {
	b := newBench(t)
	b.send(root, agent)
	b.after(2 * time.Second)
	h := b.Take()
	td, err := h.Traces()
	require.NoError(t, err)
	td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).SetName("changed downstream")
	id := h.Mark.HandOn
	td, err = h.Traces()
	require.NoError(t, err)
	require.Equal(t, []string{"root", "agent"}, names(td))
	require.Equal(t, wholetrace.Mark{Kind: wholetrace.Whole, HandOn: id, Attempt: 2}, h.Mark)
}

func TestSmallTracesOfOneTickGoInOneCall(t *testing.T) {
	b := newBench(t)
	for i := range byte(50) {
		b.send(span{trace: i + 1, id: 1, name: "root"})
	}
	b.after(2 * time.Second)
	require.Len(t, b.take(), 1)
}

func TestWhatWaitsAtTheEndIsHandedOn(t *testing.T) {
	b := newBench(t)
	b.send(root, agent)
	b.send(span{trace: 2, id: 1, parent: 9, name: "orphan"})
	b.Drain()
	require.ElementsMatch(t, []handed{
		{wholetrace.Whole, 0, Shutdown, []string{"root", "agent"}},
		{wholetrace.Part, 1, Shutdown, []string{"orphan"}},
	}, b.take())
}

func TestABatchForWhichThereIsNoRoomComesBackAsItWas(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.MemoryBytes = 1 })
	td := traces(root, agent, span{trace: 2, id: 1})
	_, err := b.Admit(0, fragment.Read(td))
	require.ErrorIs(t, err, ErrFull)
	require.Equal(t, traces(root, agent, span{trace: 2, id: 1}), td)
}

// The order of arrival tells nothing: whatever it is, the same traces are whole, with the same spans in the same order.
func TestOrderIsNothing(t *testing.T) {
	rnd := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		var spans []span
		for trace := range byte(3) {
			for id := range byte(1 + rnd.IntN(12)) {
				parent := byte(0)
				if id > 0 {
					parent = 1 + byte(rnd.IntN(int(id)))
				}
				spans = append(spans, span{trace: trace + 1, id: id + 1, parent: parent, name: string([]rune{rune('1' + trace), rune('a' + id)})})
			}
		}
		want := map[byte][]string{}
		for range 4 {
			rnd.Shuffle(len(spans), func(i, j int) { spans[i], spans[j] = spans[j], spans[i] })
			b := newBench(t)
			for rest := spans; len(rest) > 0; {
				n := 1 + rnd.IntN(len(rest))
				b.send(rest[:n]...)
				rest = rest[n:]
				require.Empty(t, b.after(time.Duration(rnd.IntN(25))*time.Millisecond).take())
			}
			got := b.after(2 * time.Second).take()
			byTrace := map[byte][]string{}
			for _, h := range got {
				require.Equal(t, wholetrace.Whole, h.kind)
				require.Equal(t, AfterRoot, h.reason)
				for _, name := range h.names {
					byTrace[name[0]] = append(byTrace[name[0]], name)
				}
			}
			if len(want) == 0 {
				want = byTrace
			}
			require.Equal(t, want, byTrace)
		}
	}
}
