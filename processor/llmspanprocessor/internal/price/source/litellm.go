package source

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// LiteLLM reads LiteLLM's table of prices, and keeps of it what a catalog before it lacks: models that it does not
// price at all, prices in a region, and fees. A model of one provider goes under the provider's id in that catalog.
func LiteLLM(from tariff.Source, data []byte, before *tariff.Catalog) (*tariff.Catalog, error) {
	var table map[string]map[string]json.RawMessage
	if err := json.Unmarshal(data, &table); err != nil {
		return nil, fmt.Errorf("cannot read the models: %w", err)
	}
	c := &tariff.Catalog{Source: from, Units: before.Units}
	r := &liteLLM{catalog: c, before: before, providers: map[string]*tariff.Provider{}}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if err := r.add(key, table[key]); err != nil {
			return nil, fmt.Errorf("model %s: %w", key, err)
		}
	}
	slices.SortFunc(c.Providers, func(a, b *tariff.Provider) int { return strings.Compare(a.ID, b.ID) })
	return c, nil
}

type liteLLM struct {
	catalog, before *tariff.Catalog
	providers       map[string]*tariff.Provider
}

// priceless are keys that stand for no single call: an example, reserved capacity, and images by size and quality, which
// spans do not tell.
var priceless = regexp.MustCompile(`^sample_spec$|-commitment/|(?:^|/)(?:\d+|max)-x-(?:\d+|max)(?:/|$)`)

func (r *liteLLM) add(key string, entry map[string]json.RawMessage) error {
	var provider string
	if err := json.Unmarshal(entry["litellm_provider"], &provider); err != nil || priceless.MatchString(key) {
		return nil
	}
	m, err := r.model(key, entry)
	if err != nil || m == nil {
		return err
	}
	id := idOf(provider)
	names := namesOf(key)
	if head, rest, ok := strings.Cut(key, "/"); ok && idOf(head) == id {
		m.ID = rest
	}
	m.Match = tariff.Match{Op: tariff.Or}
	for _, n := range names {
		m.Match.Args = append(m.Match.Args, tariff.Match{Op: tariff.Equals, Text: n})
	}
	if r.known(id, names, m) {
		return nil
	}
	p := r.providers[id]
	if p == nil {
		// A key without a provider is what the model is known by everywhere.
		p = &tariff.Provider{ID: id, ModelMatch: &tariff.Match{Op: tariff.Or}}
		r.providers[id] = p
		r.catalog.Providers = append(r.catalog.Providers, p)
	}
	if len(names) == 1 {
		p.ModelMatch.Args = append(p.ModelMatch.Args, m.Match.Args...)
	}
	p.Models = append(p.Models, m)
	return nil
}

// ids are LiteLLM's names of providers that genai-prices calls something else (LiteLLM 1.109, read 2026-11-22).
var ids = map[string]string{
	"bedrock": "aws", "bedrock_converse": "aws", "bedrock_mantle": "aws", "sagemaker": "aws", "amazon_nova": "aws",
	"azure_ai": "azure", "azure_text": "azure", "gemini": "google", "palm": "google",
	"xai": "x-ai", "together_ai": "together", "fireworks_ai": "fireworks", "fireworks_ai-embedding-models": "fireworks",
	"moonshot": "moonshotai", "voyage": "voyageai", "cohere_chat": "cohere", "text-completion-openai": "openai",
	"codestral": "mistral", "text-completion-codestral": "mistral", "github_copilot": "github-copilot",
	"bigmodel": "zhipuai", "watsonx": "ibm.watsonx.ai",
}

func idOf(provider string) string {
	if strings.HasPrefix(provider, "vertex_ai") {
		return "google"
	}
	if id, ok := ids[provider]; ok {
		return id
	}
	return strings.ToLower(provider)
}

// namesOf lists what spans may call the model of a key: the key, and the key without LiteLLM's name of the provider.
func namesOf(key string) []string {
	key = strings.ToLower(key)
	if _, rest, ok := strings.Cut(key, "/"); ok {
		return []string{key, rest}
	}
	return []string{key}
}

// known reports whether the catalog before has all that a model of LiteLLM's tells: its price, the fee for a search, and
// no region makes it dearer.
func (r *liteLLM) known(id string, names []string, m *tariff.Model) bool {
	p := r.before.ByID(id)
	if p == nil || p.ID != id || len(m.Uplifts) > 0 {
		return false
	}
	search, _ := r.before.Units.Find("web_searches")
	for _, n := range names {
		before, _ := r.before.Find(p, n)
		if before == nil {
			continue
		}
		if regional(n) && !slices.ContainsFunc(names, func(n string) bool { return before.Match.Op == tariff.Equals && before.Match.Text == n }) {
			return false
		}
		return !priced(m, search) || priced(before, search)
	}
	return false
}

var inRegion = regexp.MustCompile(`(?:^|/)(?:us|eu|us-gov|global|[a-z]{2}(?:-gov)?-[a-z]+-\d)/`)

func regional(name string) bool { return inRegion.MatchString(name) }

func priced(m *tariff.Model, unit uint8) bool {
	for _, p := range m.Prices {
		for _, r := range p.Rates {
			if r.Unit == unit {
				return true
			}
		}
	}
	return false
}
