package rule

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/keep"
)

// keyAttributes says on which attributes of a span the words of an adaptive rate look, where they look at attributes.
var keyAttributes = map[string][]string{
	keep.ByAgent:     {genai.AgentName},
	keep.ByModel:     {genai.ResponseModel, genai.RequestModel},
	keep.ByProvider:  {genai.ProviderName},
	keep.ByTool:      {genai.ToolName},
	keep.ByDialect:   {genai.Dialect},
	keep.ByErrorType: {genai.ErrorType},
}

// mostValues bounds how many values of one word a key holds; a trace of more agents than that counts by the first ones.
const mostValues = 8

// Key is what tells kinds of traces apart by the given words: for each the trace's values, sorted. It holds until Key is
// called again.
func (v *View) Key(by []string) []byte {
	key := v.key[:0]
	for _, word := range by {
		v.words = v.words[:0]
		switch word {
		case keep.ByStatus:
			v.words = append(v.words, v.status())
		case keep.ByName:
			v.words = append(v.words, v.Trace.Root(v.Batch).Name())
		case keep.ByService:
			v.services()
		default:
			v.values(word)
		}
		slices.Sort(v.words)
		for _, w := range v.words {
			key = append(append(key, w...), 0)
		}
		key = append(key, 1)
	}
	v.key = key
	return key
}

func (v *View) status() string {
	switch t := v.Trace; {
	case t.Failed:
		return "error"
	case t.Ok:
		return "ok"
	default:
		return "unset"
	}
}

func (v *View) services() {
	resource := int32(-1)
	for s := range v.Trace.All(v.Batch) {
		if s.Resource == resource {
			continue
		}
		resource = s.Resource
		if name, ok := v.Batch.ResourceSpans(s).Resource().Attributes().Get(serviceName); ok {
			v.word(name)
		}
	}
}

// values gathers the values of an attribute over all spans; the agents stand on the root, in one list.
func (v *View) values(word string) {
	if word == keep.ByAgent && v.Trace.Totals.HasAgents {
		for _, name := range v.Trace.Totals.Agents.All() {
			v.word(name)
		}
		return
	}
	keys := keyAttributes[word]
	for s := range v.Trace.All(v.Batch) {
		if value, ok := firstOf(s.Attributes(), keys); ok {
			v.word(value)
		}
	}
}

// firstOf returns the value of the first of keys that is there, in one pass over the attributes.
func firstOf(attrs pcommon.Map, keys []string) (value pcommon.Value, ok bool) {
	var lengths uint64
	for _, key := range keys {
		lengths |= length(key)
	}
	for key, found := range attrs.All() {
		if lengths&length(key) == 0 {
			continue
		}
		for i, wanted := range keys {
			if key == wanted {
				value, ok, keys = found, true, keys[:i]
				break
			}
		}
		if len(keys) == 0 {
			break
		}
	}
	return value, ok
}

func (v *View) word(value pcommon.Value) {
	text := value.Str()
	if text == "" { // empty for all but texts
		text = value.AsString()
	}
	if len(v.words) < mostValues && !slices.Contains(v.words, text) {
		v.words = append(v.words, text)
	}
}
