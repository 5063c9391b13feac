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
	u, f := &n.Usage, &n.Facts
	if !u.Told() {
		return
	}
	attrs := n.Span.Attributes()
	putCount(attrs, f, dialect.InputTokens, genai.UsageInputTokens, u.Input)
	putCount(attrs, f, dialect.OutputTokens, genai.UsageOutputTokens, u.Output)
	for i, tokens := range partsOf(u) {
		if part := &usageParts[i]; tokens > 0 || f.Has(part.field) {
			putCount(attrs, f, part.field, part.name(g), tokens)
		}
	}
	if needsSemantics(u, f) {
		attrs.PutStr(genai.TokenSemantics, genai.TokenSemanticsInclusive)
	}
}

// needsSemantics says whether it could be doubted what the counts hold.
func needsSemantics(u *dialect.Usage, f *dialect.Facts) bool {
	return u.CacheRead+u.CacheWrite > 0 || f.Has(dialect.OutsideInput) || f.Has(dialect.OutsideReasoning) ||
		f.Has(dialect.NoCacheTokens) || u.Output != f.Whole(dialect.OutputTokens)
}

// putCount writes a count, unless it is known to stand there already: then nothing has to be looked for.
func putCount(attrs pcommon.Map, f *dialect.Facts, x dialect.Field, key string, tokens int64) {
	if f.Canonical(x) && f.Whole(x) == tokens && x.Target() == key {
		return
	}
	putWhole(attrs, key, tokens)
}

// usageParts is the one table of the parts of a usage, with their names.
var usageParts = [...]usagePart{
	{dialect.CacheRead, genai.UsageCacheRead},
	{dialect.CacheWrite, ""}, // its name depends on the generation
	{dialect.Reasoning, genai.UsageReasoning},
	{dialect.AudioInput, genai.UsageAudioInput},
	{dialect.AudioOutput, genai.UsageAudioOutput},
	{dialect.AudioCacheRead, genai.UsageAudioCacheRead},
	{dialect.ImageInput, genai.UsageImageInput},
	{dialect.ImageOutput, genai.UsageImageOutput},
}

type usagePart struct {
	field dialect.Field
	key   string
}

func (p *usagePart) name(g Generation) string {
	if p.key == "" {
		return g.cacheWrite()
	}
	return p.key
}

// partsOf are the parts of a usage, in the order of usageParts.
func partsOf(u *dialect.Usage) [len(usageParts)]int64 {
	return [...]int64{
		u.CacheRead, u.CacheWrite, u.Reasoning, u.AudioInput, u.AudioOutput, u.AudioCacheRead, u.ImageInput, u.ImageOutput,
	}
}

// usageRoom is how many attributes CallUsage adds at most.
func usageRoom(n *spantree.Node) int {
	u, f := &n.Usage, &n.Facts
	if !u.Told() {
		return 0
	}
	room := 0
	if needsSemantics(u, f) {
		room++
	}
	if !f.Canonical(dialect.InputTokens) {
		room++
	}
	if !f.Canonical(dialect.OutputTokens) {
		room++
	}
	for i, tokens := range partsOf(u) {
		if x := usageParts[i].field; (tokens > 0 || f.Has(x)) && !f.Canonical(x) {
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
		for i, tokens := range partsOf(&n.Usage) {
			if part := &usageParts[i]; tokens > 0 || n.Facts.Has(part.field) {
				put(part.name(g), tokens)
			}
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
