//go:build linux

package spill

import (
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

func TestAFullDiskRefusesAndTakesAgain(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("it takes the right to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
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
