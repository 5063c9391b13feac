package content

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/said"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

func (p *Policy) dropMap(attrs pcommon.Map, counts *Counts) {
	attrs.RemoveIf(func(key string, v pcommon.Value) bool {
		switch p.places.Of(key) {
		case said.Said:
			counts.Dropped++
			return true
		case said.Params:
			return p.dropParams(v, counts)
		case said.Error:
			return p.dropError(key, v, counts)
		}
		return false
	})
}

// otherError is the type of errors of the conventions where nothing better is known.
const otherError = "_OTHER"

// dropError leaves an error's type of its message, and nothing of its stack. A type that is a text, which some write, is
// treated as one; that there was an error is told still.
func (p *Policy) dropError(key string, v pcommon.Value, counts *Counts) bool {
	switch v.Type() {
	case pcommon.ValueTypeBool, pcommon.ValueTypeInt, pcommon.ValueTypeDouble:
		return false // error=true
	}
	if strings.HasSuffix(key, "stack") || strings.HasSuffix(key, "stacktrace") || v.Type() != pcommon.ValueTypeStr {
		counts.Dropped++
		return true
	}
	before := v.Str()
	isType := strings.HasSuffix(key, ".type")
	if before == "" || isType && !strings.Contains(before, " ") {
		return before == ""
	}
	if after := p.error(before, counts); after != before {
		v.SetStr(after)
	}
	if isType && v.Str() == "" {
		v.SetStr(otherError)
	}
	return v.Str() == ""
}

// dropParams leaves the numbers, the switches and the names of models of a request's parameters.
func (p *Policy) dropParams(v pcommon.Value, counts *Counts) bool {
	if v.Type() != pcommon.ValueTypeStr {
		counts.Dropped++
		return true
	}
	var tree jsontree.Tree
	params, ok := tree.ParseContainer(v.Str())
	if !ok || params.Kind() != jsontree.Object {
		counts.Dropped++
		return true
	}
	out := []byte{'{'}
	dropped := false
	for c := params.First(); c.Kind() != jsontree.Absent; c = c.Next() {
		if !isSetting(c) {
			dropped = true
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(jsontree.AppendString(out, c.Key()), ':')
		out = c.AppendJSON(out)
	}
	if !dropped && params.Sound() {
		return false
	}
	counts.Dropped++
	v.SetStr(string(append(out, '}')))
	return false
}

// isSetting says whether a request's parameter is a number, a switch, or one of the words that providers define.
func isSetting(v jsontree.Value) bool {
	switch v.Kind() {
	case jsontree.Null, jsontree.Bool, jsontree.Number:
		return true
	case jsontree.Text:
		switch v.Key() {
		case "model", "model_name", "_type", "service_tier", "tool_choice", "reasoning_effort", "encoding_format", "truncation":
			return len(v.Source()) <= 64 && !strings.ContainsAny(v.Source(), " \\")
		}
	}
	return false
}

// errorNames end the names of what programs raise. LangGraph raises a Command to hand over.
var errorNames = []string{"Error", "Exception", "Interrupt", "Timeout", "Warning", "Exit", "Triggered", "Exceeded", "Command"}

// errorName returns the type that an error's text begins with, "" if it names none: "RateLimitError: quota of …" is a
// RateLimitError, "Command(graph='x', …" is a "Command(...)".
func errorName(s string) string {
	end := 0
	for end < len(s) && (s[end] == '_' || s[end] == '.' || isAlnum(s[end])) {
		end++
	}
	name := s[:end]
	known := false
	for _, suffix := range errorNames {
		known = known || strings.HasSuffix(name, suffix)
	}
	switch rest := s[end:]; {
	case !known || end > 100:
		return ""
	case rest == "" || rest[0] == ':':
		return name
	case rest[0] == '(':
		return name + "(...)"
	}
	return ""
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
