package page

import (
	"fmt"
	"sync/atomic"

	"github.com/klauspost/compress/s2"
)

// leastBuffer is what most pages fit in when they are open.
const leastBuffer = 32 << 10

// quick makes pages of s2.
type quick struct {
	sample       sample
	dictionaries atomic.Pointer[[]*s2.Dict] // number n at n-1; only ever appended to
}

func newQuick() quick { return quick{sample: sample{size: s2.MaxDictSize, wait: 256 << 10}} }

func (q *quick) all() []*s2.Dict {
	if p := q.dictionaries.Load(); p != nil {
		return *p
	}
	return nil
}

func (q *quick) append(dst, raw []byte) ([]byte, byte) {
	dictionaries := q.all()
	if len(dictionaries) < maxDictionaries {
		q.learn(raw)
	}
	dst, free := room(dst, s2.MaxEncodedLen(len(raw)))
	var packed []byte
	if n := len(dictionaries); n > 0 {
		packed = dictionaries[n-1].Encode(free, raw)
	} else {
		packed = s2.Encode(free, raw)
	}
	return dst[:len(dst)+len(packed)], byte(len(dictionaries))
}

func (q *quick) learn(raw []byte) {
	content, _ := q.sample.learn(raw)
	if content == nil {
		return
	}
	if d := s2.MakeDict(content, nil); d != nil {
		next := append(append([]*s2.Dict(nil), q.all()...), d)
		q.dictionaries.Store(&next)
	}
}

func (q *quick) open(buf, packed []byte, dictionary int) ([]byte, error) {
	n, err := s2.DecodedLen(packed)
	if err != nil || n > maxRaw {
		return nil, fmt.Errorf("it claims to hold %d bytes", n)
	}
	if cap(buf) < n {
		buf = make([]byte, max(n, leastBuffer)) // which also does for the next page
	}
	dictionaries := q.all()
	switch {
	case dictionary == 0:
		return s2.Decode(buf, packed)
	case dictionary <= len(dictionaries):
		return dictionaries[dictionary-1].Decode(buf, packed)
	}
	return nil, fmt.Errorf("dictionary %d is not known", dictionary)
}
