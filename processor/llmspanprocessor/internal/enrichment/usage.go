package enrichment

import (
	"encoding/hex"
	"iter"
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
	for key, tokens := range details(u, &n.Facts, g) {
		putWhole(attrs, key, tokens)
	}
	if u.CacheRead+u.CacheWrite > 0 || n.Facts.Has(dialect.OutsideInput) || n.Facts.Has(dialect.OutsideReasoning) ||
		n.Facts.Has(dialect.NoCacheTokens) || u.Output != n.Facts.Whole(dialect.OutputTokens) {
		attrs.PutStr(genai.TokenSemantics, genai.TokenSemanticsInclusive)
	}
}

// usageParts is the one table of the parts of a usage.
var usageParts = [...]struct {
	field dialect.Field
	key   string
	of    func(*dialect.Usage) int64
}{
	{dialect.CacheRead, genai.UsageCacheRead, func(u *dialect.Usage) int64 { return u.CacheRead }},
	{dialect.CacheWrite, "", func(u *dialect.Usage) int64 { return u.CacheWrite }}, // its name depends on the generation
	{dialect.Reasoning, genai.UsageReasoning, func(u *dialect.Usage) int64 { return u.Reasoning }},
	{dialect.AudioInput, genai.UsageAudioInput, func(u *dialect.Usage) int64 { return u.AudioInput }},
	{dialect.AudioOutput, genai.UsageAudioOutput, func(u *dialect.Usage) int64 { return u.AudioOutput }},
	{dialect.AudioCacheRead, genai.UsageAudioCacheRead, func(u *dialect.Usage) int64 { return u.AudioCacheRead }},
	{dialect.ImageInput, genai.UsageImageInput, func(u *dialect.Usage) int64 { return u.ImageInput }},
	{dialect.ImageOutput, genai.UsageImageOutput, func(u *dialect.Usage) int64 { return u.ImageOutput }},
}

// details yields the parts of a usage that are told.
func details(u *dialect.Usage, f *dialect.Facts, g Generation) iter.Seq2[string, int64] {
	return func(yield func(string, int64) bool) {
		for i := range usageParts {
			part := &usageParts[i]
			tokens := part.of(u)
			if tokens <= 0 && !f.Has(part.field) {
				continue
			}
			key := part.key
			if key == "" {
				key = g.cacheWrite()
			}
			if !yield(key, tokens) {
				return
			}
		}
	}
}

// usageRoom is how many attributes CallUsage adds at most.
func usageRoom(n *spantree.Node) int {
	if !n.Usage.Told() {
		return 0
	}
	room := 1 // the semantics
	for _, x := range [...]dialect.Field{dialect.InputTokens, dialect.OutputTokens} {
		if !n.Facts.Canonical(x) {
			room++
		}
	}
	for i := range usageParts {
		part := &usageParts[i]
		if (n.Facts.Has(part.field) || part.of(&n.Usage) > 0) && !n.Facts.Canonical(part.field) {
			room++
		}
	}
	return room
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
		v, taken := attrs.GetOrPutEmpty(movedKey(prefix, m.suffix))
		switch {
		case taken:
		case m.counts:
			v.SetInt(m.count)
		default:
			m.value.MoveTo(v)
		}
	}
}

// movedKeys are the names that values usually move to, put together once and not for every span: aggregated, duplicate.
var movedKeys = func() map[string][2]string {
	keys := map[string][2]string{}
	for _, suffix := range [...]string{
		"input_tokens", "output_tokens", "total_tokens", "cache_read.input_tokens", "cache_creation.input_tokens",
		"reasoning.output_tokens", "cost",
	} {
		keys[suffix] = [2]string{genai.AggregatedPrefix + suffix, genai.DuplicatePrefix + suffix}
	}
	return keys
}()

// movedKey is where a value goes.
func movedKey(prefix, suffix string) string {
	keys, ok := movedKeys[suffix]
	switch {
	case ok && prefix == genai.AggregatedPrefix:
		return keys[0]
	case ok:
		return keys[1]
	}
	return prefix + suffix
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

// movedValue is a value that moves: a count, or whatever else stood there.
type movedValue struct {
	suffix string
	count  int64
	value  pcommon.Value
	counts bool
}

// collectUsage lists what moves, in a fixed order: the resolved usage, then the cost that was reported, then whatever
// else stood under gen_ai.usage.
func collectUsage(n *spantree.Node, classes Classes, g Generation) []movedValue {
	list := make([]movedValue, 0, 8)
	put := func(key string, tokens int64) {
		list = append(list, movedValue{suffix: strings.TrimPrefix(key, genai.UsagePrefix), count: tokens, counts: true})
	}
	if n.Usage.Known {
		put(genai.UsageInputTokens, n.Usage.Input)
		put(genai.UsageOutputTokens, n.Usage.Output)
		for key, tokens := range details(&n.Usage, &n.Facts, g) {
			put(key, tokens)
		}
	}
	if !pricedBefore(n) && n.Facts.Has(dialect.ReportedCost) {
		list = append(list, movedValue{suffix: "cost", value: pcommon.NewValueDouble(n.Facts.Number(dialect.ReportedCost))})
	} else if cost, ok := reportedCost(n); ok {
		list = append(list, movedValue{suffix: "cost", value: pcommon.NewValueDouble(cost)})
	}
	for key, v := range n.Span.Attributes().All() {
		suffix, ok := strings.CutPrefix(key, genai.UsagePrefix)
		if !ok || suffix == "cost" || isCanonical(suffix) {
			continue
		}
		kept := pcommon.NewValueEmpty()
		v.CopyTo(kept)
		list = append(list, movedValue{suffix: suffix, value: kept})
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
