package llmspanprocessor

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
)

func TestConfigMistakes(t *testing.T) {
	for file, want := range map[string]string{
		"semconv.bad.yaml":         `semconv: "1.9" is no generation that can be written; write "1.41" or latest`,
		"messaging.bad.yaml":       `messaging: "squash" is unknown; write keep, fold or drop`,
		"loop_threshold.bad.yaml":  `loop_threshold: 1 would call everything a loop; write 2 or more`,
		"late_memory.bad.yaml":     `late_memory: -1m0s is negative; write a duration such as 10m, or 0 to remember nothing`,
		"content.bad.yaml":         `content: "hide" is no way to treat content; write keep, mask, truncate or drop`,
		"mask_pattern.bad.yaml":    `pattern EMPLOYEE: "E-[" is no regular expression of RE2`,
		"cost_attributes.bad.yaml": `cost_attributes::1: nobody is called "datadog"; write some of baton, openlit, logfire, openinference, langfuse`,
		"override.bad.yaml":        `prices: overrides::0: it changes nothing; write same_as: provider/model, prices, or discount_percent`,
		"unknown_key.bad.yaml":     `invalid keys: contents`,
	} {
		t.Run(strings.TrimSuffix(file, ".bad.yaml"), func(t *testing.T) {
			conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config", file))
			require.NoError(t, err)
			cfg := createDefaultConfig()
			if err = conf.Unmarshal(cfg); err == nil {
				err = confmap.Validate(cfg)
			}
			require.ErrorContains(t, err, want)
		})
	}
	files, err := filepath.Glob("testdata/config/*.bad.yaml")
	require.NoError(t, err)
	require.Len(t, files, 9, "every bad config stands in the table")
}

func TestDefaultsAreValid(t *testing.T) {
	require.NoError(t, confmap.Validate(createDefaultConfig()))
}

// TestContentDropLeavesNothing plants canaries wherever a dialect puts content, in every recording.
func TestContentDropLeavesNothing(t *testing.T) {
	policy, err := content.NewPolicy(content.Settings{Mode: content.Drop})
	require.NoError(t, err)
	const canary = "canary-7f3a"
	planted := 0
	plant := func(m pcommon.Map) {
		m.Range(func(key string, v pcommon.Value) bool {
			if policy.IsContent(key) && v.Type() == pcommon.ValueTypeStr && !strings.HasSuffix(key, "finish_reason") {
				v.SetStr(strings.Replace(v.Str(), `"`, `"`+canary, 1))
				if !strings.Contains(v.Str(), canary) {
					v.SetStr(canary + v.Str())
				}
				planted++
			}
			return true
		})
	}
	for _, recording := range tracetest.Recordings(t) {
		for _, kind := range []wholetrace.Kind{wholetrace.Whole, wholetrace.Late, ""} {
			batch := recording.Merged()
			forEach(batch, func(_ ptrace.ScopeSpans, span ptrace.Span) {
				plant(span.Attributes())
				for _, e := range span.Events().All() {
					plant(e.Attributes())
				}
				for _, l := range span.Links().All() {
					plant(l.Attributes())
				}
				if span.Status().Code() == ptrace.StatusCodeError {
					span.Status().SetMessage("failed on " + canary)
				}
			})
			out := enrich(t, batch, kind, func(c *Config) { c.Content = "drop" })
			for line := range strings.Lines(canonical(t, out)) {
				require.NotContains(t, line, canary, "%s, %s", recording.Name, kind)
			}
			require.NotContains(t, string(encode(t, out)), canary, "%s, %s", recording.Name, kind)
		}
	}
	require.Greater(t, planted, 1000)
}

// TestContentTreatedTwiceIsTreatedOnce, in every mode.
func TestContentTreatedTwiceIsTreatedOnce(t *testing.T) {
	for _, mode := range []string{"mask", "truncate", "drop"} {
		for _, recording := range tracetest.Recordings(t) {
			change := func(c *Config) { c.Content = mode }
			once := enrich(t, recording.Merged(), wholetrace.Whole, change)
			want := encode(t, once)
			require.Equal(t, want, encode(t, enrich(t, once, wholetrace.Whole, change)), "%s of %s", mode, recording.Name)
		}
	}
}

