package conversationconnector

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// names are texts that mean something to Mermaid, to HTML, to a terminal, or to nobody. e2e/mermaid has them too, and
// holds what comes of them against the real Mermaid.
var names = []string{
	`say "hello"`, `it's; done`, `#1 #35; #quot; #`, "end", "END of it", "loop", "par", "and", "rect", "alt x else y", "note over A: x",
	"sequenceDiagram", "participant B as C", "style: x#1;y;", "classDef a:#f;", "wrap: me", "nowrap:me", "%%{init: {'theme':'dark'}}%%",
	"%% comment", "a->>b: c", "A-->>+B", "<script>alert(1)</script>", "<br/>", "&lt;b&gt;", "$$x^2$$", "`code`", `back\slash\n`,
	"line\nbreak\r\nand\ttab", "🦊 fox 👩‍👩‍👧", "مرحبا بالعالم", "שלום \u202eevil\u202c", "日本語；全角：", "é\u0301", "\x00\x07null", "\xff\xfe bad",
	"", " ", "__proto__", "constructor", ":", ";", "#", "{}", "[x](y)", "@{ 'type': 'actor' }", "()", "-", "+", "as", "title: x", "accTitle: y",
	strings.Repeat("long ", 100), strings.Repeat("#;", 60),
}

// chat is an enriched trace of turns that hand over to one another, in which everything is named and says by name.
func chat(turns int, name func(int) string) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", name(0))
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	spans.EnsureCapacity(1 + 3*turns)
	id := uint64(0)
	began := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	add := func(parent pcommon.SpanID, from, to time.Duration, role genai.Role, who string) ptrace.Span {
		span := spans.AppendEmpty()
		id++
		span.SetTraceID(pcommon.TraceID{1})
		span.SetSpanID(pcommon.SpanID{byte(id >> 24), byte(id >> 16), byte(id >> 8), byte(id)})
		span.SetParentSpanID(parent)
		span.SetName(who)
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(began.Add(from)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(began.Add(to)))
		span.Attributes().PutStr(genai.SpanRole, string(role))
		span.Attributes().PutStr(genai.AgentName, who)
		span.Attributes().PutStr(genai.RunID, "run")
		return span
	}
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	root := add(pcommon.SpanID{}, 0, ms(10*turns+1), genai.RoleWorkflow, name(1))
	agents := root.Attributes().PutEmptySlice(genai.TraceAgents)
	root.Attributes().PutInt(genai.TraceCalls, int64(turns))
	before := ""
	for i := range turns {
		who := name(i)
		agents.AppendEmpty().SetStr(who)
		turn := add(root.SpanID(), ms(10*i), ms(10*i+9), genai.RoleAgent, who)
		turn.Attributes().PutStr(genai.OperationName, genai.OpInvokeAgent)
		if i > 0 {
			turn.Attributes().PutStr(genai.TransitionFrom, before)
			turn.Attributes().PutStr(genai.TransitionTo, who)
			turn.Attributes().PutStr(genai.TransitionKind, genai.KindHandoff)
		}
		call := add(turn.SpanID(), ms(10*i), ms(10*i+5), genai.RoleCall, who).Attributes()
		call.PutStr(genai.RequestModel, name(i+1))
		call.PutInt(genai.UsageInputTokens, 100)
		call.PutInt(genai.UsageOutputTokens, 10)
		call.PutDouble(genai.CostTotal, 0.0001)
		call.PutStr(genai.CostSource, genai.SourceComputed)
		call.PutStr(genai.InputMessages, message("user", name(i+2)))
		call.PutStr(genai.OutputMessages, message("assistant", name(i)))
		tool := add(turn.SpanID(), ms(10*i+6), ms(10*i+8), genai.RoleTool, who).Attributes()
		tool.PutStr(genai.ToolName, name(i+3))
		tool.PutStr(genai.ToolCallArguments, name(i+4))
		tool.PutStr(genai.ToolCallResult, name(i+5))
		before = who
	}
	return td
}

func message(role, said string) string {
	text, err := json.Marshal([]any{map[string]any{"role": role, "parts": []any{map[string]any{"type": "text", "content": said}}}})
	if err != nil {
		return err.Error()
	}
	return string(text)
}

