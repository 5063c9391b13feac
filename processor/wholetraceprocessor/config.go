package wholetraceprocessor

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configretry"
)

// Config is the configuration of whole_trace.
type Config struct {
	// Idle is how long a trace must have gained no span to count as whole. Zero hands on every batch at once. Default 10s.
	Idle time.Duration `mapstructure:"idle"`
	// AfterRoot is how long a trace waits after its latest span once its root has ended and the parent of every span
	// is there. Zero hands it on at once then. Default 1s.
	AfterRoot time.Duration `mapstructure:"after_root"`
	// MaxAge is how long a trace may wait in all, counted from the arrival of its first span. Zero hands on every batch
	// at once. Default 1h.
	MaxAge time.Duration `mapstructure:"max_age"`
	// LateMemory is how long a trace that was handed on is remembered, so that a span that comes later is told to be
	// late. Zero remembers nothing: such a span begins a trace of its own. Default 10m.
	LateMemory time.Duration `mapstructure:"late_memory"`
	// MemoryMiB is how much memory what waits may take, in MiB. At least 1. Default 512.
	MemoryMiB int `mapstructure:"memory_mib"`
	// MaxTraceMiB is how large a trace may grow, in MiB as it came; a larger one is handed on in parts. At least 1. Default 64.
	MaxTraceMiB int `mapstructure:"max_trace_mib"`
	// MaxTraceSpans is how many spans a trace may have; one with more is handed on in parts. At least 1. Default 100000.
	MaxTraceSpans int `mapstructure:"max_trace_spans"`
	// Retry says how a hand-on that failed downstream is repeated. By default there is no end to it: what waits waits on.
	Retry configretry.BackOffConfig `mapstructure:"retry_on_failure"`

	// prevent unkeyed literal initialization
	_ struct{}
}

// Validate says what is wrong with which value.
func (c *Config) Validate() error {
	var errs []error
	for _, d := range []struct {
		key   string
		value time.Duration
	}{{"idle", c.Idle}, {"after_root", c.AfterRoot}, {"max_age", c.MaxAge}, {"late_memory", c.LateMemory}} {
		if d.value < 0 {
			errs = append(errs, fmt.Errorf("%s: %v is negative; write 0s or more", d.key, d.value))
		}
	}
	for _, n := range []struct {
		key   string
		value int
	}{{"memory_mib", c.MemoryMiB}, {"max_trace_mib", c.MaxTraceMiB}, {"max_trace_spans", c.MaxTraceSpans}} {
		if n.value < 1 {
			errs = append(errs, fmt.Errorf("%s: %d is too small; write at least 1", n.key, n.value))
		}
	}
	return errors.Join(errs...)
}

func createDefaultConfig() component.Config {
	retry := configretry.NewDefaultBackOffConfig()
	retry.InitialInterval = time.Second
	retry.MaxElapsedTime = 0
	return &Config{
		Idle:          10 * time.Second,
		AfterRoot:     time.Second,
		MaxAge:        time.Hour,
		LateMemory:    10 * time.Minute,
		MemoryMiB:     512,
		MaxTraceMiB:   64,
		MaxTraceSpans: 100_000,
		Retry:         retry,
	}
}
