package conversationconnector

import (
	"errors"
	"fmt"

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
}

func createDefaultConfig() component.Config {
	return &Config{Format: formatMermaid, TextChars: 80}
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
	return errors.Join(errs...)
}
