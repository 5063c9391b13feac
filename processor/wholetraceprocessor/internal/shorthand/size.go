package shorthand

import "math/bits"

// What fields take on the wire. A field that holds nothing is not there, except where OTLP's encoders write it.

func uvarintLen(v uint64) int { return (bits.Len64(v|1) + 6) / 7 }

// field is a field with n bytes in it.
func field(n int) int { return 1 + uvarintLen(uint64(n)) + n }

func stringField(s string) int {
	if s == "" {
		return 0
	}
	return field(len(s))
}

func enumField(v uint64) int {
	if v == 0 {
		return 0
	}
	return 1 + uvarintLen(v)
}

func fixedField(v uint64) int {
	if v == 0 {
		return 0
	}
	return 9
}

// idField is an id of n bytes, which is written in any case, as nothing if it is not set.
func idField(set bool, n int) int {
	if !set {
		n = 0
	}
	return 2 + n
}
