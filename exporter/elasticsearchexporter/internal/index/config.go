package index

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/config/configoptional"
)

// Config names the indices and says how long they live.
type Config struct {
	// Prefix stands before every index name, with a dash.
	Prefix string `mapstructure:"prefix"`
	// Rotate is daily, an index for each UTC day of the spans' starts; rollover, behind aliases that end in -write and
	// -read; or data_stream, in the schema flat. Default daily.
	Rotate Rotation `mapstructure:"rotate"`
	// Tenant routes by a resource attribute: its value stands between the prefix and the name.
	Tenant TenantConfig `mapstructure:"tenant"`
	// Shards is the number of primary shards of a new index. Default 1.
	Shards int `mapstructure:"shards"`
	// Replicas is the number of copies of each shard of a new index. Default 0.
	Replicas int `mapstructure:"replicas"`
	// Retention is how long an index is kept; the exporter, or the policy, removes it then. Zero, the default, keeps all.
	Retention time.Duration `mapstructure:"retention"`
	// Policy puts a life-cycle policy where the server has such (ILM in Elasticsearch, ISM in OpenSearch). Where it has
	// none, the exporter itself calls for roll-over and removes what is past retention.
	Policy configoptional.Optional[PolicyConfig] `mapstructure:"policy"`
}

// TenantConfig routes by a resource attribute.
type TenantConfig struct {
	// FromAttribute is the resource attribute that names the tenant; empty routes nothing.
	FromAttribute string `mapstructure:"from_attribute"`
	// Default is the tenant of resources that name none, or one that no index name can have. Empty puts them with no
	// tenant at all.
	Default string `mapstructure:"default"`
}

// PolicyConfig is when an index rolls over. Whatever comes first counts.
type PolicyConfig struct {
	// Name is the policy's name. Default baton.
	Name string `mapstructure:"name"`
	// MaxAge is the age of an index that rolls over. Default 24h.
	MaxAge time.Duration `mapstructure:"max_age"`
	// MaxGiB is the size of an index that rolls over, over all its primary shards. Default 50.
	MaxGiB int `mapstructure:"max_gib"`
}

// Validate checks names and numbers.
func (c *Config) Validate() error {
	if err := Check(c.Prefix); err != nil {
		return fmt.Errorf("prefix: %w", err)
	}
	switch c.Rotate {
	case Daily, Rollover, DataStream:
	default:
		return fmt.Errorf("rotate: %q is unknown; write daily, rollover or data_stream", c.Rotate)
	}
	switch {
	case c.Shards < 1:
		return fmt.Errorf("shards: %d hold nothing; write 1 or more", c.Shards)
	case c.Replicas < 0:
		return fmt.Errorf("replicas: %d is less than none", c.Replicas)
	case c.Retention != 0 && c.Retention < 24*time.Hour:
		return fmt.Errorf("retention: %s is shorter than a day, and indices are kept by the day; write 24h or more, or 0s to keep all", c.Retention)
	case c.Policy.HasValue() && c.Rotate == Daily && c.Retention == 0:
		return errors.New("policy: daily indices do not roll over, and without retention none is removed; the policy would do nothing")
	}
	return nil
}

// Validate checks the default tenant.
func (c *TenantConfig) Validate() error {
	if err := Check(c.Default); err != nil {
		return fmt.Errorf("default: %w", err)
	}
	if c.Default != "" && c.FromAttribute == "" {
		return errors.New("default: without from_attribute nothing is routed; write it too, or put the name into prefix")
	}
	return nil
}

// Validate checks the policy.
func (c *PolicyConfig) Validate() error {
	if c.Name == "" {
		return errors.New("name is empty; write baton")
	}
	if err := Check(c.Name); err != nil {
		return fmt.Errorf("name: %w", err)
	}
	if c.MaxAge < time.Hour {
		return fmt.Errorf("max_age: %s rolls over all the time; write 1h or more", c.MaxAge)
	}
	if c.MaxGiB < 1 {
		return fmt.Errorf("max_gib: %d rolls over all the time; write 1 or more", c.MaxGiB)
	}
	return nil
}
