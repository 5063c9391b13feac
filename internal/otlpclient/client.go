package otlpclient

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// message is what goes out in one request: chunks, one behind the other.
type message []chunk

func (m message) spans() (n int) {
	for _, c := range m {
		n += c.spans
	}
	return n
}

func (m message) size() (n int) {
	for _, c := range m {
		n += c.body.Len()
	}
	return n
}

// join returns a copy of the message in one piece.
func (m message) join() []byte {
	body := make([]byte, 0, m.size())
	for _, c := range m {
		body = append(body, c.body.ReadOnlyData()...)
	}
	return body
}

// free gives the buffers back: nobody sends the message any more.
func (m message) free() {
	for _, c := range m {
		c.body.Free()
	}
}

// transport is one of the two ways to send. Its errors are a Refusal where the backend has answered.
type transport interface {
	send(ctx context.Context, m message, headers map[string]string) (ptraceotlp.ExportPartialSuccess, error)
	close() error
}

// client sends messages one by one; calls may overlap.
type client struct {
	transport transport
	timeout   time.Duration
}

// open makes the client. It reaches nobody: a backend that is down is found out by sending.
func open(ctx context.Context, config *Config, host component.Host, set exporter.Settings) (*client, error) {
	agent := fmt.Sprintf("%s/%s (%s/%s)", set.BuildInfo.Command, set.BuildInfo.Version, runtime.GOOS, runtime.GOARCH)
	if config.HTTP.HasValue() {
		t, err := openHTTP(ctx, config.HTTP.Get(), host, set.TelemetrySettings, agent)
		if err != nil {
			return nil, err
		}
		return &client{transport: t, timeout: config.Timeout}, nil
	}
	t, err := dial(ctx, &config.GRPC, host, set.TelemetrySettings, agent)
	if err != nil {
		return nil, err
	}
	return &client{transport: t, timeout: config.Timeout}, nil
}

func (c *client) send(ctx context.Context, m message, headers map[string]string) (ptraceotlp.ExportPartialSuccess, error) {
	if c.timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.timeout)
		defer cancel()
	}
	return c.transport.send(ctx, m, headers)
}
