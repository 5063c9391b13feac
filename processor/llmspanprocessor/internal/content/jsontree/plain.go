package jsontree

import "math/bits"

// plain returns how many bytes from i on can stand in a JSON string as they are: neither quotes nor backslashes, no
// control characters, nothing beyond ASCII. It looks at eight bytes at once and counts no further than to their end. A
// byte of x that is less than n, for an n of at most 128, is the first whose highest bit is set in (x-n*ones)&^x.
func plain[T string | []byte](s T, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	if i+8 > len(s) {
		if c := s[i]; c >= ' ' && c != '"' && c != '\\' && c < 0x80 {
			return 1
		}
		return 0
	}
	w := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
	quote, escape := w^'"'*ones, w^'\\'*ones
	found := ((quote-ones)&^quote | (escape-ones)&^escape | (w-' '*ones)&^w | w) & highs
	return bits.TrailingZeros64(found) / 8
}
