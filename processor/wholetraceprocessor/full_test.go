//go:build linux

package wholetraceprocessor

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

func TestAReloadOnAFullDiskKeepsWhatWaitsAndAsksSendersToWait(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("it takes the right to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	first := &sink{}
	p := start(t, first, inDirectory(dir))
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 2, 1, "chat")))
	filler := filepath.Join(dir, "filler")
	_ = os.WriteFile(filler, make([]byte, 1<<20), 0o600) // as much as there is room for
	require.NoError(t, p.Shutdown(context.Background()))

	next := &sink{}
	p = start(t, next, inDirectory(dir))
	err := p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root"))
	require.ErrorIs(t, err, spill.ErrFull)
	require.NoError(t, os.Remove(filler))
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 1, 0, "root")))
	require.Eventually(t, func() bool { _, names := next.got(); return len(names) == 2 }, 5*time.Second, time.Millisecond)
	_, names := next.got()
	require.Equal(t, []string{"root", "chat"}, names)
	balance := p.(*wholeTrace).ledger.Balance()
	require.EqualValues(t, 1, balance.Refused["storage"])
}

func TestAShutdownOnAFullDiskThatCannotNoteWhatHasLeftIsNoFailure(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("it takes the right to mount a small disk: %v", err)
	}
	t.Cleanup(func() { _ = unix.Unmount(dir, unix.MNT_DETACH) })
	next := &sink{}
	p := start(t, next, inDirectory(dir))
	require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(1, 2, 1, "chat"))) // keeps its segment
	for n := range byte(250) {                                                          // the notes of these do not fit into what the last page of the file has left
		require.NoError(t, p.ConsumeTraces(context.Background(), oneSpan(2+n, 1, 0, "root")))
	}
	_ = os.WriteFile(filepath.Join(dir, "filler"), make([]byte, 1<<20), 0o600)
	require.Eventually(t, func() bool { _, names := next.got(); return len(names) == 250 }, 5*time.Second, time.Millisecond)
	require.NoError(t, p.Shutdown(context.Background()))
}
