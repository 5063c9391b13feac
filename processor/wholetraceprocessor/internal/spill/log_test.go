package spill

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func open(t *testing.T, dir string, change ...func(*Options)) *Log {
	o := Options{Fsync: Never, SegmentBytes: 4 << 10}
	for _, f := range change {
		f(&o)
	}
	l, err := Open(dir, o)
	require.NoError(t, err)
	t.Cleanup(func() { l.closeFiles() })
	return l
}

func id(n int) pcommon.TraceID { return pcommon.TraceID{byte(n), byte(n >> 8), 15: 1} }

func data(n int) []byte { return fmt.Appendf(nil, "spans of %d %0500d", n, n) }

func put(t *testing.T, l *Log, n int) Ref {
	refs, err := l.Append(int64(n), []Piece{{TraceID: id(n), Data: data(n)}})
	require.NoError(t, err)
	return refs[0]
}

// restored opens the directory again and returns what waits, by arrival, and what had left.
func restored(t *testing.T, dir string) (l *Log, waits []int, left []Departure, torn int) {
	l = open(t, dir)
	_, torn, err := l.Restore(Heirs{
		Left: func(_ int64, d Departure) { left = append(left, d) },
		Waiting: func(r Restored) {
			n := int(r.Arrival)
			require.Equal(t, id(n), r.TraceID)
			require.Equal(t, data(n), r.Data)
			waits = append(waits, n)
		},
		Lost: func(pcommon.TraceID, int64) {},
	})
	require.NoError(t, err)
	return l, waits, left, torn
}

func TestWhatWaitsIsThereAfterADeath(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	var refs []Ref
	for n := range 40 {
		refs = append(refs, put(t, l, n))
	}
	for n, r := range refs {
		b, err := l.Read(nil, r)
		require.NoError(t, err)
		require.Equal(t, data(n), b)
		if n%2 == 0 {
			l.Left(int64(n), Departure{TraceID: id(n), Last: true, Parts: n, Refs: []Ref{r}})
		}
	}
	require.NoError(t, l.Flush())
	l.closeFiles() // as a death would

	l, waits, left, torn := restored(t, dir)
	require.Len(t, waits, 20)
	require.Len(t, left, 20)
	require.Equal(t, id(2), left[1].TraceID)
	require.True(t, left[1].Last)
	require.Equal(t, 2, left[1].Parts)
	require.Zero(t, torn)
	require.Greater(t, put(t, l, 41).Seq, refs[39].Seq, "numbers are not given twice")
}

func TestASegmentOfWhichNothingWaitsIsDeleted(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	var refs []Ref
	for n := range 100 {
		refs = append(refs, put(t, l, n))
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.spans"))
	require.Greater(t, len(files), 8)
	for n, r := range refs {
		l.Left(0, Departure{TraceID: id(n), Refs: []Ref{r}})
	}
	require.NoError(t, l.Flush())
	files, _ = filepath.Glob(filepath.Join(dir, "*.spans"))
	require.Len(t, files, 1)
	_, live := l.Usage()
	require.Zero(t, live)
}

func TestADamagedPageCostsNoOther(t *testing.T) {
	for _, tt := range []struct {
		name   string
		damage func(b []byte, r Ref) []byte
		lost   int
	}{
		{"a_flipped_bit", func(b []byte, r Ref) []byte { b[r.Offset+100] ^= 1; return b }, 1},
		{"a_broken_header", func(b []byte, r Ref) []byte { copy(b[r.Offset:], make([]byte, 16)); return b }, 1},
		{"a_size_out_of_bounds", func(b []byte, r Ref) []byte { b[r.Offset+11] = 0xff; return b }, 1},
		{"a_torn_end", func(b []byte, r Ref) []byte { return b[:r.Offset+20] }, 3},
		{"two_pages_side_by_side", func(b []byte, r Ref) []byte { b[r.Offset+100] ^= 1; b[r.Offset+r.Size+100] ^= 1; return b }, 2},
		{"a_file_header_gone", func(b []byte, _ Ref) []byte { copy(b, "XXXXXXXX"); return b }, 0},
		{"nothing_left", func([]byte, Ref) []byte { return nil }, 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			l := open(t, dir)
			var refs []Ref
			for n := range 5 {
				refs = append(refs, put(t, l, n))
			}
			l.closeFiles()
			path := segmentPath(dir, refs[2].Segment)
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(path, tt.damage(b, refs[2]), 0o600))

			l, waits, _, torn := restored(t, dir)
			require.Len(t, waits, 5-tt.lost)
			if tt.name == "two_pages_side_by_side" {
				require.Equal(t, 2, torn)
			}
			require.EqualValues(t, torn, l.Damaged())
			if tt.lost == 1 {
				require.Equal(t, []int{0, 1, 3, 4}, waits)
			}
			aside, _ := filepath.Glob(filepath.Join(dir, "damaged", "*"))
			require.Len(t, aside, torn)
			l.closeFiles()
			_, waits, _, torn = restored(t, dir)
			require.Len(t, waits, 5-tt.lost)
			require.Zero(t, torn, "it is reported once")
		})
	}
}

