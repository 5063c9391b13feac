package source

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// List is the name of the file that lists the sources of a table, most trusted first.
const List = "sources.json"

// An Entry is a source in the list, with the names of its files.
type Entry struct {
	tariff.Source
	Files []string `json:"files"`
}

// Entries reads the list of sources in a folder.
func Entries(dir string) ([]Entry, error) {
	list, err := os.ReadFile(filepath.Join(dir, List))
	if err != nil {
		return nil, fmt.Errorf("cannot read the list of sources: %w", err)
	}
	var entries []Entry
	if err := json.Unmarshal(list, &entries); err != nil {
		return nil, fmt.Errorf("cannot read the list of sources: %w", err)
	}
	return entries, nil
}

// Read reads the sources that a folder lists.
func Read(dir string) ([]*tariff.Catalog, error) {
	entries, err := Entries(dir)
	if err != nil {
		return nil, err
	}
	var out []*tariff.Catalog
	for i := range entries {
		c, err := entries[i].read(dir, out)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entries[i].Label(), err)
		}
		out = append(out, c)
	}
	return out, nil
}

func (e *Entry) read(dir string, before []*tariff.Catalog) (*tariff.Catalog, error) {
	var data [][]byte
	for _, name := range e.Files {
		b, err := readFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		data = append(data, b)
	}
	switch {
	case e.Name == "genai-prices" && len(data) == 2:
		return GenAI(e.Source, data[0], data[1])
	case e.Name == "litellm" && len(data) == 1 && len(before) > 0:
		return LiteLLM(e.Source, data[0], before[0])
	}
	return nil, fmt.Errorf("cannot read source %q with %d files: genai-prices, which comes first, has two, its units and its "+
		"prices; litellm has one", e.Name, len(data))
}

// readFile reads a file, which may be compressed.
func readFile(name string) ([]byte, error) {
	b, err := os.ReadFile(name)
	if err != nil || !strings.HasSuffix(name, ".gz") {
		return b, err
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("cannot unpack %s: %w", name, err)
	}
	return io.ReadAll(r)
}
