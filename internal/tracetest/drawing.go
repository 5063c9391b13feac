package tracetest

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Drawing is a trace written as text, with what is expected of it:
//
//	case a join: two work at once, the third takes from both
//	  0s-9s  agent planner
//	  1s-3s    agent researcher
//	  1s-2s      call gpt-4o in=1000 out=20
//	  5s-8s    agent writer
//	expect
//	  researcher, coder -> writer  turn  inferred
//	  calls 1
//
// A line of a trace is "start-end  kind name attribute=value…"; how far the kind is indented says what is above. The
// kinds agent, call, tool, workflow and step write the GenAI attributes; span writes none. The short names in, out,
// cached, written, id, provider, scope, version, kind, status, message and link stand for what they say; any other name
// is an attribute. A value in quotes is text, true and false are flags, what has a dot is a double, other numbers are
// integers, and all else is text.
type Drawing struct {
	Name   string
	Traces ptrace.Traces
	// Expect are the lines below "expect", trimmed.
	Expect []string
}

// began is when every drawn trace begins.
var began = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// Drawings reads the cases of a file.
func Drawings(tb testing.TB, file string) []Drawing {
	tb.Helper()
	f, err := os.Open(file)
	require.NoError(tb, err)
	defer f.Close()
	var list []Drawing
	var pen *pen
	expecting := false
	for lines, number := bufio.NewScanner(f), 1; lines.Scan(); number++ {
		line, _, _ := strings.Cut(lines.Text(), " # ")
		trimmed := strings.TrimSpace(line)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case strings.HasPrefix(line, "case "):
			list = append(list, Drawing{Name: strings.TrimPrefix(trimmed, "case "), Traces: ptrace.NewTraces()})
			pen, expecting = newPen(list[len(list)-1].Traces, uint64(len(list))), false
		case line == "expect":
			expecting = true
		case line == "trace":
			pen.nextTrace()
		case expecting:
			list[len(list)-1].Expect = append(list[len(list)-1].Expect, trimmed)
		default:
			require.NoError(tb, pen.draw(line), "%s:%d", file, number)
		}
	}
	return list
}

// pen draws the spans of one case.
type pen struct {
	traces  ptrace.Traces
	traceID pcommon.TraceID
	next    uint64
	open    []opened
	named   map[string]ptrace.Span
}

type opened struct {
	column int
	id     pcommon.SpanID
}

func newPen(traces ptrace.Traces, number uint64) *pen {
	p := &pen{traces: traces, named: map[string]ptrace.Span{}}
	binary.BigEndian.PutUint64(p.traceID[:8], number)
	p.traceID[15] = 1
	return p
}

func (p *pen) nextTrace() {
	p.traceID[15]++
	p.open = nil
}

func (p *pen) draw(line string) error {
	fields := words(line)
	if len(fields) < 3 {
		return fmt.Errorf("%q is no span: write start-end kind name", line)
	}
	from, to, ok := strings.Cut(fields[0], "-")
	if !ok {
		return fmt.Errorf("%q is no time: write start-end", fields[0])
	}
	start, err := time.ParseDuration(from)
	if err != nil {
		return err
	}
	end, err := time.ParseDuration(to)
	if err != nil {
		return err
	}
	column := strings.Index(line, " "+fields[1]+" ")
	for len(p.open) > 0 && p.open[len(p.open)-1].column >= column {
		p.open = p.open[:len(p.open)-1]
	}
	rs := p.traces.ResourceSpans().AppendEmpty()
	ss := rs.ScopeSpans().AppendEmpty()
	span := ss.Spans().AppendEmpty()
	p.next++
	var id pcommon.SpanID
	binary.BigEndian.PutUint64(id[:], p.next)
	span.SetTraceID(p.traceID)
	span.SetSpanID(id)
	if len(p.open) > 0 {
		span.SetParentSpanID(p.open[len(p.open)-1].id)
	}
	p.open = append(p.open, opened{column, id})
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(began.Add(start)))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(began.Add(end)))
	name := unquote(fields[2])
	p.named[name] = span
	shape(span, fields[1], name)
	for _, field := range fields[3:] {
		if err := p.set(ss, span, fields[1], field); err != nil {
			return err
		}
	}
	return nil
}

