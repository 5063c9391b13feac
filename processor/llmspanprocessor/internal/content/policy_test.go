package content

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/said"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

func policy(t testing.TB, s Settings) *Policy {
	p, err := NewPolicy(s)
	require.NoError(t, err)
	return p
}

// asJSON is everything that a span says.
func asJSON(t testing.TB, span ptrace.Span) string {
	traces := ptrace.NewTraces()
	span.CopyTo(traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty())
	out, err := (&ptrace.JSONMarshaler{}).MarshalTraces(traces)
	require.NoError(t, err)
	return string(out)
}

func TestDropTwiceIsDropOnce(t *testing.T) {
	p := policy(t, Settings{Mode: Drop})
	recordings(t, func(name string, span ptrace.Span, _ genai.Role) {
		p.Apply(span, &Counts{})
		once := asJSON(t, span)
		p.Apply(span, &Counts{})
		require.JSONEq(t, once, asJSON(t, span), "%s %s", name, span.Name())
	})
}

const canary = "canary-7f3a bird@sings.example"

// plant puts canaries into every known place of content on a span: the whole value, every text in its JSON, every element;
// and, everywhere, into every place of every dialect, as text, list and map; events, links and the status. Whether places
// are missing drop_test.go tells.
func plant(span ptrace.Span, p *Policy, everywhere bool) {
	replace := func(attrs pcommon.Map) {
		for key, v := range attrs.All() {
			if p.places.Of(key) == said.None {
				continue
			}
			if v.Type() == pcommon.ValueTypeStr && jsontree.LooksLikeContainer(v.Str()) {
				var any any
				if json.Unmarshal([]byte(v.Str()), &any) == nil {
					out, _ := json.Marshal(sing(any))
					v.SetStr(string(out))
					continue
				}
			}
			v.SetStr(canary)
		}
		if !everywhere {
			return
		}
		for i, key := range p.places.Keys() {
			if strings.HasSuffix(key, ".") {
				key += "0.canary.text"
			}
			key = strings.Replace(key, "*", "0", 1)
			if _, there := attrs.Get(key); there {
				continue
			}
			switch i % 3 {
			case 0:
				attrs.PutStr(key, canary)
			case 1:
				attrs.PutEmptySlice(key).AppendEmpty().SetStr(canary)
			case 2:
				attrs.PutEmptyMap(key).PutStr(canary, canary)
			}
		}
	}
	replace(span.Attributes())
	for _, e := range span.Events().All() {
		replace(e.Attributes())
	}
	for _, l := range span.Links().All() {
		replace(l.Attributes())
	}
	for _, name := range []string{"gen_ai.user.message", "gen_ai.choice", "gen_ai.content.prompt", "gen_ai.client.inference.operation.details", "tool.output", "exception"} {
		e := span.Events().AppendEmpty()
		e.SetName(name)
		replace(e.Attributes())
		if name != "exception" {
			e.Attributes().PutStr("anything", canary)
		}
	}
	replace(span.Links().AppendEmpty().Attributes())
	span.Status().SetMessage(canary)
}

func sing(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = sing(v[k])
		}
	case []any:
		for i := range v {
			v[i] = sing(v[i])
		}
	case string:
		return canary + " " + v
	}
	return v
}

func TestDropLeavesNothingInAnyKnownPlace(t *testing.T) {
	p := policy(t, Settings{Mode: Drop})
	planted := ""
	recordings(t, func(name string, span ptrace.Span, _ genai.Role) {
		plant(span, p, planted != name)
		planted = name
		require.Contains(t, asJSON(t, span), "canary-7f3a")
		var counts Counts
		p.Apply(span, &counts)
		require.NotContains(t, asJSON(t, span), "canary-7f3a", "%s %s", name, span.Name())
		require.Positive(t, counts.Dropped)
	})
}

func TestMaskLeavesNoAddressAndValidJSON(t *testing.T) {
	p := policy(t, Settings{Mode: Mask})
	planted := ""
	recordings(t, func(name string, span ptrace.Span, _ genai.Role) {
		plant(span, p, planted != name)
		planted = name
		before := validJSON(span)
		p.Apply(span, &Counts{})
		require.NotContains(t, asJSON(t, span), "bird@sings", "%s %s", name, span.Name())
		require.Equal(t, before, validJSON(span))
		once := ptrace.NewSpan()
		span.CopyTo(once)
		p.Apply(span, &Counts{})
		require.Equal(t, once, span, "twice changes nothing")
	})
}

