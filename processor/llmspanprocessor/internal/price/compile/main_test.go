package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/source"
)

func TestNewerFilesTakeThePlaceOfOlderOnes(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS("../data")))
	entries, err := source.Entries(dir)
	require.NoError(t, err)
	var files []string
	for i, name := range entries[0].Files {
		newer := filepath.Join(t.TempDir(), "newer.json")
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(newer, data, 0o600), i)
		files = append(files, newer)
	}
	require.NoError(t, take(dir, "genai-prices@99.1="+files[0]+","+files[1], "2027-01-02"))

	catalogs, err := source.Read(dir)
	require.NoError(t, err)
	require.Equal(t, "genai-prices@99.1", catalogs[0].Source.Label())
	require.Equal(t, "2027-01-02", catalogs[0].Source.Date)
	require.FileExists(t, filepath.Join(dir, "genai-prices-99.1.json"))
	require.NoFileExists(t, filepath.Join(dir, entries[0].Files[1]))
	require.NoError(t, compile(dir, filepath.Join(dir, "table.bin.gz")))
}

func TestWhatCannotBeTakenIsToldWithWhatWouldBeRight(t *testing.T) {
	for arg, want := range map[string]string{
		"genai-prices":          `cannot take "genai-prices": write name@version=file,file`,
		"genai-prices@1=a.json": "cannot take 1 files of genai-prices: it has 2, ",
		"acme@1=a.json":         "cannot take acme: sources.json does not list it",
	} {
		require.ErrorContains(t, take("../data", arg, "2027-01-02"), want)
	}
	require.ErrorContains(t, take("../data", "litellm@1=a.json", "today"), "cannot date the source")
}