// TestWithoutOriginalNamesWhatIsWrittenStays: the names that other backends read are a dialect's own as well, and come off
// only where they came in.
func TestWithoutOriginalNamesWhatIsWrittenStays(t *testing.T) {
	for _, kind := range []wholetrace.Kind{wholetrace.Whole, ""} {
		for _, recording := range tracetest.Recordings(t) {
			all := func(c *Config) { c.Semconv, c.CostAttributes = "latest", enrichment.CostWriters() }
			want := enrich(t, recording.Merged(), kind, all)
			got := enrich(t, recording.Merged(), kind, all, func(c *Config) { c.KeepOriginal = false })
			written := append(strings.Fields(`gen_ai.usage.cost operation.cost llm.cost.total llm.cost.prompt llm.cost.completion
				langfuse.observation.cost_details`), genai.CostReported, genai.UsageCacheWrite)
			in := map[string]ptrace.Span{}
			forEach(recording.Merged(), func(_ ptrace.ScopeSpans, span ptrace.Span) { in[span.SpanID().String()] = span })
			kept := map[string]ptrace.Span{}
			forEach(got, func(_ ptrace.ScopeSpans, span ptrace.Span) { kept[span.SpanID().String()] = span })
			forEach(want, func(_ ptrace.ScopeSpans, span ptrace.Span) {
				for _, key := range written {
					value, told := span.Attributes().Get(key)
					if _, came := in[span.SpanID().String()].Attributes().Get(key); !told || came {
						continue
					}
					still, ok := kept[span.SpanID().String()].Attributes().Get(key)
					require.True(t, ok && still.Equal(value), "%s of %s in %s", key, span.Name(), recording.Name)
				}
			})
		}
	}
}

func TestCostForOtherBackends(t *testing.T) {
	batch := func() ptrace.Traces { return tracetest.Drawings(t, "testdata/special/cost.trace")[0].Traces }
	for name, want := range map[string]map[string]string{
		"openlit":       {genai.UsageCost: "0.0029"},
		"logfire":       {"operation.cost": "0.0029"},
		"openinference": {"llm.cost.total": "0.0029", "llm.cost.prompt": "0.0019", "llm.cost.completion": "0.001", "llm.cost.prompt_details.cache_read": "0.0006"},
		"langfuse": {
			"langfuse.observation.cost_details": `{"input":0.0013,"input_cached_tokens":0.0006,"input_cache_creation":0,"output":0.001,"output_reasoning_tokens":0,"total":0.0029}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			only := func(c *Config) { c.CostAttributes = []string{"baton", name} }
			out := enrich(t, batch(), wholetrace.Whole, only)
			span, ok := findSpan(out, "chat gpt-4o")
			require.True(t, ok)
			for key, value := range want {
				v, ok := span.Attributes().Get(key)
				require.True(t, ok, key)
				if v.Type() == pcommon.ValueTypeDouble {
					assert.InDelta(t, float(t, value), v.Double(), 1e-15, key)
					continue
				}
				assert.Equal(t, value, v.AsString(), key)
			}
			_, openlit := span.Attributes().Get(genai.UsageCost)
			assert.Equal(t, name == "openlit", openlit, "only what was asked for")
			once := encode(t, out)
			require.Equal(t, once, encode(t, enrich(t, out, wholetrace.Whole, only)))
		})
	}
}

func TestGenerations(t *testing.T) {
	for generation, want := range map[string]string{"1.41": genai.UsageCacheCreation, "latest": genai.UsageCacheWrite} {
		batch := tracetest.Drawings(t, "testdata/special/cost.trace")[1].Traces
		out := enrich(t, batch, wholetrace.Whole, func(c *Config) { c.Semconv = generation })
		span, ok := findSpan(out, "chat claude")
		require.True(t, ok)
		v, ok := span.Attributes().Get(want)
		require.True(t, ok, "%s writes %s", generation, want)
		require.EqualValues(t, 200, v.Int())
	}
}
