package elasticsearchexporter

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/config/configcompression"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter/exporterhelper"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/contrib"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
)

// Config is the configuration of the exporter elasticsearch.
type Config struct {
	// ClientConfig is the Collector's HTTP client: tls, auth, headers, proxy_url, timeout (90s), compression (gzip or
	// none) and its level. Endpoint is one more way to name a single node.
	confighttp.ClientConfig `mapstructure:",squash"`

	// Endpoints are the URLs of the cluster's nodes. A node that fails is left alone for a while and others take over.
	Endpoints []string `mapstructure:"endpoints"`
	// CloudID names a cluster of Elastic Cloud, in place of endpoints.
	CloudID string `mapstructure:"cloudid"`
	// User logs in by HTTP basic authentication, with Password.
	User string `mapstructure:"user"`
	// Password goes with User.
	Password configopaque.String `mapstructure:"password"`
	// APIKey logs in by an API key, in its encoded form (base64 of id:key).
	APIKey configopaque.String `mapstructure:"api_key"`
	// Pipeline is the ingest pipeline that documents go through; empty for none.
	Pipeline string `mapstructure:"pipeline"`

	// Schema is jaeger, the documents and indices of Jaeger, or flat, one document a span for Kibana and OpenSearch
	// Dashboards. Default jaeger.
	Schema Schema `mapstructure:"schema"`
	// AgentsAsServices makes each agent a service of its own, service/agent; baton.service.name tells the service that ran
	// it. Default false.
	AgentsAsServices bool `mapstructure:"agents_as_services"`
	// TagsAsFields keeps tags apart as fields of a document, in the schema jaeger.
	TagsAsFields TagsConfig `mapstructure:"tags_as_fields"`
	// Index names the indices and says how long they live.
	Index index.Config `mapstructure:"index"`

	// Flush bounds a request.
	Flush FlushConfig `mapstructure:"flush"`
	// Retry says how what failed is sent again.
	Retry RetryConfig `mapstructure:"retry"`
	// Queue is the Collector's sending queue, with its batch. With storage, what waits survives a crash.
	Queue configoptional.Optional[exporterhelper.QueueBatchConfig] `mapstructure:"sending_queue"`
	// DeadLetter keeps documents that the server will never take. Without it they are dropped and counted.
	DeadLetter configoptional.Optional[DeadLetterConfig] `mapstructure:"dead_letter"`
}

// Schema is a form of documents.
type Schema string

// The schemas.
const (
	schemaJaeger Schema = "jaeger"
	schemaFlat   Schema = "flat"
)

// TagsConfig says which tags are fields, as Jaeger's configuration of the same name does.
type TagsConfig struct {
	// All makes every tag a field. Default false.
	All bool `mapstructure:"all"`
	// Include lists the tags that are fields, besides span.kind and error.
	Include []string `mapstructure:"include"`
	// DotReplacement stands for dots in a field's name. Default @.
	DotReplacement string `mapstructure:"dot_replacement"`
}

// FlushConfig bounds a request.
type FlushConfig struct {
	// Bytes is the largest request, before compression. A larger document travels alone. Default 5000000.
	Bytes int `mapstructure:"bytes"`
	// Interval is how long a batch waits to be filled. Default 1s.
	Interval time.Duration `mapstructure:"interval"`
}

// RetryConfig says how what failed is sent again: what the server refused for now, never what it has.
type RetryConfig struct {
	// Enabled switches retries on. Without them, what fails is lost. Default true.
	Enabled bool `mapstructure:"enabled"`
	// InitialInterval is the first pause of a batch and of a node that failed. Default 200ms.
	InitialInterval time.Duration `mapstructure:"initial_interval"`
	// MaxInterval is the longest pause. A server's Retry-After may ask for a longer one. Default 30s.
	MaxInterval time.Duration `mapstructure:"max_interval"`
	// MaxElapsedTime is when a batch is given up and lost. Zero, the default, is never.
	MaxElapsedTime time.Duration `mapstructure:"max_elapsed_time"`
}

// DeadLetterConfig is where documents go that the server will never take.
type DeadLetterConfig struct {
	// Path is the file, one line of OTLP JSON for each document.
	Path string `mapstructure:"path"`
	// MaxMiB bounds it. What comes after that is dropped and counted. Default 100.
	MaxMiB int64 `mapstructure:"max_mib"`
}

// Unmarshal reads the configuration and tells keys of contrib's exporter that have another name here.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	for _, foreign := range contrib.Keys {
		if conf.IsSet(foreign.Path) {
			return fmt.Errorf("%s: %s", foreign.Path, foreign.Instead)
		}
	}
	if name, ok := conf.Get("index").(string); ok {
		return fmt.Errorf("index: is a block here; write index::prefix in place of the name %q", name)
	}
	if err := conf.Unmarshal(c); err != nil {
		return err
	}
	if conf.IsSet("flush::interval") && c.Queue.HasValue() && c.Queue.Get().Batch.HasValue() {
		if conf.IsSet("sending_queue::batch::flush_timeout") {
			return errors.New("sending_queue::batch::flush_timeout says the same as flush::interval; write one of them")
		}
		c.Queue.Get().Batch.Get().FlushTimeout = c.Flush.Interval
	}
	return nil
}

