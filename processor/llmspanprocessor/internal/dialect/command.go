package dialect

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// commands are exceptions by which LangGraph passes control; nothing failed. Source: langgraph.errors (0.4 to 1.2):
// GraphBubbleUp and what derives from it.
var commands = []string{"ParentCommand", "GraphBubbleUp", "GraphInterrupt", "NodeInterrupt"}

// isCommand says whether a span is in ERROR only because a Command or an interrupt passed through it.
func isCommand(span ptrace.Span, errorType string) bool {
	if span.Status().Code() != ptrace.StatusCodeError {
		return false
	}
	if isCommandName(errorType) || strings.HasPrefix(span.Status().Message(), "Command(") {
		return true
	}
	seen := false
	for _, e := range span.Events().All() {
		if e.Name() != "exception" {
			continue
		}
		v, ok := e.Attributes().Get("exception.type")
		if !ok || !isCommandName(v.AsString()) {
			return false // something else failed too
		}
		seen = true
	}
	return seen
}

func isCommandName(s string) bool {
	if s == "" {
		return false
	}
	if i := strings.LastIndexByte(s, '.'); i >= 0 {
		s = s[i+1:]
	}
	for _, c := range commands {
		if s == c {
			return true
		}
	}
	return false
}
