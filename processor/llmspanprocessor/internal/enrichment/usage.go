package enrichment

import (
	"encoding/hex"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// Generation chooses the GenAI names to write.
type Generation string

// The generations of design.md §4.
const (
	Semconv141    Generation = "1.41"
	SemconvLatest Generation = "latest"
)

// cacheWrite is the name for tokens written to a cache, which changed after 1.41.
func (g Generation) cacheWrite() string {
	if g == SemconvLatest {
		return genai.UsageCacheWrite
	}
	return genai.UsageCacheCreation
}

// CallUsage writes the usage of a call, inclusive.
func CallUsage(n *spantree.Node, g Generation) {
	u := &n.Usage
	if !u.Told() {
		return
	}
	attrs := n.Span.Attributes()
	putWhole(attrs, genai.UsageInputTokens, u.Input)
	putWhole(attrs, genai.UsageOutputTokens, u.Output)
	details(u, &n.Facts, g, func(key string, tokens int64) { putWhole(attrs, key, tokens) })
	if u.CacheRead+u.CacheWrite > 0 || n.Facts.Has(dialect.OutsideInput) || n.Facts.Has(dialect.OutsideReasoning) ||
		n.Facts.Has(dialect.NoCacheTokens) || u.Output != n.Facts.Whole(dialect.OutputTokens) {
		attrs.PutStr(genai.TokenSemantics, genai.TokenSemanticsInclusive)
	}
}

// details gives put the parts of a usage that are told.
func details(u *dialect.Usage, f *dialect.Facts, g Generation, put func(string, int64)) {
	for _, part := range [...]struct {
		field  dialect.Field
		key    string
		tokens int64
	}{
		{dialect.CacheRead, genai.UsageCacheRead, u.CacheRead},
		{dialect.CacheWrite, g.cacheWrite(), u.CacheWrite},
		{dialect.Reasoning, genai.UsageReasoning, u.Reasoning},
		{dialect.AudioInput, genai.UsageAudioInput, u.AudioInput},
		{dialect.AudioOutput, genai.UsageAudioOutput, u.AudioOutput},
		{dialect.AudioCacheRead, genai.UsageAudioCacheRead, u.AudioCacheRead},
		{dialect.ImageInput, genai.UsageImageInput, u.ImageInput},
		{dialect.ImageOutput, genai.UsageImageOutput, u.ImageOutput},
	} {
		if part.tokens > 0 || f.Has(part.field) {
			put(part.key, part.tokens)
		}
	}
}

// Classes says which attributes tell usage or cost.
type Classes interface {
	Class(key string) (isUsage, isCost bool)
}

// MoveUsage takes usage and cost off a span that is no call, under every name, so that the sum over the spans of a
// trace is right in any backend. A duplicate's go to baton.duplicate.usage.*, all others' to gen_ai.aggregated_usage.*.
func MoveUsage(n *spantree.Node, classes Classes, g Generation) {
	prefix := genai.AggregatedPrefix
	if n.Role == genai.RoleDuplicate {
		prefix = genai.DuplicatePrefix
		id := n.OfID
		if n.Of != nil {
			id = n.Of.Span.SpanID()
		}
		n.Span.Attributes().PutStr(genai.DuplicateOf, hex.EncodeToString(id[:]))
	}
	attrs := n.Span.Attributes()
	if !tellsUsage(attrs, classes) {
		return
	}
	moved := collectUsage(n, classes, g)
	attrs.RemoveIf(func(key string, _ pcommon.Value) bool {
		isUsage, isCost := classes.Class(key)
		return isUsage || isCost || isOurCost(key)
	})
	for _, m := range moved {
		key := prefix + m.suffix
		if _, taken := attrs.Get(key); !taken {
			m.value.CopyTo(attrs.PutEmpty(key))
		}
	}
}

func tellsUsage(attrs pcommon.Map, classes Classes) bool {
	for key := range attrs.All() {
		if isUsage, isCost := classes.Class(key); isUsage || isCost || isOurCost(key) {
			return true
		}
	}
	return false
}

// isOurCost says whether an earlier pass wrote a cost here, before the rest of the trace showed that it is no call.
func isOurCost(key string) bool { return strings.HasPrefix(key, "baton.cost.") }

type movedValue struct {
	suffix string
	value  pcommon.Value
}

// collectUsage lists what moves, in a fixed order: the resolved usage, then the cost that was reported, then whatever
// else stood under gen_ai.usage.
func collectUsage(n *spantree.Node, classes Classes, g Generation) []movedValue {
	var list []movedValue
	put := func(key string, tokens int64) {
		list = append(list, movedValue{strings.TrimPrefix(key, genai.UsagePrefix), pcommon.NewValueInt(tokens)})
	}
	if n.Usage.Known {
		put(genai.UsageInputTokens, n.Usage.Input)
		put(genai.UsageOutputTokens, n.Usage.Output)
		details(&n.Usage, &n.Facts, g, put)
	}
	if !pricedBefore(n) && n.Facts.Has(dialect.ReportedCost) {
		list = append(list, movedValue{"cost", pcommon.NewValueDouble(n.Facts.Number(dialect.ReportedCost))})
	} else if cost, ok := reportedCost(n); ok {
		list = append(list, movedValue{"cost", pcommon.NewValueDouble(cost)})
	}
	for key, v := range n.Span.Attributes().All() {
		suffix, ok := strings.CutPrefix(key, genai.UsagePrefix)
		if !ok || suffix == "cost" || isCanonical(suffix) {
			continue
		}
		kept := pcommon.NewValueEmpty()
		v.CopyTo(kept)
		list = append(list, movedValue{suffix, kept})
	}
	return list
}

// isCanonical says whether a usage attribute is one of those that are written from the resolved usage.
func isCanonical(suffix string) bool {
	switch genai.UsagePrefix + suffix {
	case genai.UsageInputTokens, genai.UsageOutputTokens, genai.UsageCacheRead, genai.UsageCacheCreation,
		genai.UsageCacheWrite, genai.UsageReasoning, genai.UsageAudioInput, genai.UsageAudioOutput,
		genai.UsageAudioCacheRead, genai.UsageImageInput, genai.UsageImageOutput:
		return true
	}
	return false
}
