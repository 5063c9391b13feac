package dialect

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

// readAttrs reads a span of the GenAI conventions with the given attributes.
func readAttrs(t testing.TB, attrs map[string]any) *Facts {
	span := ptrace.NewSpan()
	require.NoError(t, span.Attributes().FromRaw(attrs))
	span.Attributes().PutStr(genai.OperationName, "chat")
	var f Facts
	NewReader().Read(Scope{}, span, &f, &Scratch{})
	return &f
}

func TestTokenCountsAreCoerced(t *testing.T) {
	for _, c := range []struct {
		name  string
		value any
		want  int64
		has   bool
		bad   map[BadKind]int
	}{
		{"a whole number", int64(12), 12, true, nil},
		{"zero is a measurement", int64(0), 0, true, nil},
		{"a float", 12.0, 12, true, nil},
		{"a text", "12", 12, true, nil},
		{"a text with a float", "12.0", 12, true, nil},
		{"a text in quotes and blanks", ` "12" `, 12, true, nil},
		{"OTLP's JSON in a text", `{"intValue":"12"}`, 12, true, nil},
		{"OTLP's JSON in a text, as a double", `{"doubleValue":12}`, 12, true, nil},
		{"OTLP's JSON as a map", map[string]any{"intValue": "12"}, 12, true, nil},
		{"nothing", nil, 0, false, nil},
		{"an empty text", "", 0, false, nil},
		{"a word", "many", 0, false, map[BadKind]int{BadType: 1}},
		{"a truth", true, 0, false, map[BadKind]int{BadType: 1}},
		{"a list", []any{int64(1)}, 0, false, map[BadKind]int{BadType: 1}},
		{"a map that is no number", map[string]any{"a": int64(1)}, 0, false, map[BadKind]int{BadType: 1}},
		{"a map in a map", map[string]any{"intValue": map[string]any{"intValue": int64(1)}}, 0, false, map[BadKind]int{BadType: 1}},
		{"a negative number", int64(-1), 0, false, map[BadKind]int{BadNegative: 1}},
		{"a negative number in a text", "-1", 0, false, map[BadKind]int{BadNegative: 1}},
		{"NaN", math.NaN(), 0, false, map[BadKind]int{BadNumber: 1}},
		{"NaN in a text", "NaN", 0, false, map[BadKind]int{BadNumber: 1}},
		{"infinity", math.Inf(1), 0, false, map[BadKind]int{BadNumber: 1}},
		{"more than any call can have, by little", int64(1<<30 + 1), 0, false, map[BadKind]int{BadNumber: 1}},
		{"a million millions", int64(1e12), 0, false, map[BadKind]int{BadNumber: 1}},
		{"a million millions in a text", "1000000000000", 0, false, map[BadKind]int{BadNumber: 1}},
		{"as many as a call can have", int64(1 << 30), 1 << 30, true, nil},
		{"more than any call can have", int64(math.MaxInt64), 0, false, map[BadKind]int{BadNumber: 1}},
		{"more than a number can be", "1e999", 0, false, map[BadKind]int{BadNumber: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := readAttrs(t, map[string]any{genai.UsageInputTokens: c.value})
			require.Equal(t, c.has, f.Has(InputTokens))
			require.Equal(t, c.want, f.Whole(InputTokens))
			for kind, n := range f.Bad {
				require.Equal(t, c.bad[BadKind(kind)], int(n), BadKind(kind).String())
			}
		})
	}
}

func TestOtherValuesAreCoerced(t *testing.T) {
	f := readAttrs(t, map[string]any{
		"gen_ai.request.top_k":       40.0,
		"gen_ai.request.max_tokens":  "100",
		"gen_ai.request.temperature": "0.5",
		"gen_ai.request.stream":      "True",
		"gen_ai.usage.cost":          "0.25",
		"gen_ai.request.model":       map[string]any{"name": "gpt-4o"},
		"gen_ai.conversation.id":     int64(12),
		"user.id":                    true,
		"server.address":             1.5,
		"gen_ai.request.seed":        int64(-7),
	})
	require.Equal(t, int64(40), f.Whole(TopK))
	require.Equal(t, int64(100), f.Whole(MaxTokens))
	require.InDelta(t, 0.5, f.Number(Temperature), 1e-12)
	require.True(t, f.Flag(Stream))
	require.InDelta(t, 0.25, f.Number(ReportedCost), 1e-12)
	require.JSONEq(t, `{"name":"gpt-4o"}`, f.Text(RequestModel))
	require.Equal(t, "12", f.Text(Conversation))
	require.Equal(t, "true", f.Text(User))
	require.Equal(t, "1.5", f.Text(ServerAddress))
	require.Equal(t, int64(-7), f.Whole(Seed))
	require.Equal(t, [BadKinds]uint16{BadType: 1}, f.Bad, "of the model alone: no name is a map")
}

