package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/agenttrace"
)

// report gathers what came back by runs: a run is one or several traces.
type report struct {
	names map[pcommon.TraceID]string // the recording that a trace came from, where it came from one
	runs  map[string]*run            // by recording and run id
}

// run is what a person calls one run of agents.
type run struct {
	name, id string
	traces   []*agenttrace.Trace
}

func newReport(names map[pcommon.TraceID]string) *report {
	return &report{names: names, runs: map[string]*run{}}
}

// add takes what Baton handed on.
func (r *report) add(batch ptrace.Traces) {
	for _, trace := range agenttrace.Read(batch) {
		name := cmp.Or(r.names[trace.ID], trace.Service)
		id := cmp.Or(trace.RunID, trace.ID.String())
		key := name + " " + id
		if r.runs[key] == nil {
			r.runs[key] = &run{name: name, id: id}
		}
		r.runs[key].traces = append(r.runs[key].traces, trace)
	}
}

// print writes the runs in the order of their names, each run's traces in the order of time, and what they cost together.
func (r *report) print(out io.Writer) {
	runs := make([]*run, 0, len(r.runs))
	for _, run := range r.runs {
		slices.SortFunc(run.traces, func(a, b *agenttrace.Trace) int { return cmp.Compare(a.Start, b.Start) })
		runs = append(runs, run)
	}
	slices.SortFunc(runs, func(a, b *run) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.traces[0].Start, b.traces[0].Start))
	})
	var calls, quiet int
	var cost float64
	for _, run := range runs {
		sum := run.sum()
		calls, cost = calls+sum.calls, cost+sum.cost
		if sum.calls == 0 && sum.tools == 0 && len(run.agents()) == 0 {
			quiet++
			continue
		}
		run.print(out, sum)
	}
	fmt.Fprintf(out, "\n%d runs, %d calls, %s together", len(runs)-quiet, calls, dollars(cost))
	if quiet > 0 {
		fmt.Fprintf(out, "; %d more without any agent, call or tool", quiet)
	}
	fmt.Fprintln(out)
}

func (r *run) print(out io.Writer, sum spending) {
	fmt.Fprintf(out, "\n%s  run %s\n", r.name, r.id)
	if agents := r.agents(); len(agents) > 0 {
		fmt.Fprintf(out, "  agents       %s\n", strings.Join(agents, ", "))
	}
	for i, line := range r.transitions() {
		head := "transitions"
		if i > 0 {
			head = ""
		}
		fmt.Fprintf(out, "  %-11s  %s\n", head, line)
	}
	fmt.Fprintf(out, "  in all       %s\n", sum)
	agents := r.byAgent()
	width := 0
	for _, agent := range agents {
		width = max(width, len(agent.name))
	}
	for _, agent := range agents {
		fmt.Fprintf(out, "    %-*s  %s\n", width, agent.name, agent)
	}
}

// agents returns the names in the order of their first turn.
func (r *run) agents() []string {
	var found []string
	for _, trace := range r.traces {
		for _, agent := range trace.Agents {
			if !slices.Contains(found, agent) {
				found = append(found, agent)
			}
		}
	}
	return found
}

func (r *run) transitions() []string {
	var found []string
	for _, trace := range r.traces {
		for _, t := range trace.Transitions {
			found = append(found, fmt.Sprintf("%s → %s  %s, %s", t.From, t.To, t.Kind, t.Evidence))
		}
	}
	return found
}
