package otlpclient

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"time"

	"go.opentelemetry.io/collector/config/configcompression"
	"go.opentelemetry.io/collector/config/configgrpc"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configretry"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
)

// Config says where the backend is and how to send to it.
type Config struct {
	// GRPC is the Collector's gRPC client: endpoint (host:port, by default port 4317), tls, auth, headers, compression
	// (gzip).
	GRPC configgrpc.ClientConfig `mapstructure:",squash"`
	// HTTP sends OTLP/HTTP instead of gRPC: the Collector's HTTP client, whose endpoint is a URL such as http://host:4318;
	// v1/traces is put behind it.
	HTTP configoptional.Optional[confighttp.ClientConfig] `mapstructure:"http"`
	// Timeout is how long one request may take. Zero is no limit. Default 30s.
	Timeout time.Duration `mapstructure:"timeout"`
	// MaxMessageMiB is the largest message that the backend takes, uncompressed. Larger ones are cut, between traces
	// wherever that is possible. Zero is no limit. Default 4, what a gRPC server takes unless told otherwise.
	MaxMessageMiB float64 `mapstructure:"max_message_mib"`
	// Retry says how what the backend cannot take for now is sent again; with max_elapsed_time 0s for as long as it takes.
	Retry configretry.BackOffConfig `mapstructure:"retry_on_failure"`
	// Queue is the Collector's sending queue, with its batch. It counts bytes; with storage, what waits survives a crash.
	Queue configoptional.Optional[exporterhelper.QueueBatchConfig] `mapstructure:"sending_queue"`
}

// defaultQueueBytes bounds what waits for a backend that is down: some minutes of a busy gateway.
const defaultQueueBytes = 256 << 20

// NewDefaultConfig returns what holds for every backend, without an endpoint.
func NewDefaultConfig() Config {
	grpc := configgrpc.NewDefaultClientConfig()
	grpc.Compression = configcompression.TypeGzip
	grpc.Keepalive = configoptional.None[configgrpc.KeepaliveClientConfig]()
	grpc.WriteBufferSize = 512 << 10

	http := confighttp.NewDefaultClientConfig()
	http.Compression = configcompression.TypeGzip
	http.WriteBufferSize = 512 << 10

	retry := configretry.NewDefaultBackOffConfig()
	retry.MaxElapsedTime = 0 // a queue that gives up loses what it was there to keep

	queue := exporterhelper.NewDefaultQueueConfig()
	queue.Sizer = exporterhelper.RequestSizerTypeBytes
	queue.QueueSize = defaultQueueBytes
	queue.Batch = configoptional.Some(exporterhelper.BatchConfig{
		FlushTimeout: 200 * time.Millisecond, Sizer: exporterhelper.RequestSizerTypeItems, MinSize: 512,
	})
	return Config{
		GRPC: grpc, HTTP: configoptional.Default(http), Timeout: 30 * time.Second, MaxMessageMiB: 4,
		Retry: retry, Queue: configoptional.Some(queue),
	}
}

// AddPort gives a gRPC endpoint without a port the one of OTLP.
func (c *Config) AddPort() {
	endpoint := c.GRPC.Endpoint
	if endpoint == "" || strings.Contains(endpoint, "/") {
		return
	}
	if _, _, err := net.SplitHostPort(endpoint); err != nil {
		c.GRPC.Endpoint = net.JoinHostPort(strings.Trim(endpoint, "[]"), "4317")
	}
}

// Validate checks what concerns more than one key.
func (c *Config) Validate() error {
	switch {
	case c.HTTP.HasValue() && c.GRPC.Endpoint != "":
		return errors.New("endpoint and http::endpoint both name the backend; write endpoint for gRPC or http::endpoint for HTTP")
	case !c.HTTP.HasValue() && c.GRPC.Endpoint == "":
		return errors.New("endpoint is empty; write host:4317, or http: {endpoint: http://host:4318}")
	case c.Timeout < 0:
		return fmt.Errorf("timeout: %s is less than nothing; write 30s, or 0s for no limit", c.Timeout)
	case c.MaxMessageMiB < 0:
		return fmt.Errorf("max_message_mib: %v is less than nothing; write 4, or 0 for no limit", c.MaxMessageMiB)
	}
	if c.HTTP.HasValue() {
		if err := checkURL(c.HTTP.Get().Endpoint); err != nil {
			return err
		}
	}
	return c.validateQueue()
}

func checkURL(endpoint string) error {
	u, err := url.Parse(endpoint)
	switch {
	case endpoint == "":
		return errors.New("http::endpoint is empty; write http://host:4318")
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return fmt.Errorf("http::endpoint: %q is no URL; write http://host:4318", endpoint)
	}
	return nil
}

func (c *Config) validateQueue() error {
	if !c.Queue.HasValue() || !c.Queue.Get().Batch.HasValue() {
		return nil
	}
	batch := c.Queue.Get().Batch.Get()
	switch {
	case batch.MaxSize > 0:
		return errors.New("sending_queue::batch::max_size would cut traces; max_message_mib bounds a message and keeps traces whole")
	case len(batch.Partition.MetadataKeys) > 0:
		return errors.New("sending_queue::batch::partition is not for this exporter; leave it out")
	}
	return nil
}

// Endpoint returns the backend's address, for logs: without the user and the query of a URL, which may be secret.
func (c *Config) Endpoint() string {
	if !c.HTTP.HasValue() {
		return c.GRPC.Endpoint
	}
	u, err := url.Parse(c.HTTP.Get().Endpoint)
	if err != nil {
		return "" // Validate has refused it
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// MaxMessage returns the largest message in bytes; zero is no limit.
func (c *Config) MaxMessage() int { return int(c.MaxMessageMiB * (1 << 20)) }
