package cluster

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// compressor compresses request bodies. The Collector's own HTTP client would do it with the standard library, which
// takes twice as long, and that is most of what a document costs. The nil compressor compresses nothing.
type compressor struct {
	writers sync.Pool
	buffers sync.Pool
}

func newCompressor(level int) *compressor {
	c := &compressor{}
	c.writers.New = func() any {
		w, err := gzip.NewWriterLevel(io.Discard, level)
		if err != nil {
			return gzip.NewWriter(io.Discard) // a level that does not exist; the configuration is checked
		}
		return w
	}
	c.buffers.New = func() any { return new(bytes.Buffer) }
	return c
}

// small bodies are sent as they are.
const small = 1024

// compress returns the body compressed, or nil to send it as it is. The caller releases what it gets.
func (c *compressor) compress(body []byte) (*bytes.Buffer, error) {
	if c == nil || len(body) < small {
		return nil, nil //nolint:nilnil // there is nothing to release
	}
	w := c.writers.Get().(*gzip.Writer)
	defer c.writers.Put(w)
	to := c.buffers.Get().(*bytes.Buffer)
	to.Reset()
	w.Reset(to)
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("cannot compress a request: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("cannot compress a request: %w", err)
	}
	return to, nil
}

func (c *compressor) release(b *bytes.Buffer) {
	if b != nil {
		c.buffers.Put(b)
	}
}
