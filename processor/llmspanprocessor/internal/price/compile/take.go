package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/source"
)

// take replaces the files of one source by newer ones, given as name@version=file,file in the order of sources.json.
func take(dir, arg, date string) error {
	what, files, ok := strings.Cut(arg, "=")
	name, version, hasVersion := strings.Cut(what, "@")
	if !ok || !hasVersion {
		return fmt.Errorf("cannot take %q: write name@version=file,file", arg)
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return fmt.Errorf("cannot date the source: %w", err)
	}
	entries, err := source.Entries(dir)
	if err != nil {
		return err
	}
	for i := range entries {
		if e := &entries[i]; e.Name == name {
			if err := replace(dir, e, version, strings.Split(files, ",")); err != nil {
				return err
			}
			e.Version, e.Date = version, date
			return save(dir, entries)
		}
	}
	return fmt.Errorf("cannot take %s: %s does not list it", name, source.List)
}

// replace copies the newer files in under names with the new version, and removes the older ones.
func replace(dir string, e *source.Entry, version string, files []string) error {
	if len(files) != len(e.Files) {
		return fmt.Errorf("cannot take %d files of %s: it has %d, %s", len(files), e.Name, len(e.Files), strings.Join(e.Files, ", "))
	}
	for i, from := range files {
		data, err := os.ReadFile(from)
		if err != nil {
			return fmt.Errorf("cannot take a file: %w", err)
		}
		old := e.Files[i]
		e.Files[i] = strings.Replace(old, e.Version, version, 1)
		if packed := strings.HasSuffix(from, ".gz"); packed != strings.HasSuffix(old, ".gz") {
			return fmt.Errorf("cannot take %s for %s: pack or unpack it, so that both end alike", from, old)
		}
		if e.Files[i] != old {
			if err := os.Remove(filepath.Join(dir, old)); err != nil && !os.IsNotExist(err) {
				return fmt.Errorf("cannot remove an older file: %w", err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, e.Files[i]), data, 0o644); err != nil {
			return fmt.Errorf("cannot write a file: %w", err)
		}
	}
	return nil
}

func save(dir string, entries []source.Entry) error {
	data, err := json.MarshalIndent(entries, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, source.List), append(data, '\n'), 0o644)
}
