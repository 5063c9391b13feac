package price

import (
	"bytes"
	"compress/gzip"
	"io"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/source"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

func TestTheEmbeddedTableIsWhatTheDataFilesSay(t *testing.T) {
	catalogs, err := source.Read("data")
	require.NoError(t, err)
	r, err := gzip.NewReader(bytes.NewReader(packed))
	require.NoError(t, err)
	got, err := io.ReadAll(r)
	require.NoError(t, err)
	require.True(t, bytes.Equal(tariff.Encode(catalogs[0].Units, catalogs), got), "stale: run go generate")
}

func TestTheEmbeddedTableIsSmallAndQuickToRead(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	table := embedded(t)
	took := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("read in %s, %d kB of heap", took, (int64(after.HeapAlloc)-int64(before.HeapAlloc))/1024)
	require.Less(t, int64(after.HeapAlloc)-int64(before.HeapAlloc), int64(4<<20))
	require.Less(t, took, time.Second)
	runtime.KeepAlive(table)
}

func BenchmarkCost(b *testing.B) {
	table := embedded(b)
	r := &Request{
		Provider: "openai", Model: "gpt-4o", ResponseModel: "gpt-4o-2024-08-06", Time: time.Unix(1763000000, 0),
		Usage: Usage{Input: 1000, Output: 100, CacheRead: 500, Reasoning: 10},
	}
	b.Run("look_up", func(b *testing.B) {
		k := key{provider: r.Provider, asked: r.Model, response: r.ResponseModel}
		b.ReportAllocs()
		for b.Loop() {
			table.find(&k)
		}
	})
	b.Run("cost", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := table.Cost(r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("first_look_up", func(b *testing.B) {
		k := key{provider: r.Provider, asked: r.Model, response: r.ResponseModel}
		b.ReportAllocs()
		for b.Loop() {
			table.resolve(&k)
		}
	})
}

func BenchmarkEmbedded(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestALookUpThatIsRememberedAllocatesNothing(t *testing.T) {
	table := embedded(t)
	r := &Request{
		Provider: "anthropic", Model: "claude-sonnet-4-5", ServiceTier: "batch", Time: time.Unix(1795000000, 0),
		Usage: Usage{Input: 1000, Output: 100, CacheRead: 500},
	}
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_, err := table.Cost(r)
		require.NoError(t, err)
	}))
}
