package conversationconnector

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"
)

// The values of format.
const (
	formatMermaid = "mermaid"
	formatText    = "text"
	formatJSON    = "json"
)

// Config says how a run is told.
type Config struct {
	// Format is what the record of a run holds: mermaid (a sequence diagram), text (one line a step) or json (the same
	// steps as one object). Default mermaid.
	Format string `mapstructure:"format"`
	// Events also writes one log record an event, in the order of time: agent created, transition, message, tool executed,
	// LLM call, error, loop, cost. Default false.
	Events bool `mapstructure:"events"`
	// TextChars is how many characters of what was said stand in a step; events hold it whole. Zero leaves texts out of
	// both. What llm_span's content policy took away is not there in any case. Default 80.
	TextChars int `mapstructure:"text_chars"`
	// RunIdle is how long a run that is more than one trace (a conversation, a group, a channel) must have gained none to be
	// over and written. A run that is one trace is written at once. Zero writes every run at once: one record for the
	// traces that are handed on together. Default 10s.
	RunIdle time.Duration `mapstructure:"run_idle"`
	// RunMemoryMiB is how much such runs may take while they wait, in MiB. Beyond it the oldest is written. Default 64.
	RunMemoryMiB int `mapstructure:"run_memory_mib"`
}

func createDefaultConfig() component.Config {
	return &Config{Format: formatMermaid, TextChars: 80, RunIdle: 10 * time.Second, RunMemoryMiB: 64}
}

// Validate finds what the connector cannot work with.
func (c *Config) Validate() error {
	var errs []error
	if c.Format != formatMermaid && c.Format != formatText && c.Format != formatJSON {
		errs = append(errs, fmt.Errorf("format: %q is unknown; write mermaid, text or json", c.Format))
	}
	if c.TextChars < 0 {
		errs = append(errs, fmt.Errorf("text_chars: %d is no length; write a number of characters such as 80, or 0 to leave texts out", c.TextChars))
	}
	if c.RunIdle < 0 {
		errs = append(errs, fmt.Errorf("run_idle: %s is negative; write a duration such as 10s, or 0 to write every run at once", c.RunIdle))
	}
	if c.RunMemoryMiB < 1 {
		errs = append(errs, fmt.Errorf("run_memory_mib: %d is no room for any run; write 1 or more", c.RunMemoryMiB))
	}
	return errors.Join(errs...)
}
