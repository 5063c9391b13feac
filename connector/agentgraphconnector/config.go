package agentgraphconnector

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"
)

// The values of temporality.
const (
	cumulative = "cumulative"
	delta      = "delta"
)

// Config says how edges are named and how they go out.
type Config struct {
	// Interval is how often metrics, or Jaeger's dependencies, go out. What is left goes out at shutdown. Default 15s.
	Interval time.Duration `mapstructure:"interval"`
	// AgentsAsServices names an agent <service>/<agent> and makes it a service of Jaeger's architecture page. Set the same
	// in the exporters jaeger and elasticsearch. Default false: an agent goes by its bare name, in metrics alone.
	AgentsAsServices bool `mapstructure:"agents_as_services"`
	// Temporality is cumulative (since the start) or delta (since the interval before). Default cumulative.
	Temporality string `mapstructure:"temporality"`
	// MaxSeries bounds the series of all metrics together. What comes beyond is counted in one more series of each metric,
	// with the label otel.metric.overflow. Default 100000.
	MaxSeries int `mapstructure:"max_series"`
	// ExpireAfter is how long a series may go unchanged before it is no longer sent. Zero keeps all. Default 1h.
	ExpireAfter time.Duration `mapstructure:"expire_after"`
	// LinkMemory is how long the agents of spans are remembered, so that an agent of another trace that is linked to one of
	// them joins up. At most 100000 spans are. Zero remembers none. Default 10m.
	LinkMemory time.Duration `mapstructure:"link_memory"`
}

func createDefaultConfig() component.Config {
	return &Config{
		Interval:    15 * time.Second,
		Temporality: cumulative,
		MaxSeries:   100_000,
		ExpireAfter: time.Hour,
		LinkMemory:  10 * time.Minute,
	}
}

// Validate finds what the connector cannot work with.
func (c *Config) Validate() error {
	var errs []error
	if c.Interval <= 0 {
		errs = append(errs, fmt.Errorf("interval: %s is no time between two exports; write a duration such as 15s", c.Interval))
	}
	if c.Temporality != cumulative && c.Temporality != delta {
		errs = append(errs, fmt.Errorf("temporality: %q is unknown; write cumulative or delta", c.Temporality))
	}
	if c.MaxSeries < 1 {
		errs = append(errs, fmt.Errorf("max_series: %d leaves no room for any; write 1 or more", c.MaxSeries))
	}
	if c.ExpireAfter < 0 {
		errs = append(errs, fmt.Errorf("expire_after: %s is negative; write a duration such as 1h, or 0 to keep all", c.ExpireAfter))
	}
	if c.LinkMemory < 0 {
		errs = append(errs, fmt.Errorf("link_memory: %s is negative; write a duration such as 10m, or 0 to remember none", c.LinkMemory))
	}
	return errors.Join(errs...)
}