func TestTruncateLeavesShortTextsAndValidJSON(t *testing.T) {
	p := policy(t, Settings{Mode: Truncate, MaxBytes: 128})
	recordings(t, func(name string, span ptrace.Span, role genai.Role) {
		before := validJSON(span)
		p.Apply(span, &Counts{})
		for key, valid := range before {
			v, _ := span.Attributes().Get(key)
			require.Equal(t, valid || jsontree.LooksLikeContainer(v.Str()) && json.Valid([]byte(v.Str())), json.Valid([]byte(v.Str())), "%s %s %s", name, span.Name(), key)
			if p.places.Of(key) != said.None {
				require.LessOrEqual(t, len(v.Str()), wholeTimes*128)
			}
		}
		once := ptrace.NewSpan()
		span.CopyTo(once)
		p.Apply(span, &Counts{})
		require.Equal(t, once, span, "twice changes nothing")
	})
}

// validJSON says which attributes hold JSON.
func validJSON(span ptrace.Span) map[string]bool {
	valid := map[string]bool{}
	for key, v := range span.Attributes().All() {
		if v.Type() == pcommon.ValueTypeStr && jsontree.LooksLikeContainer(v.Str()) {
			valid[key] = json.Valid([]byte(v.Str()))
		}
	}
	return valid
}

func TestTruncate(t *testing.T) {
	p := policy(t, Settings{Mode: Truncate, MaxBytes: 128})
	long := strings.Repeat("é", 200)
	noted := strings.Repeat("é", 38) + "… [truncated, 400 bytes, sha256:c0f84b5ae8dcca1a]"
	for _, tt := range []struct{ name, in, want string }{
		{"short", "hello", "hello"},
		{"text", long, noted},
		{"json", `{"role": "user", "content": "` + long + `", "n": [1, 2]}`, `{"role":"user","content":"` + noted + `","n":[1,2]}`},
		{"json_of_short_texts_stays_as_it_is", `[` + strings.Repeat(`"abc", `, 40) + `"x"]`, `[` + strings.Repeat(`"abc", `, 40) + `"x"]`},
		{"cut_json_is_closed", `{"content": "` + long + `", "b": "` + long, `{"content":"` + noted + `","b":"` + noted + `"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var counts Counts
			got := p.truncate(tt.in, &counts)
			want := strings.ReplaceAll(tt.want, "c0f84b5ae8dcca1a", note(long)[len(note(long))-17:len(note(long))-1])
			require.Equal(t, want, got)
			require.Equal(t, got, p.truncate(got, &counts))
		})
	}
	v := pcommon.NewValueSlice()
	for range 1000 {
		v.Slice().AppendEmpty().SetDouble(0.5)
	}
	p.value("embedding.vector", v, &Counts{})
	require.Equal(t, 128, v.Slice().Len())
	require.Contains(t, v.Slice().At(127).Str(), "truncated, ")
	v = pcommon.NewValueBytes()
	v.Bytes().FromRaw([]byte("to a@b.org"))
	policy(t, Settings{Mode: Mask}).value("input.value", v, &Counts{})
	require.Equal(t, "to [EMAIL]", string(v.Bytes().AsRaw()))

	whole := `[` + strings.Repeat(`{"role":"user","content":"hello"},`, 1000) + `{}]`
	var counts Counts
	got := p.truncate(whole, &counts)
	require.True(t, json.Valid([]byte(got)))
	require.LessOrEqual(t, len(got), wholeTimes*128)
	require.Contains(t, got, fmt.Sprintf("truncated, %d bytes", len(whole)))
	require.Equal(t, got, p.truncate(got, &counts))
}

func FuzzTruncate(f *testing.F) {
	long := strings.Repeat("ab\n", 100)
	for _, s := range []string{long, `["` + strings.Repeat("x", 300) + `"]`, `{"` + strings.Repeat("k", 3000) + `":1}`, `[` + strings.Repeat("1,", 3000) + `1]`, `[` + strings.Repeat("1", 300) + `]`, strings.Repeat("[", 500)} {
		f.Add(s)
	}
	p := policy(f, Settings{Mode: Truncate, MaxBytes: 128})
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.Repeat(s, 1+2048/(1+len(s)))
		var counts Counts
		once := p.truncate(s, &counts)
		require.Equal(t, once, p.truncate(once, &counts))
		if jsontree.LooksLikeContainer(s) || strings.HasPrefix(s, `"`) {
			require.True(t, json.Valid([]byte(once)) || !json.Valid([]byte(s)))
		}
		require.LessOrEqual(t, len(once), max(wholeTimes*128, 128))
	})
}

