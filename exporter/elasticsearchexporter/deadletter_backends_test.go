//go:build backends

package elasticsearchexporter

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func countLines(t testing.TB, file string) int {
	t.Helper()
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	return bytes.Count(text, []byte("\n"))
}
