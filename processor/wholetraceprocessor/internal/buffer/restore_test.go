package buffer

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// reopen ends a processor as a reload does, and begins another after a while.
func (b *bench) reopen(dir string, down time.Duration) *bench {
	require.NoError(b.t, b.log.Close())
	b.Close()
	return newDurable(b.t, dir, b.now+down)
}

func TestWhatWaitsGoesOnWaitingWithItsAge(t *testing.T) {
	dir := t.TempDir()
	b := newDurable(t, dir, time.Hour)
	b.send(agent)
	b.after(6 * time.Second).send(span{trace: 2, id: 1, parent: 9, name: "orphan"})

	b = b.reopen(dir, time.Minute)
	require.EqualValues(t, 2, b.ledger.Balance().Waiting)
	require.Empty(t, b.take(), "a minute in which nobody could send is no minute of silence")
	require.Equal(t, []handed{{wholetrace.Whole, 0, Idle, []string{"agent"}}}, b.after(5*time.Second).take())
	b.send(chat)
	require.Equal(t, wholetrace.Late, b.take()[0].kind)
	require.Equal(t, []handed{{wholetrace.Whole, 0, Idle, []string{"orphan"}}}, b.after(6*time.Second).take())

	b = b.reopen(dir, time.Minute)
	require.Zero(t, b.ledger.Balance().Waiting)
	b.send(root)
	require.Equal(t, wholetrace.Late, b.take()[0].kind, "a trace that was handed on is remembered")
}

func TestMaxAgeCountsFromBeforeTheRestart(t *testing.T) {
	dir := t.TempDir()
	b := newDurable(t, dir, time.Hour)
	b.send(agent)
	b = b.reopen(dir, 2*time.Hour)
	require.Equal(t, MaxAge, b.take()[0].reason)
}

func TestPartsAreNumberedOnAfterARestart(t *testing.T) {
	dir := t.TempDir()
	few := func(s *Settings) { s.MaxTraceSpans = 2 }
	b := newDurable(t, dir, time.Hour, few)
	b.send(root, agent, chat)
	require.Len(t, b.take(), 2)
	b.send(span{trace: 1, id: 4, parent: 1, name: "tool"})

	b = b.reopen(dir, time.Second)
	require.Equal(t, []handed{{wholetrace.Part, 3, Idle, []string{"tool"}}}, b.after(11*time.Second).take())
}

func TestWhatWasOnItsWayIsHandedOnAgain(t *testing.T) {
	dir := t.TempDir()
	b := newDurable(t, dir, time.Hour)
	b.send(root, agent)
	b.after(2 * time.Second)
	h := b.Take()
	_, err := h.Traces()
	require.NoError(t, err)
	b.Abandon(h)

	b = b.reopen(dir, time.Second)
	require.Equal(t, []string{"root", "agent"}, b.after(2 * time.Second).take()[0].names)
}

func TestSpansThatCannotBeReadBackAreCounted(t *testing.T) {
	dir := t.TempDir()
	b := newDurable(t, dir, time.Hour)
	b.send(root, agent)
	b.send(span{trace: 2, id: 1, name: "other"})
	b = b.reopen(dir, time.Second)
	// Somebody takes the files away under the running processor.
	for _, s := range b.shards {
		for _, t := range s.traces {
			if t != nil && t.id[15] == 1 {
				t.held.disk.refs[0].Size--
			}
		}
	}
	b.after(11 * time.Second)
	h := b.Take()
	td, err := h.Traces()
	require.ErrorContains(t, err, "cannot read spans")
	require.Equal(t, []string{"other"}, names(td))
	require.Equal(t, 2, h.Lost)
	b.HandedOn(h)
	balance := b.ledger.Balance()
	require.EqualValues(t, 2, balance.GivenUp["damaged"])
	require.Zero(t, balance.Waiting)
}

// flip damages the page that holds a span of the name, on the disk.
func flip(t *testing.T, dir, name string) {
	files, err := filepath.Glob(filepath.Join(dir, "*.spans"))
	require.NoError(t, err)
	for _, path := range files {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		if i := bytes.Index(b, []byte(name)); i >= 0 {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			require.NoError(t, err)
			_, err = f.WriteAt([]byte{b[i] ^ 1}, int64(i))
			require.NoError(t, err)
			require.NoError(t, f.Close())
			return
		}
	}
	require.Fail(t, "nothing to damage", name)
}

