package content

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// eight reads the eight bytes that s begins with.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// zeros marks the first byte of x that is zero, by its highest bit. Bytes behind it may be marked as well.
func zeros(x uint64) uint64 { return (x - ones) &^ x & highs }
