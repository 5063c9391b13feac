//go:build linux

package spill

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// smallDisk mounts a disk that is full soon.
func smallDisk(t *testing.T) (dir string) {
	dir = t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("it takes the right to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	return dir
}

// fill takes what room there is on a disk, to the last byte, until it is given back.
func fill(t *testing.T, dir string) (giveBack func()) {
	f, err := os.Create(filepath.Join(dir, "filler"))
	require.NoError(t, err)
	defer f.Close()
	for size := 4096; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			require.ErrorIs(t, err, unix.ENOSPC)
			size /= 2
		}
	}
	return func() { require.NoError(t, os.Remove(f.Name())) }
}

func TestAFullDiskRefusesAndTakesAgain(t *testing.T) {
	dir := smallDisk(t)
	l := open(t, dir, func(o *Options) { o.SegmentBytes = 64 << 10 })
	var refs []Ref
	for {
		r, err := l.Append(int64(len(refs)), []Piece{{TraceID: id(len(refs)), Data: data(len(refs))}})
		if err != nil {
			require.ErrorIs(t, err, ErrFull)
			require.ErrorIs(t, err, unix.ENOSPC)
			break
		}
		refs = append(refs, r...)
	}
	require.Greater(t, len(refs), 300)
	for n, r := range refs {
		b, err := l.Read(nil, r)
		require.NoError(t, err)
		require.Equal(t, data(n), b)
	}
	for n, r := range refs {
		l.Left(0, Departure{TraceID: id(n), Last: true, Refs: []Ref{r}})
	}
	_ = l.Flush() // the notes may find no room, but what nothing waits in is deleted
	require.NoError(t, l.Flush())
	put(t, l, 1)
	l.closeFiles()
	_, waits, _, torn := restored(t, dir)
	require.Equal(t, []int{1}, waits)
	require.Zero(t, torn)
}

func TestALogOpensOnADiskThatIsFullAndTakesWhenThereIsRoom(t *testing.T) {
	for _, mode := range []Fsync{Never, Interval, Always} {
		t.Run(string(mode), func(t *testing.T) {
			dir := smallDisk(t)
			l := open(t, dir)
			for n := range 3 {
				put(t, l, n)
			}
			l.closeFiles() // as a death would
			giveBack := fill(t, dir)

			l = open(t, dir, func(o *Options) { o.Fsync = mode })
			var waits []Restored
			_, torn, err := l.Restore(Heirs{Waiting: func(r Restored) {
				require.Equal(t, data(int(r.Arrival)), r.Data)
				waits = append(waits, r)
			}})
			require.NoError(t, err)
			require.Len(t, waits, 3)
			require.Zero(t, torn)
			_, err = l.Append(3, []Piece{{TraceID: id(3), Data: data(3)}})
			require.ErrorIs(t, err, ErrFull)
			require.ErrorIs(t, l.Flush(), ErrFull, "somebody is told, even while no sender is refused")
			require.NoError(t, l.Sync())
			moved, err := l.Clean(shelf{})
			require.NoError(t, err)
			require.False(t, moved)

			giveBack()
			put(t, l, 3)
			require.NoError(t, l.Close())
			_, numbers, _, _ := restored(t, dir)
			require.Equal(t, []int{0, 1, 2, 3}, numbers)
		})
	}
}

func TestALogThatFilledTheDiskItselfMakesRoom(t *testing.T) {
	dir := smallDisk(t)
	l := open(t, dir, func(o *Options) { o.SegmentBytes = 64 << 10 })
	for n := 0; ; n++ {
		if _, err := l.Append(int64(n), []Piece{{TraceID: id(n), Data: data(n)}}); err != nil {
			break
		}
	}
	fill(t, dir)
	l.closeFiles()

	l = open(t, dir)
	var waits []Restored
	_, _, err := l.Restore(Heirs{Waiting: func(r Restored) { waits = append(waits, r) }})
	require.NoError(t, err)
	require.Greater(t, len(waits), 300)
	require.ErrorIs(t, l.Flush(), ErrFull)
	for _, r := range waits {
		l.Left(0, Departure{TraceID: r.TraceID, Last: true, Refs: []Ref{r.Ref}})
	}
	require.NoError(t, l.Flush())
	put(t, l, 1)
}
