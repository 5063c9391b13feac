package llmspanprocessor

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price"
)

// Config is the configuration of llm_span.
type Config struct {
	// Semconv is the generation of the GenAI conventions whose names are written: "1.41", which released
	// instrumentations agree on, or latest. Default "1.41".
	Semconv string `mapstructure:"semconv"`

	// Messaging says what becomes of the spans in which an agent runtime passes messages (AutoGen's create, send, publish,
	// process and the like). keep leaves them; fold drops those that tell nothing and keeps those that begin a turn;
	// drop drops all of them, and moves a transition to the first span below. Children get the nearest kept span above
	// as their parent. Default fold.
	Messaging string `mapstructure:"messaging"`

	// LoopThreshold is how many times running the same tool with the same arguments, or the same cycle of agents, must
	// come to be a loop (baton.trace.loop). At least 2. Default 3.
	LoopThreshold int `mapstructure:"loop_threshold"`

	// Prices says what the embedded price table does not know.
	Prices PricesConfig `mapstructure:"prices"`

	// Content says what becomes of prompts, completions, tool arguments and results, wherever a dialect puts them. keep
	// leaves them; mask replaces what identifies people or opens doors (mail addresses, phone and card numbers, IBANs, IP
	// addresses, API keys, tokens, private keys, and mask_patterns); truncate cuts long texts and leaves valid JSON, the
	// length and a hash; drop removes all of it. Default keep.
	Content string `mapstructure:"content"`

	// MaskPatterns are what content: mask finds besides what it knows.
	MaskPatterns []MaskPattern `mapstructure:"mask_patterns"`

	// TruncateBytes is how long a text may be with content: truncate, the note about its length and hash included.
	// At least 128. Default 1024.
	TruncateBytes int `mapstructure:"truncate_bytes"`

	// ContentKeys are attributes that hold content besides those that are known. One that ends in a dot is a prefix.
	ContentKeys []string `mapstructure:"content_keys"`

	// CostAttributes lists for whom the cost of a call is written besides baton.cost.*, which always is: openlit
	// (gen_ai.usage.cost), openinference (llm.cost.*), logfire (operation.cost), langfuse
	// (langfuse.observation.cost_details). Default [baton, openlit].
	CostAttributes []string `mapstructure:"cost_attributes"`

	// KeepOriginal leaves the attributes of the dialect beside the GenAI names that were made of them. Default true.
	KeepOriginal bool `mapstructure:"keep_original"`

	// LateMemory is how long what a late span needs of its trace is remembered: which span took the place of a dropped
	// one, the agents, the calls already priced. It takes 64 MiB at most (200,000 traces of one call, 50,000 of twenty);
	// beyond, the oldest traces are forgotten early and counted. Zero remembers nothing. Default 10m.
	LateMemory time.Duration `mapstructure:"late_memory"`
}

func createDefaultConfig() component.Config {
	return &Config{
		Semconv:        string(enrichment.Semconv141),
		Messaging:      string(fold.Fold),
		LoopThreshold:  3,
		Content:        string(content.Keep),
		TruncateBytes:  1024,
		CostAttributes: []string{enrichment.ForBaton, enrichment.ForOpenLIT},
		KeepOriginal:   true,
		LateMemory:     10 * time.Minute,
	}
}