func TestATraceThatLostAPageWhileItWaitedGoesAsAPart(t *testing.T) {
	for _, mutates := range []bool{true, false} {
		t.Run(fmt.Sprintf("downstream_mutates_%v", mutates), func(t *testing.T) {
			dir := t.TempDir()
			b := newDurable(t, dir, time.Hour)
			b.send(agent)
			b.send(root)
			b.send(span{trace: 2, id: 1, name: "other"})
			b = b.reopen(dir, time.Second)
			b.settings.Mutates = mutates // from now on they are on disk only
			flip(t, dir, "agent")

			b.after(2 * time.Second)
			h := b.Take()
			td, err := h.Traces()
			require.ErrorContains(t, err, "is damaged at")
			require.Equal(t, wholetrace.Whole, h.Mark.Kind)
			require.Equal(t, []string{"other"}, names(td), "it costs no other trace anything")
			require.False(t, b.Idle())
			broken := b.Take()
			for attempt := range 3 {
				td, err = broken.Traces()
				require.NoError(t, err, "it is told once")
				require.Equal(t, wholetrace.Mark{Kind: wholetrace.Part, Part: 1, HandOn: broken.Mark.HandOn, Attempt: attempt + 1}, broken.Mark)
				require.NotEqual(t, h.Mark.HandOn, broken.Mark.HandOn)
				require.Equal(t, []string{"root"}, names(td))
				state, _ := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().Get(genai.TraceState)
				require.Equal(t, "part", state.Str())
			}
			require.EqualValues(t, 1, b.log.Damaged())
			b.HandedOn(h)
			b.HandedOn(broken)
			require.True(t, b.Idle())
			balance := b.ledger.Balance()
			require.EqualValues(t, 1, balance.GivenUp["damaged"])
			require.EqualValues(t, 1, balance.HandedOn[wholetrace.Part])
			require.EqualValues(t, 1, balance.HandedOn[wholetrace.Whole])
			require.Zero(t, balance.Waiting)
			b.send(chat)
			require.Equal(t, wholetrace.Late, b.take()[0].kind)
		})
	}
}

func TestATraceThatLostAPageBeforeTheRestartGoesAsAPart(t *testing.T) {
	dir := t.TempDir()
	b := newDurable(t, dir, time.Hour)
	b.send(agent)
	b.send(root)
	b.send(span{trace: 2, id: 1, parent: 9, name: "alone"})
	b.send(span{trace: 3, id: 1, name: "other"})
	require.NoError(t, b.log.Close())
	flip(t, dir, "agent")
	flip(t, dir, "alone")

	b = newDurable(t, dir, b.now+time.Second)
	require.EqualValues(t, 2, b.log.Damaged())
	b = b.reopen(dir, time.Second) // it is known in the life after that too
	b.send(span{trace: 2, id: 9, name: "root of what is lost"})
	require.ElementsMatch(t, []handed{
		{wholetrace.Whole, 0, AfterRoot, []string{"other"}},
		{wholetrace.Part, 2, AfterRoot, []string{"root"}},
		{wholetrace.Part, 2, AfterRoot, []string{"root of what is lost"}},
	}, b.after(11*time.Second).take())
}

// A hand-on that downstream never takes waits in the oldest segment, which must not keep all after it on the disk.
func TestWhatIsOnItsWayForLongDoesNotKeepTheLog(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	b := newDurable(t, t.TempDir(), 0)
	require.NoError(t, b.admit(wide(rnd, 1, 0, 5, 100)))
	b.after(11 * time.Second)
	stuck := b.Take()
	td, err := stuck.Traces()
	require.NoError(t, err)
	want := names(td)
	for n := range 400 {
		require.NoError(t, b.admit(wide(rnd, byte(2+n%200), 100*n, 5, 2000)))
		b.after(11 * time.Second).take()
		require.NoError(t, b.log.Flush())
		require.NoError(t, b.Clean())
		total, _ := b.log.Usage()
		require.LessOrEqual(t, total, int64(10*64<<10), "the files are in proportion to what waits")
	}
	td, err = stuck.Traces()
	require.NoError(t, err)
	require.ElementsMatch(t, want, names(td), "another attempt finds it where it was moved to")
	b.HandedOn(stuck)
	require.NoError(t, b.log.Flush())
	_, live := b.log.Usage()
	require.Zero(t, live)
}
