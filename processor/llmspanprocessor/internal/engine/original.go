package engine

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// dropOriginal leaves the GenAI names alone, where the config wants it so.
func (e *Engine) dropOriginal(n *spantree.Node) {
	if !e.original && isRelevant(n) {
		enrichment.DropOriginal(n, e.isOriginal, e.policy.IsContent)
	}
}

// dropOriginalAlone does so while the rest of the trace is not known. Usage and cost stay on what is no call: where they
// go depends on what the trace makes of the span.
func (e *Engine) dropOriginalAlone(n *spantree.Node) {
	if n.Role == genai.RoleCall {
		e.dropOriginal(n)
		return
	}
	if e.original || !isRelevant(n) {
		return
	}
	enrichment.DropOriginal(n, func(key string) bool {
		isUsage, isCost := e.reader.Class(key)
		return !isUsage && !isCost && e.isOriginal(key)
	}, e.policy.IsContent)
}

// isOriginal says whether an attribute came with the span and is said in GenAI names as well. What llm_span itself writes
// for other readers is some dialect's name too.
func (e *Engine) isOriginal(key string) bool {
	return e.reader.IsOriginal(key) && !e.written[key]
}