func TestFinishReasonsAreCoerced(t *testing.T) {
	for name, c := range map[string]struct {
		value any
		want  []string
	}{
		"a list":                {[]any{"stop", "length"}, []string{"stop", "length"}},
		"a text":                {"stop", []string{"stop"}},
		"a JSON list in a text": {`["stop", "length"]`, []string{"stop", "length"}},
		"joined by commas":      {"stop,length", []string{"stop", "length"}},
		"an enum's name":        {"FinishReason.STOP", []string{"stop"}},
		"enums, joined":         {"FinishReason.STOP,FinishReason.TOOL_CALLS", []string{"stop", "tool_calls"}},
		"a list of enums":       {[]any{"FinishReason.STOP"}, []string{"stop"}},
		"an empty list":         {[]any{}, nil},
		"a number":              {int64(3), nil},
		"a list that is cut":    {`["stop", "len`, []string{"stop"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := readAttrs(t, map[string]any{genai.FinishReasons: c.value})
			require.Equal(t, c.want != nil, f.Has(FinishReason))
			require.Equal(t, c.want, append([]string(nil), f.Finish...))
		})
	}
}

func TestABadValueLeavesAGoodOneInPlace(t *testing.T) {
	for _, bad := range []any{"many", int64(-3), math.NaN()} {
		f := readAttrs(t, map[string]any{
			genai.UsageInputTokens:       bad,
			"gen_ai.usage.prompt_tokens": int64(12),
		})
		require.Equal(t, int64(12), f.Whole(InputTokens))
	}
	f := readAttrs(t, map[string]any{genai.FinishReasons: int64(1), "gen_ai.response.finish_reason": "stop"})
	require.Equal(t, []string{"stop"}, f.Finish)
}

func TestABadValueCountsOnce(t *testing.T) {
	// Both the conventions' rows and OpenLLMetry's read this key.
	f := readAttrs(t, map[string]any{"gen_ai.usage.cache_read_input_tokens": "many", "llm.request.type": "chat"})
	require.Equal(t, uint16(1), f.Bad[BadType])
}

func TestADocumentThatIsCutTellsWhatStandsBeforeTheCut(t *testing.T) {
	f := readAttrs(t, map[string]any{
		"langfuse.observation.type":          "generation",
		"langfuse.observation.usage_details": `{"input":100,"output":20,"input_cached_to`,
	})
	u := f.Usage("openai", Scope{})
	require.Equal(t, int64(100), u.Input)
	require.Equal(t, int64(20), u.Output)
	require.Equal(t, uint16(1), f.Bad[BadJSON])
}

func TestAFieldThatIsDroppedIsGone(t *testing.T) {
	f := readAttrs(t, map[string]any{
		genai.UsageInputTokens: int64(5), genai.RequestModel: "m", genai.FinishReasons: []any{"stop"},
		genai.UsageCost: 0.5, "gen_ai.request.stream": true,
	})
	for _, x := range []Field{InputTokens, RequestModel, FinishReason, ReportedCost, Stream} {
		require.True(t, f.Has(x))
		f.Drop(x)
		require.False(t, f.Has(x))
	}
	require.Zero(t, f.Whole(InputTokens))
	require.Empty(t, f.Text(RequestModel))
	require.Empty(t, f.Finish)
	require.Zero(t, f.Number(ReportedCost))
	require.False(t, f.Flag(Stream))
}

func TestASettingMayBeTheLargestNumberOfItsLanguage(t *testing.T) {
	f := readAttrs(t, map[string]any{"gen_ai.request.max_tokens": int64(math.MaxInt32)})
	require.EqualValues(t, math.MaxInt32, f.Whole(MaxTokens))
	require.Zero(t, f.Bad)
}
