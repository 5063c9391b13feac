package jsontree

import "math/bits"

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// plainEnd returns where, at or after i, the first byte is that cannot stand in a JSON string as it is, and the length of
// s where all can: quotes, backslashes and control characters, and what is beyond ASCII, which may be invalid. It looks at
// eight bytes at once. A byte of w that is less than n, for an n of at most 128, is the first whose highest bit is set in
// (w-n*ones)&^w.
func plainEnd[T string | []byte](s T, i int) int {
	for ; i+8 <= len(s); i += 8 {
		w := word(s[i : i+8])
		if found := (special(w) | w) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	if len(s) < 8 {
		for i < len(s) && s[i] >= ' ' && s[i] != '"' && s[i] != '\\' && s[i] < 0x80 {
			i++
		}
		return i
	}
	// The last bytes, and zeros behind them, which count as control characters.
	w := word(s[len(s)-8:]) >> (8 * (8 - (len(s) - i)))
	return i + bits.TrailingZeros64((special(w)|w)&highs)/8
}

// textEnd is plainEnd for text that is valid, whatever its language.
func textEnd(s string, i int) int {
	for ; i+8 <= len(s); i += 8 {
		if found := special(word(s[i:i+8])) & highs; found != 0 {
			return i + bits.TrailingZeros64(found)/8
		}
	}
	for i < len(s) && s[i] >= ' ' && s[i] != '"' && s[i] != '\\' {
		i++
	}
	return i
}

// special marks the first quote, backslash or control character among eight bytes, by the highest bit.
func special(w uint64) uint64 {
	quote, escape := w^'"'*ones, w^'\\'*ones
	return (quote-ones)&^quote | (escape-ones)&^escape | (w-' '*ones)&^w
}

// word reads the eight bytes of s.
func word[T string | []byte](s T) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