// Validate checks what concerns more than one key.
func (c *Config) Validate() error {
	if _, err := c.nodes(); err != nil {
		return err
	}
	login := 0
	for _, given := range []bool{c.User != "" || c.Password != "", c.APIKey != "", c.Auth.HasValue()} {
		if given {
			login++
		}
	}
	switch {
	case login > 1:
		return errors.New("user and password, api_key and auth are three ways to log in; choose one")
	case (c.User == "") != (c.Password == ""):
		return errors.New("user and password belong together; one of them is missing")
	case c.Compression != "" && c.Compression != "none" && c.Compression != configcompression.TypeGzip:
		return fmt.Errorf("compression: the server cannot read %q; write gzip or none", c.Compression)
	case c.Index.Rotate == index.DataStream && c.Schema != schemaFlat:
		return errors.New("index::rotate: data_stream needs schema: flat; Jaeger reads no data streams")
	}
	return c.validateQueue()
}

func (c *Config) validateQueue() error {
	if !c.Queue.HasValue() || !c.Queue.Get().Batch.HasValue() {
		return nil
	}
	batch := c.Queue.Get().Batch.Get()
	if batch.MaxSize > 0 && batch.Sizer != exporterhelper.RequestSizerTypeItems {
		return errors.New("sending_queue::batch::max_size counts items here; flush::bytes bounds a request by its bytes")
	}
	return nil
}

// nodes returns the URLs of the cluster's nodes.
func (c *Config) nodes() ([]string, error) {
	given := slices.Clone(c.Endpoints)
	if c.Endpoint != "" {
		given = append(given, c.Endpoint)
	}
	if c.CloudID != "" {
		if len(given) > 0 {
			return nil, errors.New("cloudid and endpoints both name the cluster; write one of them")
		}
		return cluster.CloudNodes(c.CloudID)
	}
	if len(given) == 0 {
		return nil, errors.New("endpoints is empty; name the cluster's nodes, such as [https://es:9200] or [${env:ELASTICSEARCH_URL}]")
	}
	for _, endpoint := range given {
		u, err := url.Parse(endpoint)
		switch {
		case err != nil || u.Host == "":
			return nil, fmt.Errorf("endpoints: %q is no URL; write https://host:9200", endpoint)
		case u.Scheme != "http" && u.Scheme != "https":
			return nil, fmt.Errorf("endpoints: %q starts with neither http:// nor https://", endpoint)
		case u.User != nil:
			return nil, errors.New("endpoints: a URL with a password in it ends up in logs; write user and password beside it")
		}
	}
	return given, nil
}

// Validate checks the schema.
func (s Schema) Validate() error {
	if s != schemaJaeger && s != schemaFlat {
		return fmt.Errorf("%q is no schema; write jaeger or flat", string(s))
	}
	return nil
}

// Validate checks the tags.
func (t *TagsConfig) Validate() error {
	if strings.Contains(t.DotReplacement, ".") || t.DotReplacement == "" {
		return fmt.Errorf("dot_replacement: %q cannot stand for a dot; write @", t.DotReplacement)
	}
	return nil
}

// Validate checks the bounds of a request.
func (f *FlushConfig) Validate() error {
	if f.Bytes <= 0 {
		return fmt.Errorf("bytes: %d holds no document; write 5000000", f.Bytes)
	}
	if f.Interval <= 0 {
		return fmt.Errorf("interval: %s is no time to wait; write 1s", f.Interval)
	}
	return nil
}

// Validate checks the pauses.
func (r *RetryConfig) Validate() error {
	switch {
	case r.InitialInterval <= 0:
		return fmt.Errorf("initial_interval: %s is no pause; write 200ms", r.InitialInterval)
	case r.MaxInterval < r.InitialInterval:
		return fmt.Errorf("max_interval: %s is shorter than initial_interval: %s", r.MaxInterval, r.InitialInterval)
	case r.MaxElapsedTime != 0 && r.MaxElapsedTime < r.MaxInterval:
		return fmt.Errorf("max_elapsed_time: %s is shorter than max_interval: %s; write 0s for never", r.MaxElapsedTime, r.MaxInterval)
	}
	return nil
}

// Validate checks the dead-letter file.
func (d *DeadLetterConfig) Validate() error {
	if d.Path == "" {
		return errors.New("path is empty; name a file, such as /var/lib/baton/dead-letters.jsonl")
	}
	if d.MaxMiB <= 0 {
		return fmt.Errorf("max_mib: %d holds nothing; write 100", d.MaxMiB)
	}
	return nil
}
