package buffer

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/fragment"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/ledger"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/shorthand"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// world is a buffer among senders that repeat themselves, a downstream that fails, a disk that is full at times and a
// process that dies; chance decides what happens next. It knows what became of every span.
type world struct {
	*bench
	rnd      *rand.Rand
	dir      string // of storage, or empty
	deaths   int
	next     uint64
	acked    map[uint64]bool // spans whose sender has its OK
	handed   map[uint64]int  // how often downstream took them
	givenUp  map[uint64]bool
	flying   []*HandOn
	inFlight map[*HandOn][]uint64
}

// wordBytes is so little that words come and go while spans wait that are written with them.
const wordBytes = 6 << 10

// told is what a span was told: some that follow one another were told the same.
func told(id uint64) string { return fmt.Sprintf("%0300d", id/20) }

// logBytes is where senders are refused; notes and what is moved on may go beyond.
const logBytes = 2 << 20

func (w *world) open() {
	s := Settings{
		Idle: 5 * time.Second, AfterRoot: time.Second, MaxAge: time.Minute, LateMemory: time.Hour,
		MaxTraceSpans: 60, MaxTraceBytes: 200 << 10, MemoryBytes: 9 << 20, Shards: 3, Mutates: true,
	}
	var log *spill.Log
	if w.dir != "" {
		var err error
		log, err = spill.Open(w.dir, spill.Options{Fsync: spill.Never, SegmentBytes: 32 << 10, MaxBytes: logBytes})
		require.NoError(w.t, err)
	}
	w.Buffer = New(s, ledger.New(), log, int64(w.now))
	w.words = shorthand.NewVocabulary(wordBytes)
	w.flying, w.inFlight = nil, map[*HandOn][]uint64{}
	if log != nil {
		_, err := w.Restore(int64(w.now))
		require.NoError(w.t, err)
	}
}

// send sends a batch of spans of several traces, some for the second time, and perhaps sends it again.
func (w *world) send() {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	var ids []uint64
	for range 1 + w.rnd.IntN(30) {
		id := w.next + 1
		if w.next > 100 && w.rnd.IntN(10) == 0 {
			id -= w.rnd.Uint64N(50)
		}
		w.next = max(w.next, id)
		ids = append(ids, id)
		sp := spans.AppendEmpty()
		trace := id % 40
		if id%500 < 100 {
			trace = 77 // a giant
		}
		sp.SetTraceID(pcommon.TraceID(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, id/500), trace+1)))
		sp.SetSpanID(pcommon.SpanID(binary.BigEndian.AppendUint64(nil, id)))
		if id%7 != 0 {
			sp.SetParentSpanID(pcommon.SpanID(binary.BigEndian.AppendUint64(nil, id/7*7)))
		}
		sp.SetEndTimestamp(1)
		sp.Attributes().PutStr("prompt", told(id))
		sp.Attributes().PutEmptyBytes("noise").FromRaw(make([]byte, w.rnd.IntN(3000)))
	}
	for range 1 + w.rnd.IntN(2) {
		again := ptrace.NewTraces()
		td.CopyTo(again)
		before := again.SpanCount()
		w.habit.early.Store(w.rnd.IntN(2) == 0)
		if _, err := w.Admit(int64(w.now), fragment.Read(again)); err != nil {
			require.Equal(w.t, before, again.SpanCount(), "a refused batch comes back whole")
			w.ledger.Refuse("full", before)
			require.True(w.t, errors.Is(err, ErrFull) || errors.Is(err, spill.ErrFull), err)
			continue
		}
		for _, id := range ids {
			w.acked[id] = true
		}
	}
}

func (w *world) begin() {
	h := w.Take()
	if h == nil {
		return
	}
	w.flying = append(w.flying, h)
	w.attempt(h)
}

// attempt calls downstream, which may write over what it gets.
func (w *world) attempt(h *HandOn) {
	td, err := h.Traces()
	require.NoError(w.t, err)
	ids := w.spanIDs(td)
	require.Len(w.t, ids, h.Spans)
	if h.Mark.Attempt > 1 {
		require.ElementsMatch(w.t, w.inFlight[h], ids, "another attempt gets the same")
	}
	w.inFlight[h] = ids
	td.ResourceSpans().RemoveIf(func(ptrace.ResourceSpans) bool { return true })
}

