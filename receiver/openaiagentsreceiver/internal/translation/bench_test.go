package translation

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// The recording's posts, as the SDK sent them: 75 spans with the roots, about 700 bytes each.
func BenchmarkTranslate(b *testing.B) {
	bodies := posts(b)
	spans := 0
	b.ReportAllocs()
	for b.Loop() {
		t := New(options())
		for _, body := range bodies {
			out, err := t.Translate(body, Sender{})
			require.NoError(b, err)
			spans += out.Traces.SpanCount()
		}
	}
	b.ReportMetric(float64(spans)/b.Elapsed().Seconds(), "spans/s")
}
