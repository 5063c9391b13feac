package said_test

import (
	"testing"

	"github.com/otelcol-baton/baton/internal/said"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// BenchmarkOf asks for the keys of all spans of the recordings, as often as they have them.
func BenchmarkOf(b *testing.B) {
	var keys []string
	for _, r := range tracetest.Recordings(b) {
		for _, rs := range r.Merged().ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					for key := range span.Attributes().All() {
						keys = append(keys, key)
					}
				}
			}
		}
	}
	places, found := said.NewPlaces(), 0
	b.ReportAllocs()
	for b.Loop() {
		for _, key := range keys {
			if places.Of(key) != said.None {
				found++
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(keys)), "ns/key")
}