func TestALostPageIsToldUnlessItHadLeft(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	lost, gone := put(t, l, 1), put(t, l, 2)
	l.Left(3, Departure{TraceID: id(2), Last: true, Refs: []Ref{gone}})
	require.NoError(t, l.Flush())
	for _, r := range []Ref{lost, gone} {
		_, err := l.active.file.WriteAt([]byte{0xff}, int64(r.Offset)+60)
		require.NoError(t, err)
	}
	l.closeFiles()
	l = open(t, dir)
	var told []pcommon.TraceID
	_, _, err := l.Restore(Heirs{
		Left:    func(int64, Departure) {},
		Waiting: func(Restored) { require.Fail(t, "nothing can be read") },
		Lost: func(id pcommon.TraceID, arrival int64) {
			told = append(told, id)
			require.EqualValues(t, 1, arrival)
		},
	})
	require.NoError(t, err)
	require.Equal(t, []pcommon.TraceID{id(1)}, told)
}

func TestADamageFoundWhenReadIsAnError(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	r := put(t, l, 1)
	_, err := l.active.file.WriteAt([]byte{0xff}, int64(r.Offset)+60)
	require.NoError(t, err)
	for range 2 { // attempts
		_, err = l.Read(nil, r)
		require.ErrorContains(t, err, "is damaged at")
		require.EqualValues(t, 1, l.Damaged(), "it is counted once")
	}
	aside, _ := filepath.Glob(filepath.Join(dir, "damaged", "*"))
	require.Len(t, aside, 1)
}

func TestTwoInOneDirectoryIsAPlainError(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	_, err := Open(dir, Options{})
	require.ErrorContains(t, err, dir+" is in use by another whole_trace; name the two apart (whole_trace/one, whole_trace/two)")
	require.NoError(t, l.Close())
	open(t, dir)
}

func TestAFullLogRefusesAndTakesAgain(t *testing.T) {
	l := open(t, t.TempDir(), func(o *Options) { o.MaxBytes = 20 << 10 })
	var refs []Ref
	for {
		r, err := l.Append(0, []Piece{{TraceID: id(1), Data: data(1)}})
		if err != nil {
			require.ErrorIs(t, err, ErrFull)
			break
		}
		refs = append(refs, r...)
	}
	require.Greater(t, len(refs), 20)
	l.Left(0, Departure{TraceID: id(1), Refs: refs})
	require.NoError(t, l.Flush())
	put(t, l, 1)
}

func TestAFailedWriteLeavesNoTrace(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	put(t, l, 1)
	file := l.active.file
	l.active.file, _ = os.Open(l.active.path) // for reading: every write fails
	_, err := l.Append(0, []Piece{{TraceID: id(2), Data: data(2)}})
	require.ErrorIs(t, err, ErrFull)
	require.NoError(t, l.active.file.Close())
	l.active.file = file
	put(t, l, 3)
	l.closeFiles()
	_, waits, _, torn := restored(t, dir)
	require.Equal(t, []int{1, 3}, waits)
	require.Zero(t, torn)
}

// shelf is an owner that holds refs by trace.
type shelf struct{ refs map[pcommon.TraceID]Ref }

func (s shelf) Holds(id pcommon.TraceID, at Ref) bool { return s.refs[id] == at }

func (s shelf) Moved(id pcommon.TraceID, from, to Ref) bool {
	if s.refs[id] != from {
		return false
	}
	s.refs[id] = to
	return true
}

func TestWhatWaitsLongIsMovedOnAndTheLogStaysSmall(t *testing.T) {
	dir := t.TempDir()
	l := open(t, dir)
	s := shelf{map[pcommon.TraceID]Ref{}}
	for n := range 2000 {
		r := put(t, l, n)
		if n%200 == 0 {
			s.refs[id(n)] = r
		} else {
			l.Left(int64(n), Departure{TraceID: id(n), Last: true, Refs: []Ref{r}})
		}
		require.NoError(t, l.Flush())
		for more := true; more; {
			var err error
			more, err = l.Clean(s)
			require.NoError(t, err)
			require.NoError(t, l.Flush())
		}
		total, live := l.Usage()
		require.LessOrEqual(t, total, 2*live+7*l.options.SegmentBytes)
	}
	for n := 0; n < 2000; n += 200 {
		b, err := l.Read(nil, s.refs[id(n)])
		require.NoError(t, err)
		require.Equal(t, data(n), b)
	}
	l.closeFiles()
	_, waits, _, _ := restored(t, dir)
	require.Equal(t, []int{0, 200, 400, 600, 800, 1000, 1200, 1400, 1600, 1800}, waits)
}

func TestEveryModeOfFsyncWrites(t *testing.T) {
	for _, mode := range []Fsync{Never, Interval, Always} {
		t.Run(string(mode), func(t *testing.T) {
			dir := t.TempDir()
			l := open(t, dir, func(o *Options) { o.Fsync = mode })
			errs := make(chan error, 8)
			for n := range 8 {
				go func() {
					_, err := l.Append(int64(n), []Piece{{TraceID: id(n), Data: data(n)}})
					errs <- err
				}()
			}
			var err error
			for range 8 {
				err = errors.Join(err, <-errs)
			}
			require.NoError(t, err)
			require.NoError(t, l.Sync())
			require.NoError(t, l.Close())
			_, waits, _, _ := restored(t, dir)
			require.Len(t, waits, 8)
		})
	}
}
