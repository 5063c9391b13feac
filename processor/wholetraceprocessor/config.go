package wholetraceprocessor

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configretry"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
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
	// MemoryMiB is how much memory what waits may take, in MiB, pages and index together. What is more moves to
	// storage, or without storage the trace with the most bytes is handed on early. What is known of each trace stays in
	// memory even with storage: 64 has room for 70,000 traces of one span. At least 16. Default 512.
	MemoryMiB int `mapstructure:"memory_mib"`
	// MaxTraceMiB is how large a trace may grow, in MiB as it came; a larger one is handed on in parts that are not, and
	// so is one of more than an eighth of MemoryMiB. At least 1. Default 64.
	MaxTraceMiB int `mapstructure:"max_trace_mib"`
	// MaxTraceSpans is how many spans a trace may have; one with more is handed on in parts of no more. At least 1.
	// Default 100000.
	MaxTraceSpans int `mapstructure:"max_trace_spans"`
	// Storage is where what waits outlives the process. Default: none, it is lost with the process.
	Storage configoptional.Optional[StorageConfig] `mapstructure:"storage"`
	// Retry says how a hand-on that failed downstream is repeated. By default there is no end to it: what waits waits on.
	Retry configretry.BackOffConfig `mapstructure:"retry_on_failure"`
	// ZPage serves a page that lists what waits, at /debug/whole_tracez. Default: none; without an endpoint it is
	// localhost:55690.
	ZPage configoptional.Optional[confighttp.ServerConfig] `mapstructure:"zpage"`

	// prevent unkeyed literal initialization
	_ struct{}
}

// StorageConfig says where and how safely what waits is kept on disk.
type StorageConfig struct {
	// Directory is where the files are; each whole_trace has a folder of its own in it, by its name. It must be set, and
	// be absolute.
	Directory string `mapstructure:"directory"`
	// Fsync says when the disk itself is written to: never (when the system pleases: a power cut loses about the last
	// 30 s), interval (every second: it loses the last second) or always (before each answer to a sender: it loses
	// nothing). The death of the process alone loses nothing in any of them. Default interval.
	Fsync string `mapstructure:"fsync"`
	// MaxMiB bounds the files, in MiB; beyond it senders are asked to try again. Zero leaves that to the disk. Default 0.
	MaxMiB int `mapstructure:"max_mib"`

	// prevent unkeyed literal initialization
	_ struct{}
}

// minMemoryMiB leaves each part of the buffer room to work in; minStorageMiB is two segments of the log.
const (
	minMemoryMiB  = 16
	minStorageMiB = 16
)

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
		key          string
		value, least int
	}{{"memory_mib", c.MemoryMiB, minMemoryMiB}, {"max_trace_mib", c.MaxTraceMiB, 1}, {"max_trace_spans", c.MaxTraceSpans, 1}} {
		if n.value < n.least {
			errs = append(errs, fmt.Errorf("%s: %d is too small; write at least %d", n.key, n.value, n.least))
		}
	}
	if c.ZPage.HasValue() && c.ZPage.Get().NetAddr.Endpoint == "" {
		errs = append(errs, errors.New("zpage: endpoint: it is empty; write where the page is served, such as localhost:55690"))
	}
	return errors.Join(errs...)
}

// Validate says what is wrong with which value.
func (c *StorageConfig) Validate() error {
	var errs []error
	switch {
	case c.Directory == "":
		errs = append(errs, errors.New("directory: it is missing; write where what waits is kept, such as /var/lib/baton/waiting"))
	case !filepath.IsAbs(c.Directory):
		errs = append(errs, fmt.Errorf("directory: %q depends on where the program is started; write it from the root on, such as /var/lib/baton/waiting", c.Directory))
	}
	switch spill.Fsync(c.Fsync) {
	case spill.Never, spill.Interval, spill.Always:
	default:
		errs = append(errs, fmt.Errorf("fsync: %q is not known; write never, interval or always", c.Fsync))
	}
	if c.MaxMiB != 0 && c.MaxMiB < minStorageMiB {
		errs = append(errs, fmt.Errorf("max_mib: %d is too small; write at least %d, or 0 to leave it to the disk", c.MaxMiB, minStorageMiB))
	}
	return errors.Join(errs...)
}

func createDefaultConfig() component.Config {
	retry := configretry.NewDefaultBackOffConfig()
	retry.InitialInterval = time.Second
	retry.MaxElapsedTime = 0
	page := confighttp.NewDefaultServerConfig()
	page.NetAddr.Endpoint = "localhost:55690"
	return &Config{
		Idle:          10 * time.Second,
		AfterRoot:     time.Second,
		MaxAge:        time.Hour,
		LateMemory:    10 * time.Minute,
		MemoryMiB:     512,
		MaxTraceMiB:   64,
		MaxTraceSpans: 100_000,
		Storage:       configoptional.Default(StorageConfig{Fsync: string(spill.Interval)}),
		Retry:         retry,
		ZPage:         configoptional.Default(page),
	}
}
