package wire

import "bytes"

// next returns the index of the first byte at or after i that is neither space nor a comma or colon between values.
func next(b []byte, i int) int {
	for i < len(b) {
		switch b[i] {
		case ' ', '\t', '\n', '\r', ',', ':':
			i++
		default:
			return i
		}
	}
	return i
}

// end returns the index after the value that begins at i. The text is valid, so brackets pair up.
func end(b []byte, i int) int {
	if i >= len(b) {
		return len(b)
	}
	switch b[i] {
	case '"':
		return endOfString(b, i)
	case '{', '[':
		return endOfNest(b, i)
	}
	for ; i < len(b); i++ {
		switch b[i] {
		case ',', '}', ']', ' ', '\t', '\n', '\r':
			return i
		}
	}
	return i
}

func endOfNest(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		switch b[i] {
		case '"':
			i = endOfString(b, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
			if depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return i
}

// endOfString returns the index after the quote that closes the string opened at i: the first quote that an even
// number of backslashes precedes.
func endOfString(b []byte, i int) int {
	for at := i + 1; at < len(b); {
		quote := bytes.IndexByte(b[at:], '"')
		if quote < 0 {
			return len(b)
		}
		at += quote
		slashes := 0
		for b[at-1-slashes] == '\\' && at-1-slashes > i {
			slashes++
		}
		at++
		if slashes%2 == 0 {
			return at
		}
	}
	return len(b)
}
