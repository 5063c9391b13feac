package main

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/otelcol-baton/baton/internal/agenttrace"
)

// spending is what a run, or one agent in it, used.
type spending struct {
	name                             string
	calls, unpriced, tools, errors   int
	input, cached, output, reasoning int64
	cost                             float64
}

// sum adds up the run.
func (r *run) sum() spending {
	var sum spending
	for _, trace := range r.traces {
		for _, call := range trace.Calls {
			sum.add(call)
		}
		sum.tools += len(trace.Tools)
		sum.errors += trace.Errors
	}
	return sum
}

// byAgent adds up the calls of each agent, in the order of their first turn; calls outside of any agent come last.
func (r *run) byAgent() []spending {
	const nobody = "(no agent)"
	sums := map[string]*spending{}
	order := append(r.agents(), nobody)
	for _, name := range order {
		sums[name] = &spending{name: name}
	}
	for _, trace := range r.traces {
		for _, call := range trace.Calls {
			name := cmp.Or(call.Agent, nobody)
			if sums[name] == nil {
				sums[name] = &spending{name: name}
				order = append(order, name)
			}
			sums[name].add(call)
		}
	}
	var found []spending
	for _, name := range order {
		if sums[name].calls > 0 {
			found = append(found, *sums[name])
		}
	}
	return found
}

func (s *spending) add(call agenttrace.Call) {
	s.calls++
	if call.Source == "none" && !call.Failed {
		s.unpriced++
	}
	s.input += call.Input
	s.cached += call.CacheRead
	s.output += call.Output
	s.reasoning += call.Reasoning
	s.cost += call.Cost
}

// String is one line: calls, tokens, dollars.
func (s spending) String() string {
	parts := []string{count(s.calls, "call")}
	if s.tools > 0 {
		parts = append(parts, count(s.tools, "tool"))
	}
	parts = append(parts, thousands(s.input)+" tokens in"+within(s.cached, "cached"), thousands(s.output)+" out"+within(s.reasoning, "reasoning"), dollars(s.cost))
	if s.unpriced > 0 {
		parts = append(parts, strconv.Itoa(s.unpriced)+" without a price")
	}
	if s.errors > 0 {
		parts = append(parts, count(s.errors, "error"))
	}
	return strings.Join(parts, ", ")
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

func within(n int64, what string) string {
	if n == 0 {
		return ""
	}
	return " (" + thousands(n) + " " + what + ")"
}

func dollars(amount float64) string { return fmt.Sprintf("$%.6f", amount) }

// thousands writes 12,345 for 12345.
func thousands(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
