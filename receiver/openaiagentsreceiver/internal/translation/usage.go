package translation

import (
	"strings"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// counter is one of the numbers of a usage.
type counter int

const (
	input counter = iota
	output
	cacheRead
	cacheWrite
	reasoning
	audioInput
	audioOutput
	requests
	counters
)

// usage holds what was told; told says which.
type usage struct {
	tokens [counters]int64
	told   [counters]bool
}

// usageKeys are the spellings of the SDKs, by the path below "usage". Python's calls write input_tokens_details, its
// turns cached_input_tokens; JavaScript's exporter puts all but the first two under details; a LiteLLM usage that was
// passed through says prompt and completion. Read 2026-11-24: agents/usage.py 0.24, tracingFieldProcessing 0.20.
var usageKeys = map[string]counter{
	"input_tokens":             input,
	"prompt_tokens":            input,
	"output_tokens":            output,
	"completion_tokens":        output,
	"cached_input_tokens":      cacheRead,
	"cache_write_input_tokens": cacheWrite,
	"requests":                 requests,

	"input_tokens_details.cached_tokens":         cacheRead,
	"input_tokens_details.cache_write_tokens":    cacheWrite,
	"input_tokens_details.audio_tokens":          audioInput,
	"prompt_tokens_details.cached_tokens":        cacheRead,
	"prompt_tokens_details.cache_write_tokens":   cacheWrite,
	"prompt_tokens_details.audio_tokens":         audioInput,
	"output_tokens_details.reasoning_tokens":     reasoning,
	"output_tokens_details.audio_tokens":         audioOutput,
	"completion_tokens_details.reasoning_tokens": reasoning,
	"completion_tokens_details.audio_tokens":     audioOutput,
}

func readUsage(v wire.Value) usage {
	var u usage
	u.read(v, "", 0)
	return u
}

func (u *usage) read(v wire.Value, path string, depth int) {
	const deepest = 2 // details, then input_tokens_details
	for key, value := range v.Fields() {
		if value.IsObject() && depth < deepest {
			below := string(key) + "."
			if below == "details." {
				below = ""
			}
			u.read(value, below, depth+1)
			continue
		}
		which, ok := usageKeys[path+string(key)]
		if n, whole := value.Int(); ok && whole && n >= 0 {
			u.tokens[which], u.told[which] = n, true
		}
	}
}

// names are the attributes that a usage is written under.
type names [counters]string

var (
	callNames = names{
		input: genai.UsageInputTokens, output: genai.UsageOutputTokens, cacheRead: genai.UsageCacheRead,
		cacheWrite: genai.UsageCacheCreation, reasoning: genai.UsageReasoning,
		audioInput: genai.UsageAudioInput, audioOutput: genai.UsageAudioOutput,
	}
	aggregatedNames = callNames.under(genai.AggregatedPrefix)
)

func (n names) under(prefix string) names {
	for i, name := range n {
		if name != "" {
			n[i] = prefix + strings.TrimPrefix(name, genai.UsagePrefix)
		}
	}
	return n
}

// write puts u on the span. A usage of no tokens is none: a streamed chat completion that was told nothing says 0
// and 0. Parts that are zero stay away where the provider may not know them.
func (u *usage) write(d *draft, under names) {
	if u.tokens[requests] > 1 {
		d.attrs.PutInt(genai.OpenAIAgentsRequests, u.tokens[requests])
	}
	if u.tokens[input] == 0 && u.tokens[output] == 0 {
		return
	}
	for i, name := range under {
		always := counter(i) <= cacheRead || counter(i) == reasoning
		if name != "" && u.told[i] && (always || u.tokens[i] > 0) {
			d.attrs.PutInt(name, u.tokens[i])
		}
	}
}
