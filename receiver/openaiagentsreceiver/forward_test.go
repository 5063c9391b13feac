package openaiagentsreceiver

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configauth"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"
)

// elsewhere is the backend that posts go on to.
type elsewhere struct {
	mu      sync.Mutex
	bodies  []string
	headers []http.Header
	status  int
}

func (e *elsewhere) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.bodies, e.headers = append(e.bodies, string(body)), append(e.headers, req.Header)
	w.WriteHeader(e.status)
}

func (e *elsewhere) got() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.bodies)
}

func forwardTo(url string) func(*Config) {
	return func(cfg *Config) {
		cfg.Forward.GetOrInsertDefault().Endpoint = url
	}
}

func TestForward(t *testing.T) {
	backend := &elsewhere{status: 200}
	server := httptest.NewServer(backend)
	defer server.Close()
	sink := &pipeline{}
	url := started(t, sink, forwardTo(server.URL), nil)

	sent := post(goodTrace, goodSpan)
	got := send(t, url, sent, "Authorization", "Bearer sk-mine", "OpenAI-Project", "proj", "OpenAI-Beta", "traces=v1", "Cookie", "private")
	require.Equal(t, 200, got.status)
	require.Eventually(t, func() bool { return backend.got() == 1 }, 5*time.Second, 5*time.Millisecond)
	require.Equal(t, sent, backend.bodies[0])
	require.Equal(t, "Bearer sk-mine", backend.headers[0].Get("Authorization"))
	require.Equal(t, "proj", backend.headers[0].Get("OpenAI-Project"))
	require.Empty(t, backend.headers[0].Get("Cookie"))

	// The key is in no span.
	var marshalled []byte
	for _, traces := range sink.AllTraces() {
		for _, resource := range traces.ResourceSpans().All() {
			for key, value := range resource.Resource().Attributes().All() {
				marshalled = append(marshalled, key+"="+value.AsString()...)
			}
			for _, span := range resource.ScopeSpans().At(0).Spans().All() {
				for key, value := range span.Attributes().All() {
					marshalled = append(marshalled, key+"="+value.AsString()...)
				}
			}
		}
	}
	require.NotContains(t, string(marshalled), "sk-mine")
}

func TestForward_sends_nothing_that_was_not_taken(t *testing.T) {
	backend := &elsewhere{status: 200}
	server := httptest.NewServer(backend)
	defer server.Close()
	sink := &pipeline{err: errors.New("full")}
	url := started(t, sink, forwardTo(server.URL), nil)
	require.Equal(t, 503, send(t, url, post(goodSpan)).status)
	require.Equal(t, 400, send(t, url, `{`).status)
	sink.err = nil
	require.Equal(t, 200, send(t, url, post(goodSpan)).status)
	require.Eventually(t, func() bool { return backend.got() == 1 }, 5*time.Second, 5*time.Millisecond)
}

func TestForward_failing_fails_nothing(t *testing.T) {
	sink := &pipeline{}
	url := started(t, sink, forwardTo("http://127.0.0.1:1/"), nil)
	require.Equal(t, 200, send(t, url, post(goodSpan)).status)
	require.Equal(t, 1, sink.SpanCount())
}

func TestForward_with_auth_sends_the_key_of_the_config(t *testing.T) {
	backend := &elsewhere{status: 200}
	server := httptest.NewServer(backend)
	defer server.Close()
	id := component.MustNewID("lock")
	url := started(t, &pipeline{}, func(cfg *Config) {
		forwardTo(server.URL)(cfg)
		cfg.Forward.Get().Headers.Set("Authorization", configopaque.String("Bearer theirs"))
		cfg.Auth = configoptional.Some(confighttp.AuthConfig{Config: configauth.Config{AuthenticatorID: id}})
	}, map[component.ID]component.Component{id: lock{}})
	require.Equal(t, 200, send(t, url, post(goodSpan), "Authorization", "Bearer fits").status)
	require.Eventually(t, func() bool { return backend.got() == 1 }, 5*time.Second, 5*time.Millisecond)
	require.Equal(t, "Bearer theirs", backend.headers[0].Get("Authorization"))
}
