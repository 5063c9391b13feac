package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// result is what one contestant brought in one scenario: a figure by its name.
type result map[string]float64

// scenario is one question. Each contestant answers it in a process of its own.
type scenario struct {
	name        string
	question    string
	contestants []string
	run         func(contestant string) (result, error)
}

const (
	batchSpans = 200
	together   = 1500 // traces that are played at a time: at 20,000 spans/s one of 14 spans takes a second
)

func scenarios() []scenario {
	return []scenario{
		{"memory", "20,000 spans/s, every trace held for 20 s: memory and processor time", []string{loadAlone, rival, ours}, memory},
		{"throughput", "as fast as two senders can, every trace held for 2 s: spans a second and processor time", []string{loadAlone, rival, ours}, throughput},
		{"texts", "as throughput, but no long text comes in two traces", []string{loadAlone, rival, ours}, texts},
		{"admission", "5,000 spans/s while downstream takes 10 ms a call: how long ConsumeTraces takes", []string{rival, ours}, admission},
		{"delay", "5,000 spans/s, after_root 200 ms: from a trace's last span to its hand-on", []string{ours}, delay},
		{"waiting", "A million spans that wait: what each takes", []string{"recordings", "texts of their own"}, waiting},
		{"curve", "10⁴, 10⁵ and 10⁶ traces that wait", []string{"10000 traces", "100000 traces", "1000000 traces"}, curve},
		{"durable", "as fast as two senders can, every trace held for 2 s, with storage", []string{"none", "never", "interval", "always"}, durable},
		{"outage", "5,000 spans/s, downstream away for 60 s", []string{ours}, outage},
	}
}

// paced calls f with batches at a steady rate, for so long.
func paced(t *traffic, spansPerSecond int, d time.Duration, f func(n int, ended []pcommon.TraceID, consume func(p *pipeline) error)) {
	tick := time.NewTicker(time.Second * batchSpans / time.Duration(spansPerSecond))
	defer tick.Stop()
	for end := time.Now().Add(d); time.Now().Before(end); <-tick.C {
		td, ended := t.batch(batchSpans)
		f(batchSpans, ended, func(p *pipeline) error { return p.ConsumeTraces(context.Background(), td) })
	}
}

func memory(contestant string) (result, error) {
	templates, err := load()
	if err != nil {
		return nil, err
	}
	out := &sink{}
	p, err := contestants(contestant, "20s", "", out)
	if err != nil {
		return nil, err
	}
	defer p.shutdown()
	t := newTraffic(templates, together, 1)
	sent, refused := 0, 0
	feed := func(d time.Duration) {
		paced(t, 20_000, d, func(n int, _ []pcommon.TraceID, consume func(*pipeline) error) {
			sent += n
			if consume(p) != nil {
				refused += n
			}
		})
	}
	feed(22 * time.Second) // until the window is full
	before, from, garbage := cpu(), sent, allocated()
	stop := watch()
	feed(20 * time.Second)
	peak := stop()
	used := cpu() - before
	return result{
		"bytes allocated per span":   float64(allocated()-garbage) / float64(sent-from),
		"resident MiB, peak":         float64(peak) / (1 << 20),
		"processor µs per span":      float64(used.Nanoseconds()) / 1e3 / float64(sent-from),
		"spans/s":                    float64(sent-from) / 20,
		"spans refused":              float64(refused),
		"spans kept by the sampling": float64(out.spans.Load()),
	}, nil
}

func throughput(contestant string) (result, error) {
	out := &sink{}
	p, err := contestants(contestant, "2s", "", out)
	if err != nil {
		return nil, err
	}
	defer p.shutdown()
	return flood(p, 12*time.Second, false)
}

func texts(contestant string) (result, error) {
	p, err := contestants(contestant, "2s", "", &sink{})
	if err != nil {
		return nil, err
	}
	defer p.shutdown()
	return flood(p, 12*time.Second, true)
}

// flood sends as fast as two senders can and says how fast that was. With own, every trace has texts of its own.
func flood(p *pipeline, d time.Duration, own bool) (result, error) {
	templates, err := load()
	if err != nil {
		return nil, err
	}
	var wg sync.WaitGroup
	counts := make([]int, 2)
	before, garbage, begin := cpu(), allocated(), time.Now()
	stop := watch()
	for i := range counts {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t := newTraffic(templates, together, uint64(i))
			t.own = own
			for end := begin.Add(d); time.Now().Before(end); {
				td, _ := t.batch(batchSpans)
				for p.ConsumeTraces(context.Background(), td) != nil {
					time.Sleep(10 * time.Millisecond) // as a sender would that is asked to try again
				}
				counts[i] += batchSpans
			}
		}()
	}
	wg.Wait()
	sent := float64(counts[0] + counts[1])
	elapsed := time.Since(begin).Seconds()
	used := cpu() - before
	return result{
		"spans/s":                  sent / elapsed,
		"processor µs per span":    float64(used.Nanoseconds()) / 1e3 / sent,
		"bytes allocated per span": float64(allocated()-garbage) / sent,
		"resident MiB, peak":       float64(stop()) / (1 << 20),
	}, nil
}

