package page

import (
	"sync"

	"github.com/klauspost/compress/zstd"
)

// denser makes pages of zstd. Its encoder and decoder are made when they are first needed: they take a few MiB.
type denser struct {
	sample *sample

	mu      sync.RWMutex // guards what follows; held for reading while they are used
	content [][]byte     // of the dictionaries; number n at n-1
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

// windowBytes is how far back a page looks for what repeats: further than its dictionary is long.
const windowBytes = 1 << 20

func newDenser() denser { return denser{sample: newSample(512<<10, 2<<20)} }

func (d *denser) append(dst, raw []byte) ([]byte, byte) {
	if content := d.sample.learn(raw); content != nil || !d.ready() {
		d.renew(content)
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.encoder.EncodeAll(raw, dst), dense | byte(len(d.content))
}

func (d *denser) open(buf, packed []byte) ([]byte, error) {
	if !d.ready() {
		d.renew(nil)
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.decoder.DecodeAll(packed, buf[:0])
}

func (d *denser) ready() bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.encoder != nil
}

// renew makes an encoder for the latest dictionary and a decoder for all. A frame of zstd names its dictionary.
func (d *denser) renew(content []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if content != nil {
		d.content = append(d.content, content)
	}
	write := []zstd.EOption{zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithEncoderCRC(false), zstd.WithWindowSize(windowBytes), zstd.WithLowerEncoderMem(true)}
	read := []zstd.DOption{zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxRaw), zstd.WithDecoderLowmem(true)}
	for i, c := range d.content {
		read = append(read, zstd.WithDecoderDictRaw(uint32(i+1), c))
	}
	if n := len(d.content); n > 0 {
		write = append(write, zstd.WithEncoderDictRaw(uint32(n), d.content[n-1]))
	}
	// The options are constants that the library knows: neither call fails.
	d.encoder, _ = zstd.NewWriter(nil, write...)
	d.decoder, _ = zstd.NewReader(nil, read...)
}
