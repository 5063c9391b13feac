package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/collector/component"
)

// waiting fills the buffer and looks at what the process takes when all is packed.
func waiting(contestant string) (result, error) {
	templates, err := load()
	if err != nil {
		return nil, err
	}
	out := &sink{}
	// There is room enough: what goes early for want of it waits no more.
	p, err := build(out, wholeTrace("{idle: 1h, after_root: 1h, memory_mib: 4096}"))
	if err != nil {
		return nil, err
	}
	defer p.shutdown()
	heap, rss := collect(), settled()
	t := newTraffic(templates, together, 1)
	t.own = contestant != "recordings"
	spans := 0
	for ; spans < 1_000_000; spans += batchSpans {
		td, _ := t.batch(batchSpans)
		if err := p.ConsumeTraces(context.Background(), td); err != nil {
			return nil, err
		}
	}
	time.Sleep(3 * time.Second)
	quick := settled()
	time.Sleep(35 * time.Second)
	n := float64(spans)
	if gone := out.spans.Load(); gone > 0 {
		return nil, fmt.Errorf("%d spans did not wait", gone)
	}
	return result{
		"bytes per span, resident, after 3 s":  float64(quick-rss) / n,
		"bytes per span, resident, after 38 s": float64(settled()-rss) / n,
		"bytes per span, Go heap":              float64(collect()-heap) / n,
		"spans":                                n,
		"traces":                               float64(t.traces),
	}, nil
}

// atRest waits until all is packed as densely as it will be: for longer than that takes to begin, and until the process has
// had next to nothing to do for a second.
func atRest() {
	time.Sleep(32 * time.Second)
	for used := time.Duration(time.Hour); used > 50*time.Millisecond; {
		before := cpu()
		time.Sleep(time.Second)
		used = cpu() - before
	}
}

// settled is resident memory after what is free has gone back to the system.
func settled() int64 {
	debug.FreeOSMemory()
	return resident()
}

// curve fills the buffer with small traces, as many as are asked for.
func curve(contestant string) (result, error) {
	templates, err := load()
	if err != nil {
		return nil, err
	}
	var traces int
	if _, err := fmt.Sscan(contestant, &traces); err != nil {
		return nil, err
	}
	p, err := build(&sink{}, wholeTrace("{idle: 1h, after_root: 1h, memory_mib: 16384}"))
	if err != nil {
		return nil, err
	}
	t := newTraffic(templates, 1, 1)
	t.most = 3
	before := settled()
	spans, load := 0, time.Duration(0)
	began, used := time.Now(), cpu()
	for range traces {
		made := cpu()
		td, _ := t.whole()
		load += cpu() - made
		spans += td.SpanCount()
		if err := p.ConsumeTraces(context.Background(), td); err != nil {
			return nil, err
		}
	}
	atRest()
	r := result{
		"spans":                          float64(spans),
		"bytes per trace, resident":      float64(settled()-before) / float64(traces),
		"bytes per span, resident":       float64(settled()-before) / float64(spans),
		"processor µs per span, waiting": float64((cpu() - used - load).Nanoseconds()) / 1e3 / float64(spans),
		"s to fill":                      time.Since(began).Seconds(),
	}
	used = cpu()
	err = component.Component(p.stages[0]).Shutdown(context.Background())
	r["processor µs per span, handing on"] = float64((cpu() - used).Nanoseconds()) / 1e3 / float64(spans)
	return r, err
}
