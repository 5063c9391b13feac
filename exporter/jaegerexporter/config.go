package jaegerexporter

import (
	"fmt"

	"go.opentelemetry.io/collector/confmap"

	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// Config is the configuration of the exporter jaeger.
type Config struct {
	// Client says where Jaeger is and how to send to it.
	Client otlpclient.Config `mapstructure:",squash"`
	// AgentsAsServices makes each agent a service of its own, service/agent; baton.service.name among its process tags
	// tells the service that ran it. Default false.
	AgentsAsServices bool `mapstructure:"agents_as_services"`
	// Messages is where prompts and completions go: tags leaves them where they are, logs writes one log a message and takes
	// the tags off, drop takes them off. Default tags.
	Messages Messages `mapstructure:"messages"`
	// MaxTextChars is how many characters of a text logs keeps; what was longer ends in … and its length. Zero is no
	// limit. Default 8192.
	MaxTextChars int `mapstructure:"max_text_chars"`
}

// Messages is where prompts and completions go.
type Messages string

// The places of messages.
const (
	MessagesTags Messages = "tags"
	MessagesLogs Messages = "logs"
	MessagesDrop Messages = "drop"
)

// Unmarshal reads the configuration.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	if err := conf.Unmarshal(c); err != nil {
		return err
	}
	c.Client.AddPort()
	return nil
}

// Validate checks what no other type checks.
func (c *Config) Validate() error {
	if c.MaxTextChars < 0 {
		return fmt.Errorf("max_text_chars: %d is less than nothing; write 8192, or 0 for no limit", c.MaxTextChars)
	}
	return nil
}

// Validate checks the place of messages.
func (m Messages) Validate() error {
	switch m {
	case MessagesTags, MessagesLogs, MessagesDrop:
		return nil
	default:
		return fmt.Errorf("%q is no place for messages; write tags, logs or drop", string(m))
	}
}
