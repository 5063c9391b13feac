package pipelineconverter

import (
	"fmt"
	"slices"
)

const (
	wholeTrace  = "whole_trace"
	llmSpan     = "llm_span"
	llmSampling = "llm_sampling"
)

// losesMark are the processors that hand a batch to another goroutine, so that the mark on the context does not come along.
var losesMark = []string{"batch", "groupbytrace", "tail_sampling"}

// readsMark are the connectors that count each trace once, and so must know what is whole.
var readsMark = []string{"llm_metrics", "agent_graph", "conversation"}

// state is what has happened to the spans on the way so far.
type state struct {
	from     string // the receiver that the way starts at
	buffer   string // the id of the whole_trace passed, if any
	lostAt   string // the position of what lost the mark, if anything did
	lostBy   string // its id
	enriched bool   // llm_span has been passed
	sampled  string // the id of a tail-mode llm_sampling passed before any llm_span
}

// walk follows the ways and collects what is wrong, each sentence once.
type walk struct {
	graph    graph
	seen     map[visit]bool
	said     map[string]bool
	problems []error
}

// visit is a pipeline entered in a state: a second entry would find the same, and a circle of connectors ends here.
type visit struct {
	pipeline string
	state    state
}

// checkWays follows every way from every receiver.
func (g graph) checkWays() []error {
	w := walk{graph: g, seen: map[visit]bool{}, said: map[string]bool{}}
	for _, name := range g.order() {
		p := g.pipelines[name]
		for _, receiver := range p.receivers {
			if !g.feeds(receiver) {
				w.enter(p, state{from: receiver})
			}
		}
	}
	return w.problems
}

// enter goes through p and on through the connectors that it sends to.
func (w *walk) enter(p pipeline, s state) {
	if at := (visit{p.id, s}); w.seen[at] {
		return
	} else {
		w.seen[at] = true
	}
	for i, id := range p.processors {
		s = w.pass(s, id, position(p.id, i))
	}
	for _, exporter := range p.exporters {
		if !w.graph.connectors[exporter] {
			continue
		}
		if slices.Contains(readsMark, typeOf(exporter)) {
			w.needMark(s, exporter)
		}
		for _, next := range w.graph.behind(exporter) {
			w.enter(next, s)
		}
	}
}

// pass returns the state behind the processor id.
func (w *walk) pass(s state, id, at string) state {
	switch kind := typeOf(id); {
	case kind == wholeTrace:
		return w.passBuffer(s, id, at)
	case kind == llmSpan:
		return w.passSpan(s, id, at)
	case kind == llmSampling && w.graph.setting(id, "mode", "tail") == "tail":
		return w.passSampling(s, id, at)
	case slices.Contains(losesMark, kind) && s.buffer != "" && s.lostAt == "":
		s.lostAt, s.lostBy = at, id
	}
	return s
}

func (w *walk) passBuffer(s state, id, at string) state {
	if s.buffer != "" {
		w.say("%s: the spans from receiver %s have already passed %s: one way has one buffer; remove %s here", at, s.from, s.buffer, id)
	}
	s.buffer, s.lostAt, s.lostBy = id, "", ""
	return s
}

func (w *walk) passSpan(s state, id, at string) state {
	if s.sampled != "" && !s.enriched {
		w.say("%s: %s stands behind %s, which decides by the costs and agents that %s finds: put %s before %s", at, id, s.sampled, id, id, s.sampled)
	}
	w.needMark(s, id)
	s.enriched = true
	return s
}

func (w *walk) passSampling(s state, id, at string) state {
	if s.buffer == "" {
		w.say("%s: %s in mode tail decides on whole traces, and the spans from receiver %s have passed no %s: put %s before it, or set mode: head",
			at, id, s.from, wholeTrace, wholeTrace)
	}
	w.needMark(s, id)
	if !s.enriched {
		s.sampled = id
	}
	return s
}

// needMark says so when something asynchronous stands between the buffer and id, which reads the buffer's mark.
func (w *walk) needMark(s state, id string) {
	if s.lostAt != "" {
		w.say("%s: %s between %s and %s loses the mark that says what is a whole trace: remove it (exporters batch for themselves), or put it before %s",
			s.lostAt, s.lostBy, s.buffer, id, s.buffer)
	}
}

func (w *walk) say(format string, values ...any) {
	problem := fmt.Errorf(format, values...)
	if w.said[problem.Error()] {
		return
	}
	w.said[problem.Error()] = true
	w.problems = append(w.problems, problem)
}

// position is the path of the i-th processor of a pipeline, as the Collector writes paths.
func position(pipeline string, i int) string {
	return fmt.Sprintf("service::pipelines::%s::processors::%d", pipeline, i)
}
