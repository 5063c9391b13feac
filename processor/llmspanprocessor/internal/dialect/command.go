package dialect

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
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

// isFailure says whether a call or a tool names an error, which the conventions have only what failed do, though its
// status was left unset. One whose status became Unset because a Command passed through it says so.
func isFailure(span ptrace.Span, facts *Facts) bool {
	if r := facts.Role(); r != genai.RoleCall && r != genai.RoleTool {
		return false
	}
	if span.Status().Code() != ptrace.StatusCodeUnset || facts.Text(ErrorType) == "" || isCommandName(facts.Text(ErrorType)) {
		return false
	}
	_, changed := span.Attributes().Get(genai.StatusOriginal)
	return !changed
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
