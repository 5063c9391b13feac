package price

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"time"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

//go:generate go run ./compile

//go:embed table.bin.gz
var packed []byte

// What keeps a call from having a cost.
var (
	// ErrUnknownModel is returned when no table prices the model.
	ErrUnknownModel = errors.New("no price for this model")
	// ErrNoUsage is returned when the usage is empty.
	ErrNoUsage = errors.New("no usage")
	// ErrNoUnits is returned when the usage lacks what the model is billed by: images, seconds of audio, pages.
	ErrNoUnits = errors.New("none of the units that the model is billed by")
	// ErrUsage is returned when the counts contradict one another, as when more tokens are cached than there are.
	ErrUsage = tariff.ErrCounts
)

// Table is a set of prices. Its methods may be called concurrently.
type Table struct {
	units    *tariff.Units
	unit     counted
	catalogs []*tariff.Catalog
	aliases  *aliases
	// latest stands for the time of a call that has none.
	latest time.Time
	// rules are what the user knows better, in the order in which they are tried.
	rules        []rule
	defaultModel string

	seed  maphash.Seed
	cache cache
}

// Embedded returns the table that is compiled into the program. It takes some milliseconds.
func Embedded() (*Table, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("cannot unpack the price table: %w", err)
	}
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("cannot unpack the price table: %w", err)
	}
	catalogs, err := tariff.Decode(raw)
	if err != nil {
		return nil, err
	}
	return newTable(catalogs)
}

func newTable(catalogs []*tariff.Catalog) (*Table, error) {
	if len(catalogs) == 0 {
		return nil, errors.New("cannot use a price table without a source")
	}
	t := &Table{units: catalogs[0].Units, catalogs: catalogs, aliases: known(), seed: maphash.MakeSeed()}
	if err := t.unit.find(t.units); err != nil {
		return nil, err
	}
	for _, c := range catalogs {
		if at, err := time.Parse(time.DateOnly, c.Source.Date); err == nil && at.After(t.latest) {
			t.latest = at
		}
	}
	return t, nil
}

// A Source is where prices come from: its name, version, date (YYYY-MM-DD) and licence.
type Source = tariff.Source

// Sources lists where the table's prices come from, most trusted first.
func (t *Table) Sources() []Source {
	var out []Source
	for _, c := range t.catalogs {
		out = append(out, c.Source)
	}
	return out
}

// Age returns how old the table is, by the date of its newest source.
func (t *Table) Age(now time.Time) time.Duration { return now.Sub(t.latest) }
