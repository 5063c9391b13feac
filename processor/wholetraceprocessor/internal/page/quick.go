package page

import (
	"fmt"

	"github.com/klauspost/compress/s2"
)

// leastBuffer is what most pages fit in when they are open.
const leastBuffer = 32 << 10

// appendQuick compresses raw with s2. A dictionary would save another third, for three times the time: what pages have in
// common is words by then.
func appendQuick(dst, raw []byte) ([]byte, byte) {
	dst, free := room(dst, s2.MaxEncodedLen(len(raw)))
	return dst[:len(dst)+len(s2.Encode(free, raw))], 0
}

func openQuick(buf, packed []byte) ([]byte, error) {
	n, err := s2.DecodedLen(packed)
	if err != nil || n > maxRaw {
		return nil, fmt.Errorf("it claims to hold %d bytes", n)
	}
	if cap(buf) < n {
		buf = make([]byte, max(n, leastBuffer)) // which also does for the next page
	}
	return s2.Decode(buf, packed)
}
