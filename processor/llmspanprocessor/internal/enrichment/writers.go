package enrichment

import (
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
)

// For whom a cost can be written.
const (
	ForBaton         = "baton"
	ForOpenLIT       = "openlit"
	ForOpenInference = "openinference"
	ForLogfire       = "logfire"
	ForLangfuse      = "langfuse"
)

// writer writes the cost of a call as one backend reads it.
type writer struct {
	name string
	// keys are all that it writes, so that they can be taken off again.
	keys  []string
	write func(pcommon.Map, price.Cost)
}

// writers is the one list (what each backend reads: research on the field, 2026-11-22).
var writers = []writer{
	{ForBaton, nil, func(pcommon.Map, price.Cost) {}}, // always written
	{ForOpenLIT, []string{genai.UsageCost}, func(m pcommon.Map, c price.Cost) {
		putNumber(m, genai.UsageCost, c.Total)
	}},
	{ForLogfire, []string{"operation.cost"}, func(m pcommon.Map, c price.Cost) {
		m.PutDouble("operation.cost", c.Total)
	}},
	{ForOpenInference, openInferenceCost, putOpenInference},
	{ForLangfuse, []string{"langfuse.observation.cost_details"}, func(m pcommon.Map, c price.Cost) {
		m.PutStr("langfuse.observation.cost_details", langfuseCost(c))
	}},
}

var openInferenceCost = []string{
	"llm.cost.total", "llm.cost.prompt", "llm.cost.completion",
	"llm.cost.prompt_details.cache_read", "llm.cost.prompt_details.cache_write", "llm.cost.completion_details.reasoning",
}

// putOpenInference writes what Phoenix reads: prompt and completion add up to the total. It has no place for fees of tools,
// which the answer is made with. Of a reported cost only the total is known.
func putOpenInference(m pcommon.Map, c price.Cost) {
	m.PutDouble(openInferenceCost[0], c.Total)
	if c.Parts == 0 {
		return
	}
	for i, value := range [...]float64{
		c.Input + c.CacheRead + c.CacheWrite + c.AudioInput, c.Output + c.Reasoning + madeAudio(&c) + c.Tools,
		c.CacheRead, c.CacheWrite, c.Reasoning,
	} {
		m.PutDouble(openInferenceCost[i+1], value)
	}
}

// madeAudio is the cost of the audio that the model made.
func madeAudio(c *price.Cost) float64 { return max(c.Audio-c.AudioInput, 0) }

// langfuseCost is the JSON that Langfuse reads; its buckets add up to the total. What is named neither input nor output it
// shows as other.
func langfuseCost(c price.Cost) string {
	b := []byte{'{'}
	put := func(key string, x float64) {
		b = append(append(append(b, '"'), key...), `":`...)
		b = append(strconv.AppendFloat(b, x, 'f', -1, 64), ',')
	}
	if c.Parts != 0 {
		put("input", c.Input)
		put("input_cached_tokens", c.CacheRead)
		put("input_cache_creation", c.CacheWrite)
		put("output", c.Output)
		put("output_reasoning_tokens", c.Reasoning)
	}
	if c.Audio > 0 {
		put("input_audio_tokens", c.AudioInput)
		put("output_audio_tokens", madeAudio(&c))
	}
	if c.Tools > 0 {
		put("tools", c.Tools)
	}
	put("total", c.Total)
	b[len(b)-1] = '}'
	return string(b)
}

// CostWriters lists for whom a cost can be written.
func CostWriters() []string {
	var names []string
	for _, w := range writers {
		names = append(names, w.name)
	}
	return names
}

// IsCostWriter says whether a name is one of CostWriters.
func IsCostWriter(name string) bool { return slices.Contains(CostWriters(), name) }

// Backends are those for whom costs are written.
type Backends []*writer

// NewBackends finds backends by their names.
func NewBackends(names []string) Backends {
	var list Backends
	for i := range writers {
		if slices.Contains(names, writers[i].name) {
			list = append(list, &writers[i])
		}
	}
	return list
}

// write writes a cost for the backends, or takes off what an earlier pass wrote for them.
func (b Backends) write(m pcommon.Map, c price.Cost, known, again bool) {
	for _, w := range b {
		if known {
			w.write(m, c)
			continue
		}
		if again {
			for _, key := range w.keys {
				m.Remove(key)
			}
		}
	}
}