func (w *world) spanIDs(td ptrace.Traces) []uint64 {
	var ids []uint64
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, sp := range ss.Spans().All() {
				raw := sp.SpanID()
				id := binary.BigEndian.Uint64(raw[:])
				prompt, _ := sp.Attributes().Get("prompt")
				require.Equal(w.t, told(id), prompt.Str())
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// end decides what comes of an attempt: downstream takes it, refuses it for good, or is away.
func (w *world) end() {
	if len(w.flying) == 0 {
		return
	}
	i := w.rnd.IntN(len(w.flying))
	h := w.flying[i]
	switch w.rnd.IntN(10) {
	case 0:
		for _, id := range w.inFlight[h] {
			w.givenUp[id] = true
		}
		w.GiveUp(h, "permanent")
	case 1, 2, 3:
		w.attempt(h)
		return
	default:
		w.took(h)
	}
	w.flying = append(w.flying[:i], w.flying[i+1:]...)
	delete(w.inFlight, h)
}

func (w *world) took(h *HandOn) {
	for _, id := range w.inFlight[h] {
		w.handed[id]++
	}
	w.HandedOn(h)
}

// die leaves everything as it is and goes on with what is on the disk.
func (w *world) die() {
	w.deaths++
	dir := w.t.TempDir()
	require.NoError(w.t, os.CopyFS(dir, os.DirFS(w.dir)))
	require.NoError(w.t, os.Remove(filepath.Join(dir, "lock")))
	w.Close()
	_ = w.log.Close()
	require.NoError(w.t, os.RemoveAll(w.dir))
	w.dir = dir
	w.open()
}

func (w *world) step() {
	switch n := w.rnd.IntN(100); {
	case n < 30:
		w.send()
	case n < 55:
		w.begin()
	case n < 80:
		w.end()
	case n < 90:
		w.after(time.Duration(w.rnd.IntN(2000)) * time.Millisecond)
	case n < 99 || w.dir == "":
		w.Pack(int64(w.now))
		if w.log != nil {
			require.NoError(w.t, w.log.Flush())
			require.NoError(w.t, w.Clean())
		}
	case w.deaths < 4:
		w.die()
	}
	w.check()
}

// check is the ledger: at any moment it adds up, and says of what waits what is really there.
func (w *world) check() {
	b := w.ledger.Balance()
	require.Equal(w.t, b.Received, b.Accepted+sum(b.Refused))
	require.Equal(w.t, b.Accepted, sum(b.HandedOn)+sum(b.GivenUp)+b.Waiting)
	held := 0
	for _, s := range w.shards {
		for _, t := range s.traces {
			if t != nil {
				held += int(t.held.spans)
				if t.away != nil {
					held += t.away.spans
				}
			}
		}
	}
	require.EqualValues(w.t, held, b.Waiting)
	if w.log != nil {
		total, _ := w.log.Usage()
		require.LessOrEqual(w.t, total, int64(4*logBytes), "whatever fails, the files do not grow without bound")
	}
}

func sum[K comparable](m map[K]int64) (n int64) {
	for _, v := range m {
		n += v
	}
	return n
}

// settle lets everything come to its end.
func (w *world) settle() {
	for range 100 {
		for _, h := range w.flying {
			w.attempt(h)
			w.took(h)
		}
		w.flying = nil
		w.after(time.Second).Pack(int64(w.now))
		for h := w.Take(); h != nil; h = w.Take() {
			w.attempt(h)
			w.took(h)
		}
		w.check()
	}
	require.Zero(w.t, w.ledger.Balance().Waiting)
}

func TestNothingIsLostWhateverFails(t *testing.T) {
	for seed := range uint64(6) {
		for _, storage := range []bool{false, true} {
			t.Run(fmt.Sprintf("storage_%v_%d", storage, seed), func(t *testing.T) {
				w := &world{
					bench: &bench{t: t}, rnd: rand.New(rand.NewPCG(seed, 9)),
					acked: map[uint64]bool{}, handed: map[uint64]int{}, givenUp: map[uint64]bool{},
				}
				if storage {
					w.dir = t.TempDir()
				}
				w.open()
				defer func() { w.Close() }()
				first := w.words.Edition()
				for range 1500 {
					w.step()
				}
				w.settle()
				twice := 0
				for id := range w.acked {
					require.True(t, w.handed[id] > 0 || w.givenUp[id], "span %d is lost", id)
					if w.handed[id] > 1 {
						twice++
					}
				}
				for id := range w.handed {
					require.True(t, w.acked[id], "span %d comes from nowhere", id)
				}
				if w.deaths == 0 {
					require.Zero(t, twice, "only a death repeats spans")
				}
				require.NotZero(t, len(w.givenUp))
				if !storage {
					require.NotSame(t, first, w.words.Edition(), "words came and went")
				}
			})
		}
	}
}
