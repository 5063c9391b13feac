package llmspanprocessor

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/enrichment"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/fold"
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

	// LateMemory is how long what a late span needs of its trace is remembered: which span took the place of a dropped
	// one, the agents, the calls already priced. Zero remembers nothing. Default 10m.
	LateMemory time.Duration `mapstructure:"late_memory"`
}

func createDefaultConfig() component.Config {
	return &Config{
		Semconv:       string(enrichment.Semconv141),
		Messaging:     string(fold.Fold),
		LoopThreshold: 3,
		LateMemory:    10 * time.Minute,
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
	return errors.Join(errs...)
}