// Validate finds what the processor cannot work with.
func (c *Config) Validate() error {
	var errs []error
	switch enrichment.Generation(c.Semconv) {
	case enrichment.Semconv141, enrichment.SemconvLatest:
	default:
		errs = append(errs, fmt.Errorf(`semconv: %q is no generation that can be written; write "1.41" or latest`, c.Semconv))
	}
	switch fold.Mode(c.Messaging) {
	case fold.Keep, fold.Fold, fold.Drop:
	default:
		errs = append(errs, fmt.Errorf("messaging: %q is unknown; write keep, fold or drop", c.Messaging))
	}
	if c.LoopThreshold < 2 {
		errs = append(errs, fmt.Errorf("loop_threshold: %d would call everything a loop; write 2 or more", c.LoopThreshold))
	}
	if c.LateMemory < 0 {
		errs = append(errs, fmt.Errorf("late_memory: %s is negative; write a duration such as 10m, or 0 to remember nothing", c.LateMemory))
	}
	if err := c.contentSettings().Validate(); err != nil {
		errs = append(errs, fmt.Errorf("content: %w", err))
	}
	for i, name := range c.CostAttributes {
		if !enrichment.IsCostWriter(name) {
			errs = append(errs, fmt.Errorf("cost_attributes::%d: nobody is called %q; write some of %s", i, name, strings.Join(enrichment.CostWriters(), ", ")))
		}
	}
	return errors.Join(errs...)
}

func (c *Config) contentSettings() content.Settings {
	s := content.Settings{Mode: content.Mode(c.Content), MaxBytes: c.TruncateBytes, Keys: c.ContentKeys}
	for _, p := range c.MaskPatterns {
		s.Patterns = append(s.Patterns, content.Pattern{Name: p.Name, Regexp: p.Regexp})
	}
	return s
}

// MaskPattern is something that content: mask replaces by its name in brackets.
type MaskPattern struct {
	// Name is what stands in its place, in upper-case letters, digits and underscores: EMPLOYEE becomes [EMPLOYEE].
	Name string `mapstructure:"name"`
	// Regexp is what to find, in RE2 syntax. It must not match an empty text.
	Regexp string `mapstructure:"regexp"`
}

// PricesConfig says what the embedded price table does not know.
type PricesConfig struct {
	// File is a YAML file of prices, discounts and names, read again when it changes; one that is broken or empty is
	// refused with the line at fault, and the last good one stays. Empty is none.
	File string `mapstructure:"file"`
	// Overrides come before the file's, and both before the table.
	Overrides []PriceOverride `mapstructure:"overrides"`
	// DefaultModel is the model of calls that name none, as provider/model or as a model of the call's provider. Empty
	// leaves them without a price.
	DefaultModel string `mapstructure:"default_model"`
}

// PriceOverride is what you know better than the table: what a deployment really is, what a model of your own costs,
// what you negotiated.
type PriceOverride struct {
	// Provider is the provider it holds for, under any of its names. Empty is all.
	Provider string `mapstructure:"provider"`
	// Model is the model's name as spans have it; * stands for anything.
	Model string `mapstructure:"model"`
	// SameAs names, as provider/model, the model whose price it has.
	SameAs string `mapstructure:"same_as"`
	// Prices are prices of your own, in US dollars or the currency of rate: input_mtok, output_mtok, cache_read_mtok,
	// cache_write_mtok for a million tokens.
	Prices map[string]float64 `mapstructure:"prices"`
	// Rate is how many US dollars one unit of the prices' currency is. Zero is one.
	Rate float64 `mapstructure:"rate"`
	// DiscountPercent is taken off the price. 0 to 100.
	DiscountPercent float64 `mapstructure:"discount_percent"`
}

// Validate finds overrides that the price table cannot follow, and a file that is broken. A file that is not there is
// no fault here: a config may be checked on another machine than it runs on.
func (c *PricesConfig) Validate() error { return price.Check(c.settings()) }

func (c *PricesConfig) settings() price.Settings {
	s := price.Settings{File: c.File, DefaultModel: c.DefaultModel}
	for _, o := range c.Overrides {
		override := price.Override{
			Provider: o.Provider, Model: o.Model, SameAs: o.SameAs, Rate: o.Rate, DiscountPercent: o.DiscountPercent,
		}
		for unit, base := range o.Prices {
			if override.Prices == nil {
				override.Prices = map[string]price.Price{}
			}
			override.Prices[unit] = price.Price{Base: base}
		}
		s.Overrides = append(s.Overrides, override)
	}
	return s
}