func TestDropKeepsWhatIsNoContent(t *testing.T) {
	span := ptrace.NewSpan()
	require.NoError(t, span.Attributes().FromRaw(map[string]any{
		"gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 7, "gen_ai.prompt.name": "greet", "gen_ai.tool.name": "f",
		"gen_ai.prompt.0.content": "hi", "ai.prompt.toolChoice": "auto", "error.type": "RateLimitError",
		"llm.invocation_parameters": `{"model": "gpt-4o", "temperature": 0.5, "stream": true, "instructions": "be brief", "tools": [{"name": "f"}]}`,
		"exception.message":         "RateLimitError: you said hi", "exception.stacktrace": "Traceback hi",
	}))
	span.Status().SetMessage("Command(graph='hi')")
	e := span.Events().AppendEmpty()
	e.SetName("gen_ai.choice")
	require.NoError(t, e.Attributes().FromRaw(map[string]any{"index": 0, "finish_reason": "stop", "message": "hi"}))
	policy(t, Settings{Mode: Drop}).Apply(span, &Counts{})
	require.Equal(t, map[string]any{
		"gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": int64(7), "gen_ai.prompt.name": "greet", "gen_ai.tool.name": "f",
		"ai.prompt.toolChoice": "auto", "error.type": "RateLimitError",
		"llm.invocation_parameters": `{"model":"gpt-4o","temperature":0.5,"stream":true}`, "exception.message": "RateLimitError",
	}, span.Attributes().AsRaw())
	require.Equal(t, "Command(...)", span.Status().Message())
	require.Equal(t, map[string]any{"index": int64(0), "finish_reason": "stop"}, e.Attributes().AsRaw())
}

func TestKeepKeeps(t *testing.T) {
	p := policy(t, Settings{})
	recordings(t, func(_ string, span ptrace.Span, _ genai.Role) {
		before := ptrace.NewSpan()
		span.CopyTo(before)
		p.Apply(span, &Counts{})
		require.Equal(t, before, span)
	})
}

func TestTheUsersKeysAreContent(t *testing.T) {
	span := ptrace.NewSpan()
	require.NoError(t, span.Attributes().FromRaw(map[string]any{"acme.question": "hi", "acme.notes.1": "hi", "acme.id": "7"}))
	policy(t, Settings{Mode: Drop, Keys: []string{"acme.question", "acme.notes."}}).Apply(span, &Counts{})
	require.Equal(t, map[string]any{"acme.id": "7"}, span.Attributes().AsRaw())
}

func TestSettingsThatAreWrong(t *testing.T) {
	for _, tt := range []struct {
		settings Settings
		want     string
	}{
		{Settings{Mode: "hide"}, `"hide" is no way to treat content; write keep, mask, truncate or drop`},
		{Settings{MaxBytes: 7}, `7 bytes leave no room for the length and the hash; write at least 128, or 0 for 1024`},
		{Settings{Patterns: []Pattern{{Name: "a b", Regexp: "x"}}}, `pattern 0: "a b" is no name; write upper-case letters, digits and underscores, such as EMPLOYEE`},
		{Settings{Patterns: []Pattern{{Name: "A", Regexp: "("}}}, "pattern A: \"(\" is no regular expression of RE2: error parsing regexp: missing closing ): `(`"},
		{Settings{Patterns: []Pattern{{Name: "A", Regexp: "x*"}}}, `pattern A: "x*" also matches nothing at all; make it match at least one character`},
	} {
		_, err := NewPolicy(tt.settings)
		require.EqualError(t, err, tt.want)
	}
}
