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
	buffers chan *bytes.Buffer // at rest: a pool of the runtime would lose them at each collection
}

func newCompressor(level int) *compressor {
	c := &compressor{buffers: make(chan *bytes.Buffer, atRest)}
	c.writers.New = func() any {
		w, err := gzip.NewWriterLevel(io.Discard, level)
		if err != nil {
			return gzip.NewWriter(io.Discard) // a level that does not exist; the configuration is checked
		}
		return w
	}
	return c
}

// atRest bounds the buffers that are kept.
const atRest = 10

// small bodies are sent as they are.
const small = 1024

// compress returns the body compressed, or nil to send it as it is. The caller releases what it gets.
func (c *compressor) compress(body []byte) (*bytes.Buffer, error) {
	if c == nil || len(body) < small {
		return nil, nil //nolint:nilnil // there is nothing to release
	}
	w := c.writers.Get().(*gzip.Writer)
	defer c.writers.Put(w)
	to := c.buffer()
	to.Grow(len(body) / 8) // prompts and tags are told over and over
	w.Reset(to)
	if _, err := w.Write(body); err != nil {
		return nil, fmt.Errorf("cannot compress a request: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("cannot compress a request: %w", err)
	}
	return to, nil
}

func (c *compressor) buffer() *bytes.Buffer {
	select {
	case b := <-c.buffers:
		b.Reset()
		return b
	default:
		return new(bytes.Buffer)
	}
}

func (c *compressor) release(b *bytes.Buffer) {
	if b == nil {
		return
	}
	select {
	case c.buffers <- b:
	default:
	}
}
