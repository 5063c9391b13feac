package diagram

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func writtenText(s string) string {
	o := object{out: []byte("{")}
	o.text("a", s)
	return string(o.out[len(`{"a":`):])
}

// FuzzTextIsWrittenAsEncodingJSONDoes: what it reads back as is the standard library's to say.
func FuzzTextIsWrittenAsEncodingJSONDoes(f *testing.F) {
	for _, s := range []string{
		"", "plain", `"quoted" \ back`, "<b>&amp;</b>", "line\nfeed\r\t\b\f", "\x00\x1f\x7f", "Zürich … 東京 🙂", "a\u2028b\u2029c", "cut \xe2\x80", "\xff", "\ufffd",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want, err := json.Marshal(s)
		require.NoError(t, err)
		require.Equal(t, string(want), writtenText(s))
	})
}

func TestNumbersAreWrittenAsEncodingJSONDoes(t *testing.T) {
	written := func(n float64) string {
		o := object{out: []byte("{")}
		o.number("a", n)
		return string(o.out[len(`{"a":`):])
	}
	for _, n := range []float64{0, 1, -1, 0.1, 0.013520000000000001, 1e-6, 9.9e-7, 1.5e-9, 1e-10, 1e20, 1e21, 1.25e300, math.MaxFloat64, math.SmallestNonzeroFloat64} {
		want, err := json.Marshal(n)
		require.NoError(t, err)
		require.Equal(t, string(want), written(n))
	}
	for _, n := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		require.Equal(t, "null", written(n), "JSON has no such number")
	}
}