// shape writes what a kind of span carries.
func shape(span ptrace.Span, kind, name string) {
	attrs := span.Attributes()
	span.SetName(name)
	span.SetKind(ptrace.SpanKindInternal)
	switch kind {
	case "agent":
		span.SetName("invoke_agent " + name)
		attrs.PutStr(genai.OperationName, genai.OpInvokeAgent)
		attrs.PutStr(genai.AgentName, name)
	case "call":
		span.SetName("chat " + name)
		span.SetKind(ptrace.SpanKindClient)
		attrs.PutStr(genai.OperationName, genai.OpChat)
		attrs.PutStr(genai.ProviderName, "openai")
		attrs.PutStr(genai.RequestModel, name)
	case "tool":
		span.SetName("execute_tool " + name)
		attrs.PutStr(genai.OperationName, genai.OpExecuteTool)
		attrs.PutStr(genai.ToolName, name)
	case "workflow":
		span.SetName("invoke_workflow " + name)
		attrs.PutStr(genai.OperationName, genai.OpInvokeWorkflow)
		attrs.PutStr(genai.WorkflowName, name)
	}
}

// short stands for an attribute that many cases use.
var short = map[string]string{
	"in":       genai.UsageInputTokens,
	"out":      genai.UsageOutputTokens,
	"cached":   genai.UsageCacheRead,
	"written":  genai.UsageCacheCreation,
	"id":       genai.ResponseID,
	"provider": genai.ProviderName,
	"args":     genai.ToolCallArguments,
}

func (p *pen) set(ss ptrace.ScopeSpans, span ptrace.Span, kind, field string) error {
	key, value, ok := strings.Cut(field, "=")
	if !ok {
		return fmt.Errorf("%q is no attribute: write key=value", field)
	}
	switch key {
	case "scope":
		ss.Scope().SetName(unquote(value))
		return nil
	case "version":
		ss.Scope().SetVersion(unquote(value))
		return nil
	case "name":
		span.SetName(unquote(value))
		return nil
	case "kind":
		span.SetKind(map[string]ptrace.SpanKind{
			"client": ptrace.SpanKindClient, "server": ptrace.SpanKindServer, "internal": ptrace.SpanKindInternal,
			"producer": ptrace.SpanKindProducer, "consumer": ptrace.SpanKindConsumer,
		}[value])
		return nil
	case "status":
		span.Status().SetCode(ptrace.StatusCodeError)
		return nil
	case "message":
		span.Status().SetMessage(unquote(value))
		return nil
	case "event":
		span.Events().AppendEmpty().SetName(unquote(value))
		return nil
	case "exception":
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.Attributes().PutStr("exception.type", unquote(value))
		return nil
	}
	if long, ok := short[key]; ok {
		key = long
	}
	if value == "none" {
		span.Attributes().Remove(key)
		return nil
	}
	put(span.Attributes(), key, value)
	return nil
}

func put(m pcommon.Map, key, value string) {
	if strings.HasPrefix(value, `"`) {
		m.PutStr(key, unquote(value))
		return
	}
	if value == "true" || value == "false" {
		m.PutBool(key, value == "true")
		return
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		m.PutInt(key, n)
		return
	}
	if x, err := strconv.ParseFloat(value, 64); err == nil {
		m.PutDouble(key, x)
		return
	}
	m.PutStr(key, value)
}

func unquote(s string) string {
	if u, err := strconv.Unquote(s); err == nil {
		return u
	}
	return s
}

// words splits at spaces, but not inside of quotes.
func words(line string) []string {
	var list []string
	var b strings.Builder
	quoted, escaped := false, false
	for _, r := range line {
		switch {
		case escaped:
			escaped = false
		case r == '\\' && quoted:
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == ' ' && !quoted:
			if b.Len() > 0 {
				list = append(list, b.String())
				b.Reset()
			}
			continue
		}
		b.WriteRune(r)
	}
	if b.Len() > 0 {
		list = append(list, b.String())
	}
	return list
}
