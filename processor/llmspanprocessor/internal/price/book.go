package price

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
	"time"
)

// A Book holds the table that is in force. When a user's price file changes it makes a new one; a file that is broken is
// refused, and the last good one stays.
type Book struct {
	settings Settings
	base     *Table
	table    atomic.Pointer[Table]
	// read is what the file was when it was last looked at, good or bad.
	read []byte
	lost bool
}

// Open returns a book of the embedded table with settings on top. It fails when they, or the file, are wrong.
func Open(s Settings) (*Book, error) {
	base, err := Embedded()
	if err != nil {
		return nil, err
	}
	b := &Book{settings: s, base: base}
	if s.File == "" {
		table, err := base.with(&s, nil)
		if err != nil {
			return nil, err
		}
		b.table.Store(table)
		return b, nil
	}
	data, err := readFile(s.File)
	if err != nil {
		return nil, fmt.Errorf("cannot read the price file: %w", err)
	}
	if err := b.use(data); err != nil {
		return nil, err
	}
	return b, nil
}

// Check reports what [Open] would find wrong, but for a file that is not there: a config may be checked on another
// machine than it runs on.
func Check(s Settings) error {
	_, err := Open(s)
	if errors.Is(err, fs.ErrNotExist) {
		s.File = ""
		_, err = Open(s)
	}
	return err
}

// Table returns the table that is in force.
func (b *Book) Table() *Table { return b.table.Load() }

// Cost returns what a call costs by the table that is in force; see [Table.Cost]. Of a call of which nothing was counted
// that its model is billed by, the cost is not nothing: it is not known.
func (b *Book) Cost(r *Request) (Cost, error) {
	cost, err := b.Table().Cost(r)
	if err == nil && cost.unbilled != nil {
		return Cost{}, cost.unbilled
	}
	return cost, err
}

// use makes the table for a file's content.
func (b *Book) use(data []byte) error {
	b.read = data
	file, err := ParseFile(b.settings.File, data)
	if err != nil {
		return fmt.Errorf("cannot use the price file: %w", err)
	}
	table, err := b.base.with(&b.settings, file)
	if err != nil {
		return fmt.Errorf("cannot use the price file: %w", err)
	}
	b.table.Store(table)
	return nil
}

// Watch looks at the price file every so often until the context ends. It calls changed after each change of the file:
// with nil when the file is in force, with what is wrong when the one before stays. Calls do not overlap. Without a file
// Watch returns at once. Only one Watch may run.
func (b *Book) Watch(ctx context.Context, every time.Duration, changed func(error)) {
	if b.settings.File == "" {
		return
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if looked, err := b.look(); looked {
				changed(err)
			}
		}
	}
}

// look reads the file again. changed is false when there is nothing that was not there before. The content is compared,
// not its time: an editor or a ConfigMap may keep either.
func (b *Book) look() (changed bool, err error) {
	data, err := readFile(b.settings.File)
	if err != nil {
		was := b.lost
		b.lost = true
		return !was, fmt.Errorf("cannot read the price file: %w", err)
	}
	if !b.lost && bytes.Equal(data, b.read) {
		return false, nil
	}
	b.lost = false
	return true, b.use(data)
}

// readFile reads a file, but not without end.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}