var entity = regexp.MustCompile(`#\d+;`)

// TestHostileNames: every line of a diagram is one that we wrote, whatever the names are.
func TestHostileNames(t *testing.T) {
	for shift := range names {
		batch := chat(3, func(i int) string { return names[(shift+i)%len(names)] })
		for name := range endings {
			records := tell(t, batch, format(name), withEvents)
			require.NotEmpty(t, records)
			body := records[0].Body().Str()
			require.True(t, utf8.ValidString(body), "%q", names[shift])
			for _, control := range []string{"\r", "\t", "\x00", "\x07", "\u202e"} {
				require.NotContains(t, body, control, "%s: %q", name, names[shift])
			}
			if name == formatJSON {
				require.True(t, json.Valid([]byte(body)))
			}
		}
		lines := strings.Split(strings.TrimSpace(tell(t, batch)[0].Body().Str()), "\n")
		require.Equal(t, "sequenceDiagram", lines[0])
		for _, line := range lines[1:] {
			require.Regexp(t, `^ +(title |actor P\d+ as |participant P\d+ as |Note over P\d+(,P\d+)?: |P\d+(->>|-->>|-x|--x)P\d+: |loop |par |and |rect |end$)`, line)
			require.NotRegexp(t, `[;#]`, entity.ReplaceAllString(line, ""), "only references have # and ;")
		}
	}
}

// tenThousand name those of a long chat.
var tenThousand = map[string]func(int) string{
	"everybody is somebody else": func(i int) string { return fmt.Sprintf("agent %d; #%d", i, i) },
	"two in turn":                func(i int) string { return []string{"writer", "critic"}[i%2] },
	"never the same twice":       func(i int) string { return fmt.Sprintf("agent %d", i*i%97) },
	"texts full of references":   func(i int) string { return fmt.Sprintf("%d%s", i%40, strings.Repeat("#;", 100)) },
}

// TestTenThousandMessagesAreAtMost200Lines of every format that has lines, and all that they cost is told.
func TestTenThousandMessagesAreAtMost200Lines(t *testing.T) {
	for shape, name := range tenThousand {
		t.Run(shape, func(t *testing.T) {
			batch := chat(10_000, name)
			for _, kind := range []string{formatMermaid, formatText} {
				record := tell(t, batch, format(kind))[0]
				body := strings.TrimSpace(record.Body().Str())
				require.LessOrEqual(t, strings.Count(body, "\n")+1, 200, kind)
				require.Less(t, len(body), 50_000, kind)
				require.Contains(t, body, "Cost summary: 1.000000 USD (10000 LLM calls)", kind)
			}
			var doc struct {
				Steps   []any
				Summary struct {
					Calls int `json:"calls"`
				}
			}
			require.NoError(t, json.Unmarshal([]byte(tell(t, batch, format(formatJSON))[0].Body().Str()), &doc))
			require.LessOrEqual(t, len(doc.Steps), 200)
			require.Equal(t, 10_000, doc.Summary.Calls)
		})
	}
}

// TestAnyTreeIsSurvived: parents in a circle, spans that start before their parents, deep nesting.
func TestAnyTreeIsSurvived(t *testing.T) {
	circle := chat(4, func(i int) string { return fmt.Sprint("agent ", i%3) })
	spans := circle.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for i := range spans.Len() {
		spans.At(i).SetParentSpanID(spans.At((i + 1) % spans.Len()).SpanID())
	}
	require.Contains(t, tell(t, circle)[0].Body().Str(), "(4 LLM calls)")

	deep := chat(20_000, func(i int) string { return fmt.Sprint("agent ", i%3) })
	spans = deep.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for i := range spans.Len() - 1 {
		spans.At(i + 1).SetParentSpanID(spans.At(i).SpanID())
		spans.At(i+1).Attributes().PutStr(genai.TransitionKind, genai.KindDelegate)
	}
	body := tell(t, deep)[0].Body().Str()
	require.LessOrEqual(t, strings.Count(body, "\n"), 200)
}
