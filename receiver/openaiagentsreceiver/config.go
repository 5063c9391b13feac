package openaiagentsreceiver

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"

	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
)

// Config is the configuration of the receiver openai_agents.
type Config struct {
	// The server's own keys: endpoint (default localhost:4319), tls, auth, cors, max_request_body_size (bytes after
	// decompression, default 20 MiB), compression_algorithms, include_metadata, response_headers, timeouts.
	confighttp.ServerConfig `mapstructure:",squash"`

	// ServiceName says where a post's service.name comes from.
	ServiceName ServiceNameConfig `mapstructure:"service_name"`

	// Provider is who answers calls (gen_ai.provider.name) whose base URL and model do not tell; calls of the Responses API
	// tell neither. Empty leaves it away. Default openai.
	Provider string `mapstructure:"provider"`

	// MaxInFlightMiB is how many MiB of bodies, unpacked, may be in work at once: read, translated, or waiting for the
	// pipeline to take what they tell. A post beyond that is answered with 503. Not less than max_request_body_size.
	// Default 128.
	MaxInFlightMiB int `mapstructure:"max_in_flight_mib"`

	// Forward sends each post that was taken on to OpenAI's backend too, or to any other URL. Default off.
	Forward configoptional.Optional[ForwardConfig] `mapstructure:"forward"`
}

// ServiceNameConfig says where service.name comes from: the first of header, workflow and default that tells one.
type ServiceNameConfig struct {
	// Header is the request header that holds the service's name, as a proxy may set it: the SDKs add no header of their
	// own. Python's project= sets OpenAI-Project, which may be named here. Empty reads no header. Default X-Service-Name.
	Header string `mapstructure:"header"`

	// FromWorkflow takes the name of the workflow. Spans in a post that this receiver saw no trace object for get
	// Default. Default false.
	FromWorkflow bool `mapstructure:"from_workflow"`

	// Default is the name where nothing else tells one. It must not be empty. Default openai-agents.
	Default string `mapstructure:"default"`
}

// Validate checks that there is always a name.
func (c *ServiceNameConfig) Validate() error {
	if c.Default == "" {
		return errors.New(`default: "" names no service; write a name such as openai-agents`)
	}
	return nil
}

// ForwardConfig says where posts go on to.
type ForwardConfig struct {
	// The client's own keys: endpoint (default https://api.openai.com/v1/traces/ingest), timeout (default 30s), tls,
	// proxy_url, headers and so on.
	confighttp.ClientConfig `mapstructure:",squash"`

	// QueueMiB is how many MiB of posts may wait to go on, from 1. A post that finds no room is dropped here, counted,
	// and taken all the same. Default 32.
	QueueMiB int `mapstructure:"queue_mib"`
}

// Validate checks the endpoint and the queue.
func (c *ForwardConfig) Validate() error {
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("endpoint: %q is no URL to post to; write one such as %s", c.Endpoint, openAIEndpoint)
	}
	if c.QueueMiB < 1 {
		return fmt.Errorf("queue_mib: %d leaves no room for a post; write 1 or more", c.QueueMiB)
	}
	return nil
}

// defaultBodySize is confighttp's, for a max_request_body_size that is not set.
const defaultBodySize = 20 << 20

func (c *Config) largestBody() int64 { return cmp.Or(max(c.MaxRequestBodySize, 0), defaultBodySize) }

func (c *Config) maxInFlight() int64 { return int64(c.MaxInFlightMiB) << 20 }

// Validate checks what the parts cannot see of each other.
func (c *Config) Validate() error {
	if c.NetAddr.Endpoint == "" {
		return errors.New(`endpoint: "" listens nowhere; write host:port such as localhost:4319`)
	}
	if largest := c.largestBody(); c.maxInFlight() < largest {
		return fmt.Errorf("max_in_flight_mib: %d has no room for a body of max_request_body_size, %d bytes; write %d or more",
			c.MaxInFlightMiB, largest, (largest+1<<20-1)>>20)
	}
	if !c.Auth.HasValue() || !c.Forward.HasValue() {
		return nil
	}
	if _, ok := c.Forward.Get().Headers.Get("Authorization"); !ok {
		return errors.New("forward: with auth on, the client's Authorization is the key to this receiver and does not go on; " +
			"write the key of the forward endpoint in forward::headers::Authorization")
	}
	return nil
}
