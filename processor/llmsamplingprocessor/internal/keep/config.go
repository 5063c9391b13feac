// Package keep is the rate that a rule ends in: a fixed share, or one that adapts to how common a trace is.
package keep

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

// Config is what `keep:` may hold: `10%`, `all`, `none`, or `{adaptive: {goal: 20/s, by: [service]}}`.
type Config struct {
	// Adaptive gives rare traces more and common ones less. Not set by default.
	Adaptive *Adaptive `mapstructure:"adaptive"`

	text string
}

// Fixed is the Config that text writes.
func Fixed(text string) Config {
	return Config{text: text}
}

// UnmarshalText takes what is written as one word. Validate says whether it means anything.
func (c *Config) UnmarshalText(text []byte) error {
	c.text = string(text)
	return nil
}

// UnmarshalScalar takes what is written as a number, so that Validate can say that it is no rate.
func (c *Config) UnmarshalScalar(value confmap.ScalarValue) error {
	switch raw := value.GetRaw().(type) {
	case *Config: // a text, which UnmarshalText has taken already
		*c = *raw
	default:
		c.text = fmt.Sprint(raw)
	}
	return nil
}

// MarshalText writes what UnmarshalText reads.
func (c Config) MarshalText() ([]byte, error) {
	if c.Adaptive != nil {
		return []byte("adaptive " + c.Adaptive.Goal), nil
	}
	return []byte(c.text), nil
}

// IsSet says whether anything was written.
func (c Config) IsSet() bool {
	return c.text != "" || c.Adaptive != nil
}

// Validate says what is wrong with the rate.
func (c Config) Validate() error {
	if c.Adaptive != nil {
		return nil // it validates itself
	}
	_, err := c.Probability()
	return err
}

// Probability is the share that a fixed rate keeps, 0 to 1.
func (c Config) Probability() (float64, error) {
	switch c.text {
	case "":
		return 0, errors.New("no rate is given; write 0% to 100%, all, none, or {adaptive: {goal: 20/s}}")
	case "all":
		return 1, nil
	case "none":
		return 0, nil
	}
	return percentage(c.text)
}

func percentage(text string) (float64, error) {
	digits, ok := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	switch {
	case !ok || err != nil || share != share:
		return 0, fmt.Errorf("%q is no rate; write 0%% to 100%%, all, none, or {adaptive: {goal: 20/s}}", text)
	case share > 100:
		return 0, fmt.Errorf("%q is more than all; write 0%% to 100%%", text)
	case share < 0:
		return 0, fmt.Errorf("%q is less than none; write 0%% to 100%%", text)
	}
	return share / 100, nil
}
