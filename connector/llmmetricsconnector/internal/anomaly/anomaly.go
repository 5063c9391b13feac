// Package anomaly finds runs that are out of the ordinary: far dearer than their like, full of retries, or going round in
// circles.
package anomaly

import (
	"cmp"
	"slices"

	"github.com/otelcol-baton/baton/connector/llmmetricsconnector/internal/run"
	"github.com/otelcol-baton/baton/internal/genai"
)

// Detector looks at runs that are over. It is not safe for concurrent use.
type Detector struct {
	config Config
	likes  map[like]*history
}

// like is what makes runs comparable.
type like struct{ service, workflow, root string }

// maxLikes bounds what is remembered, at 2 KiB each.
const maxLikes = 5_000

// New returns a detector without memory.
func New(config Config) *Detector {
	return &Detector{config: config, likes: map[like]*history{}}
}

// Look returns what is out of the ordinary about a run that is over.
func (d *Detector) Look(r *run.Run) []Event {
	var events []Event
	if e, ok := d.dear(r); ok {
		events = append(events, e)
	}
	if d.config.RetryFailures > 0 {
		events = append(events, storms(r, int64(d.config.RetryFailures))...)
	}
	if d.config.Loops && r.Loop != "" {
		events = append(events, Event{Name: genai.EventAnomalyLoop, Run: r, From: r.From})
	}
	return events
}

// dear compares a run with its like, and remembers it.
func (d *Detector) dear(r *run.Run) (Event, bool) {
	if d.config.DearRuns.Score == 0 || r.Cost <= 0 {
		return Event{}, false
	}
	h := d.history(like{r.Service, r.Workflow, r.Name})
	score, typical, runs := h.score(r.Cost)
	h.add(r.Cost)
	if runs < d.config.DearRuns.MinRuns || score < d.config.DearRuns.Score || r.Cost < d.config.DearRuns.MinUSD {
		return Event{}, false
	}
	return Event{Name: genai.EventAnomalyDearRun, Run: r, From: r.From, Score: score, Typical: typical, Runs: runs}, true
}

func (d *Detector) history(key like) *history {
	h, ok := d.likes[key]
	if !ok {
		if len(d.likes) >= maxLikes {
			for any := range d.likes { // one at random
				delete(d.likes, any)
				break
			}
		}
		h = &history{}
		d.likes[key] = h
	}
	return h
}

// storms finds what failed again and again, in a fixed order.
func storms(r *run.Run, most int64) []Event {
	var events []Event
	for what, failures := range r.Failures {
		if failures.Count >= most {
			events = append(events, Event{Name: genai.EventAnomalyRetryStorm, Run: r, From: failures.From, What: what, Failures: *failures})
		}
	}
	slices.SortFunc(events, func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.What.Role, b.What.Role), cmp.Compare(a.What.Agent, b.What.Agent), cmp.Compare(a.What.Named, b.What.Named))
	})
	return events
}
