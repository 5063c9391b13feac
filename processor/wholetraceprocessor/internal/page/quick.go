package page

import (
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/s2"
)

// quicker makes pages of s2.
type quicker struct {
	sample *sample

	mu    sync.RWMutex // guards dicts
	dicts []*s2.Dict   // number n at n-1
}

// leastBuffer is what most pages fit in when they are open.
const leastBuffer = 32 << 10

var errDictionary = errors.New("its dictionary is not known")

func newQuicker() quicker { return quicker{sample: newSample(s2.MaxDictSize, 1<<20)} }

// append compresses raw. What a few spans have in common with those of other traces, beside words, is in the dictionary:
// without one they would take half as much again.
func (q *quicker) append(dst, raw []byte) ([]byte, byte) {
	q.learn(raw)
	dict, number := q.latest()
	dst, free := room(dst, s2.MaxEncodedLen(len(raw)))
	if dict == nil {
		return dst[:len(dst)+len(s2.Encode(free, raw))], 0
	}
	return dst[:len(dst)+len(dict.Encode(free, raw))], number
}

func (q *quicker) learn(raw []byte) {
	content := q.sample.learn(raw)
	if content == nil {
		return
	}
	if d := s2.MakeDict(content, nil); d != nil {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.dicts = append(q.dicts, d)
	}
}

func (q *quicker) latest() (*s2.Dict, byte) {
	q.mu.RLock()
	defer q.mu.RUnlock()
	n := len(q.dicts)
	if n == 0 {
		return nil, 0
	}
	return q.dicts[n-1], byte(n)
}

func (q *quicker) open(buf, packed []byte, number int) ([]byte, error) {
	n, err := s2.DecodedLen(packed)
	if err != nil || n > maxRaw {
		return nil, fmt.Errorf("it claims to hold %d bytes", n)
	}
	if cap(buf) < n {
		buf = make([]byte, max(n, leastBuffer)) // which also does for the next page
	}
	if number == 0 {
		return s2.Decode(buf, packed)
	}
	q.mu.RLock()
	defer q.mu.RUnlock()
	if number > len(q.dicts) {
		return nil, errDictionary
	}
	return q.dicts[number-1].Decode(buf, packed)
}
