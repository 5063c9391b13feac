package enrichment

import (
	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// documentsPerSearch is how many documents a search of a rerank holds, where one is billed: Cohere's on its own platform,
// on Bedrock and on Azure, and Amazon's (cohere.com/pricing, aws.amazon.com/bedrock/pricing; read 2026-11-24).
const documentsPerSearch = 100

// rerankSearches is how many searches a rerank took: as told, or by its documents; 0 where nothing tells.
func rerankSearches(n *spantree.Node) int64 {
	if n.Usage.RerankSearches > 0 || n.Facts.Meaning.Operation != genai.OpRerank {
		return n.Usage.RerankSearches
	}
	documents := n.Facts.Dialect.CountDocuments(n.Span.Attributes())
	return (documents + documentsPerSearch - 1) / documentsPerSearch
}

// hasUnits says whether a call used anything that is billed in the place of tokens: then it is the model that no table
// knows, not the usage.
func hasUnits(n *spantree.Node) bool {
	u := &n.Usage
	return u.AudioSeconds > 0 || u.RerankSearches > 0 || u.Characters > 0 || u.Images > 0 ||
		n.Facts.Meaning.Operation == genai.OpRerank
}
