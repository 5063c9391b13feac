package jsontext

import (
	"math"
	"strconv"
	"time"
)

// AppendFloat appends f as encoding/json writes it. Finite is false for NaN and the infinities, which JSON cannot
// express as numbers: then their name stands there as a string.
func AppendFloat(dst []byte, f float64) (_ []byte, finite bool) {
	switch {
	case math.IsNaN(f):
		return append(dst, `"NaN"`...), false
	case math.IsInf(f, 1):
		return append(dst, `"Infinity"`...), false
	case math.IsInf(f, -1):
		return append(dst, `"-Infinity"`...), false
	}
	format := byte('f')
	if abs := math.Abs(f); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	dst = strconv.AppendFloat(dst, f, format, -1, 64)
	if n := len(dst); format == 'e' && n >= 4 && dst[n-4] == 'e' && dst[n-3] == '-' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1] // e-09 becomes e-9
		dst = dst[:n-1]
	}
	return dst, true
}

// AppendTime appends nanoseconds since 1970 as an RFC 3339 string in UTC, nanoseconds and all.
func AppendTime(dst []byte, nanos uint64) []byte {
	dst = append(dst, '"')
	//nolint:gosec // OTLP's clock is unsigned; beyond the year 2262 both readings are wrong.
	dst = time.Unix(0, int64(nanos)).UTC().AppendFormat(dst, "2006-01-02T15:04:05.000000000Z")
	return append(dst, '"')
}

// AppendHex appends b as a JSON string of lower-case hex digits.
func AppendHex(dst, b []byte) []byte {
	dst = append(dst, '"')
	for _, c := range b {
		dst = append(dst, hexDigits[c>>4], hexDigits[c&0xf])
	}
	return append(dst, '"')
}
