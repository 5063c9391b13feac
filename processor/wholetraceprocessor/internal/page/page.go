// Package page compresses encoded spans. A page begins with a header that says what it takes to open it again, so that
// pages can be kept one behind the other.
//
// There are two kinds, quick pages of s2 and dense ones of zstd. Both learn dictionaries from what they compress: a page
// of few spans has little in it that repeats, but has much in common with those of the traces before it.
package page

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// headerBytes hold the kind with the number of its dictionary, and the size compressed.
const headerBytes = 5

// dense is set in the first byte of a dense page's header; the other bits are the number of the dictionary, zero for none.
const dense = 0x80

// maxRaw bounds what a page may claim to hold, so that a damaged header does not ask for all the memory.
const maxRaw = 1 << 30

var errShort = errors.New("it ends too early")

// Codec makes and opens pages. It is safe for concurrent use.
type Codec struct {
	quick quicker
	dense denser
}

// NewCodec returns a codec that has learnt nothing.
func NewCodec() *Codec {
	return &Codec{quick: newQuicker(), dense: newDenser()}
}

// Append compresses raw to a quick page at the end of dst.
func (c *Codec) Append(dst, raw []byte) []byte { return appendPage(dst, raw, c.quick.append) }

// AppendDense compresses raw to a dense page at the end of dst.
func (c *Codec) AppendDense(dst, raw []byte) []byte { return appendPage(dst, raw, c.dense.append) }

// appendPage puts a header before what compress appends.
func appendPage(dst, raw []byte, compress func(dst, raw []byte) (out []byte, kind byte)) []byte {
	start := len(dst)
	dst = append(dst, make([]byte, headerBytes)...)
	dst, kind := compress(dst, raw)
	dst[start] = kind
	binary.LittleEndian.PutUint32(dst[start+1:], uint32(len(dst)-start-headerBytes))
	return dst
}

// Open decompresses the page that pages begin with, into buf if that is large enough, and returns what is behind it.
func (c *Codec) Open(buf, pages []byte) (raw, rest []byte, err error) {
	kind, packed, rest, err := split(pages)
	if err != nil {
		return nil, nil, err
	}
	if kind&dense != 0 {
		raw, err = c.dense.open(buf, packed)
	} else {
		raw, err = c.quick.open(buf, packed, int(kind))
	}
	if err != nil {
		return nil, nil, fmt.Errorf("cannot open a page of %d bytes: %w", len(packed), err)
	}
	return raw, rest, nil
}

// Starts returns where each of the pages begins.
func Starts(pages []byte) ([]int, error) {
	var starts []int
	for rest := pages; len(rest) > 0; {
		starts = append(starts, len(pages)-len(rest))
		var err error
		if _, _, rest, err = split(rest); err != nil {
			return nil, err
		}
	}
	return starts, nil
}

func split(pages []byte) (kind byte, packed, rest []byte, err error) {
	if len(pages) < headerBytes {
		return 0, nil, nil, fmt.Errorf("cannot open a page of %d bytes: %w", len(pages), errShort)
	}
	size := int(binary.LittleEndian.Uint32(pages[1:]))
	if len(pages)-headerBytes < size {
		return 0, nil, nil, fmt.Errorf("cannot open a page of %d bytes: %w", size, errShort)
	}
	end := headerBytes + size
	return pages[0], pages[headerBytes:end], pages[end:], nil
}

// room makes dst long enough for n bytes more and returns these.
func room(dst []byte, n int) (grown, free []byte) {
	dst = slices.Grow(dst, n)
	return dst, dst[len(dst) : len(dst)+n]
}
