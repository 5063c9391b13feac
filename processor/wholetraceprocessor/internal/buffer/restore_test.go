package buffer

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

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
	require.Equal(t, 1, b.take()[0].part)
	b.send(span{trace: 1, id: 4, parent: 1, name: "tool"})

	b = b.reopen(dir, time.Second)
	require.Equal(t, []handed{{wholetrace.Part, 2, Idle, []string{"tool"}}}, b.after(11*time.Second).take())
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
