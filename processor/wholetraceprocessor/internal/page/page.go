// Package page compresses encoded spans. A page begins with a header that says what it takes to open it again, so that
// pages can be kept one behind the other.
package page

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/s2"
)

// headerBytes hold the number of the dictionary and the size compressed. How much it is raw, s2 says itself.
const headerBytes = 5

// maxRaw bounds what a page may claim to hold, so that a damaged header does not ask for all the memory.
const maxRaw = 1 << 30

var errShort = errors.New("it ends too early")

// Codec makes and opens pages. It learns a dictionary from what it compresses: a trace of few spans has little in it
// that repeats, but has much in common with the traces before it. It is safe for concurrent use.
type Codec struct {
	dictionaries atomic.Pointer[[]*s2.Dict] // number n at n-1; only ever appended to

	mu     sync.Mutex // guards what follows
	sample []byte     // for the next dictionary
	seen   int        // raw bytes since the latest dictionary
	wait   int        // and how many there are to be before the next
}

// Learning: 64 KiB are as much as s2 uses. The first dictionary comes early, and each later one after eight times as
// much traffic, to be made of the traffic as it is then.
const (
	sampleBytes     = s2.MaxDictSize
	samplePiece     = 4 << 10
	firstWait       = 256 << 10
	waitGrowth      = 8
	maxDictionaries = 6
)

// NewCodec returns a codec that has learnt nothing.
func NewCodec() *Codec {
	c := &Codec{wait: firstWait}
	c.dictionaries.Store(new([]*s2.Dict))
	return c
}

// Append compresses raw to a page at the end of dst.
func (c *Codec) Append(dst, raw []byte) []byte {
	dictionaries := *c.dictionaries.Load()
	if len(dictionaries) < maxDictionaries {
		c.learn(raw)
	}
	start := len(dst)
	dst = slices.Grow(dst, headerBytes+s2.MaxEncodedLen(len(raw)))
	dst = dst[:cap(dst)]
	dst[start] = 0
	var packed []byte
	if n := len(dictionaries); n > 0 {
		dst[start] = byte(n)
		packed = dictionaries[n-1].Encode(dst[start+headerBytes:], raw)
	} else {
		packed = s2.Encode(dst[start+headerBytes:], raw)
	}
	binary.LittleEndian.PutUint32(dst[start+1:], uint32(len(packed)))
	return dst[:start+headerBytes+len(packed)]
}

// Open decompresses the page that pages begin with, into buf if that is large enough, and returns what is behind it.
func (c *Codec) Open(buf, pages []byte) (raw, rest []byte, err error) {
	if len(pages) < headerBytes {
		return nil, nil, fmt.Errorf("cannot open a page of %d bytes: %w", len(pages), errShort)
	}
	dictionary := int(pages[0])
	size := int(binary.LittleEndian.Uint32(pages[1:]))
	if len(pages)-headerBytes < size {
		return nil, nil, fmt.Errorf("cannot open a page of %d bytes: %w", size, errShort)
	}
	packed, rest := pages[headerBytes:headerBytes+size], pages[headerBytes+size:]
	if n, err := s2.DecodedLen(packed); err != nil || n > maxRaw {
		return nil, nil, fmt.Errorf("cannot open a page of %d bytes: it claims to hold %d", size, n)
	}
	dictionaries := *c.dictionaries.Load()
	switch {
	case dictionary == 0:
		raw, err = s2.Decode(buf, packed)
	case dictionary <= len(dictionaries):
		raw, err = dictionaries[dictionary-1].Decode(buf, packed)
	default:
		err = fmt.Errorf("dictionary %d is not known", dictionary)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("cannot open a page of %d bytes: %w", size, err)
	}
	return raw, rest, nil
}

// learn takes a piece of raw for the next dictionary, and makes that when it is time.
func (c *Codec) learn(raw []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen += len(raw)
	// The pieces come from the latest part of the traffic, as many traces as fit.
	if c.seen > c.wait-c.wait/2 && len(c.sample) < sampleBytes {
		piece := min(len(raw), samplePiece, sampleBytes-len(c.sample))
		c.sample = append(c.sample, raw[:piece]...)
	}
	if c.seen < c.wait {
		return
	}
	old := *c.dictionaries.Load()
	if d := s2.MakeDict(c.sample, nil); d != nil && len(old) < maxDictionaries {
		next := append(append([]*s2.Dict(nil), old...), d)
		c.dictionaries.Store(&next)
	}
	c.sample, c.seen, c.wait = nil, 0, c.wait*waitGrowth
}
