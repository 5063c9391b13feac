package deadletter

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
)

func letter(text string) plog.Logs {
	ld := plog.NewLogs()
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr(text)
	return ld
}

func TestFile_is_bounded_and_every_line_whole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "letters.jsonl")
	f, err := Open(path, 600)
	require.NoError(t, err)
	require.NoError(t, f.WriteLogs(letter("a"), Reason{Index: "i", Status: 400, Reason: "why \"so\""}))
	require.ErrorIs(t, f.WriteLogs(letter(strings.Repeat("x", 600)), Reason{}), ErrFull)
	require.NoError(t, f.WriteLogs(letter("b"), Reason{}))
	require.NoError(t, f.Close())

	f, err = Open(path, 600) // and what was there before counts
	require.NoError(t, err)
	require.ErrorIs(t, f.WriteLogs(letter(strings.Repeat("x", 200)), Reason{}), ErrFull)
	require.NoError(t, f.Close())

	text, err := os.ReadFile(path)
	require.NoError(t, err)
	var bodies []string
	for line := range strings.Lines(string(text)) {
		ld, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs([]byte(line))
		require.NoError(t, err)
		bodies = append(bodies, ld.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0).Body().Str())
	}
	require.Equal(t, []string{"a", "b"}, bodies)
}

func TestOpen_says_what_is_wrong(t *testing.T) {
	_, err := Open(filepath.Join(t.TempDir(), "no", "folder"), 1)
	require.ErrorContains(t, err, "cannot open the dead-letter file")
}