func admission(contestant string) (result, error) {
	templates, err := load()
	if err != nil {
		return nil, err
	}
	out := &sink{delay: 10 * time.Millisecond}
	p, err := build(out, tailSampling("2s"))
	if contestant == ours {
		p, err = build(out, wholeTrace("{idle: 2s, after_root: 200ms}"))
	}
	if err != nil {
		return nil, err
	}
	defer p.shutdown()
	var took []time.Duration
	paced(newTraffic(templates, together, 1), 5000, 20*time.Second, func(_ int, _ []pcommon.TraceID, consume func(*pipeline) error) {
		begin := time.Now()
		_ = consume(p)
		took = append(took, time.Since(begin))
	})
	slices.Sort(took)
	return result{
		"ms, median":       ms(took[len(took)/2]),
		"ms, p99":          ms(took[len(took)*99/100]),
		"ms, worst":        ms(took[len(took)-1]),
		"calls downstream": float64(out.calls.Load()),
	}, nil
}

func ms(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

func delay(string) (result, error) {
	templates, err := load()
	if err != nil {
		return nil, err
	}
	out := &sink{first: map[pcommon.TraceID]time.Time{}}
	p, err := build(out, wholeTrace("{after_root: 200ms}"))
	if err != nil {
		return nil, err
	}
	last := map[pcommon.TraceID]time.Time{}
	paced(newTraffic(templates, together, 1), 5000, 20*time.Second, func(_ int, ended []pcommon.TraceID, consume func(*pipeline) error) {
		_ = consume(p)
		for _, id := range ended {
			last[id] = time.Now()
		}
	})
	time.Sleep(time.Second)
	out.mu.Lock()
	var took []time.Duration
	for id, at := range last {
		if handed, ok := out.first[id]; ok {
			took = append(took, handed.Sub(at))
		}
	}
	out.mu.Unlock()
	p.shutdown()
	slices.Sort(took)
	return result{
		"ms, median":     ms(took[len(took)/2]),
		"ms, p90":        ms(took[len(took)*9/10]),
		"traces":         float64(len(took)),
		"traces in time": float64(len(took)) / float64(len(last)),
	}, nil
}

func tempDir() (string, func(), error) {
	dir, err := os.MkdirTemp("", "bench")
	return dir, func() { _ = os.RemoveAll(dir) }, err
}

func durable(fsync string) (result, error) {
	storage := ""
	if fsync != "none" {
		dir, remove, err := tempDir()
		if err != nil {
			return nil, err
		}
		defer remove()
		storage = fmt.Sprintf("storage: {directory: %s, fsync: %s}", dir, fsync)
	}
	p, err := contestants(ours, "2s", storage, &sink{})
	if err != nil {
		return nil, err
	}
	defer p.shutdown()
	return flood(p, 12*time.Second, false)
}

func outage(string) (result, error) {
	templates, err := load()
	if err != nil {
		return nil, err
	}
	out := &sink{}
	p, err := build(out, wholeTrace("{idle: 2s, after_root: 200ms, memory_mib: 256}"))
	if err != nil {
		return nil, err
	}
	accepted := 0
	t := newTraffic(templates, together, 1)
	feed := func(d time.Duration) {
		paced(t, 5000, d, func(n int, _ []pcommon.TraceID, consume func(*pipeline) error) {
			if consume(p) == nil {
				accepted += n
			}
		})
	}
	feed(5 * time.Second)
	out.away.Store(true)
	feed(60 * time.Second)
	out.away.Store(false)
	feed(5 * time.Second)
	for end := time.Now().Add(60 * time.Second); out.spans.Load() < int64(accepted) && time.Now().Before(end); {
		time.Sleep(100 * time.Millisecond)
	}
	p.shutdown()
	return result{
		"spans accepted": float64(accepted),
		"spans lost":     float64(accepted) - float64(out.spans.Load()),
	}, nil
}

// allocated is what this process has asked of the Go heap, in all. Unlike processor time it does not depend on what else
// the machine does.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func collect() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
