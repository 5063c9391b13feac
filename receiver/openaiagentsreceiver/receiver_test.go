package openaiagentsreceiver

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configauth"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/extension/extensionauth"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/ingest"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadata"
)

const (
	goodTrace = `{"object":"trace","id":"trace_00000000000000000000000000000001","workflow_name":"W","group_id":"g","metadata":null}`
	goodSpan  = `{"object":"trace.span","id":"span_000000000000000000000001","trace_id":"trace_00000000000000000000000000000001",` +
		`"parent_id":null,"started_at":"2026-11-22T14:47:17+00:00","ended_at":"2026-11-22T14:47:18+00:00",` +
		`"span_data":{"type":"agent","name":"a"},"error":null}`
	badSpan = `{"object":"trace.span","id":"span_000000000000000000000002","started_at":"2026-11-22T14:47:17+00:00","span_data":{"type":"agent"}}`
)

func post(items ...string) string { return `{"data":[` + strings.Join(items, ",") + `]}` }

// started is a running receiver and where it listens.
func started(t testing.TB, next consumer.Traces, change func(*Config), extensions map[component.ID]component.Component) string {
	cfg := createDefaultConfig().(*Config)
	cfg.NetAddr.Endpoint = freeAddress(t)
	if change != nil {
		change(cfg)
	}
	require.NoError(t, cfg.Validate())
	r, err := NewFactory().CreateTraces(t.Context(), receivertest.NewNopSettings(metadata.Type), cfg, next)
	require.NoError(t, err)
	require.NoError(t, r.Start(t.Context(), hostWith(extensions)))
	t.Cleanup(func() { require.NoError(t, r.Shutdown(context.Background())) })
	return "http://" + cfg.NetAddr.Endpoint + ingest.Path
}

func freeAddress(t testing.TB) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

type host struct {
	component.Host
	extensions map[component.ID]component.Component
}

func hostWith(extensions map[component.ID]component.Component) component.Host {
	return host{Host: componenttest.NewNopHost(), extensions: extensions}
}

func (h host) GetExtensions() map[component.ID]component.Component { return h.extensions }

// told is the answer to one post.
type told struct {
	status  int
	headers http.Header
	body    string
}

func send(t testing.TB, url, body string, headers ...string) told {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}}
	resp, err := client.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return told{resp.StatusCode, resp.Header, string(text)}
}

func TestAnswers(t *testing.T) {
	tests := map[string]struct {
		body    string
		headers []string
		next    error // what the pipeline says

		status      int
		says        string
		shouldRetry string
		retryAfter  string
		spans       int
	}{
		"a_good_post_is_taken":                  {body: post(goodTrace, goodSpan), status: 200, says: `{"accepted":2,"rejected":0}`, spans: 2},
		"an_empty_post_is_taken":                {body: post(), status: 200, says: `{"accepted":0,"rejected":0}`},
		"a_bad_item_costs_itself_and_is_named":  {body: post(goodTrace, badSpan, goodSpan), status: 200, says: `"accepted":2,"rejected":1,"errors":[{"index":1,"message":"span \"span_000000000000000000000002\" has no \"trace_id\""}]`, spans: 2},
		"only_bad_items_are_an_error":           {body: post(badSpan, `7`), status: 400, says: `all 2 items are bad; item 0: `, shouldRetry: "false"},
		"no_JSON_is_an_error":                   {body: `{"data":[`, status: 400, says: `cannot read JSON: unexpected end of JSON input`, shouldRetry: "false"},
		"no_body_is_an_error":                   {body: ``, status: 400, says: `cannot read JSON`, shouldRetry: "false"},
		"no_post_is_an_error":                   {body: `[1]`, status: 400, says: `want an object {\"data\": [...]}`, shouldRetry: "false"},
		"no_data_is_an_error":                   {body: `{"data":{}}`, status: 400, says: `\"data\" must be an array`, shouldRetry: "false"},
		"a_body_too_large_is_413":               {body: post(goodSpan, `"`+strings.Repeat("x", 5000)+`"`), status: 413, says: `larger than 4096 bytes`, shouldRetry: "false"},
		"a_body_too_large_when_unpacked_is_413": {body: zipped(post(`"` + strings.Repeat("x", 50000) + `"`)), headers: []string{"Content-Encoding", "gzip"}, status: 413, says: `larger than 4096 bytes`, shouldRetry: "false"},
		"a_packed_body_is_taken":                {body: zipped(post(goodSpan)), headers: []string{"Content-Encoding", "gzip"}, status: 200, says: `"accepted":1`, spans: 1},
		"a_badly_packed_body_is_an_error":       {body: "this is no gzip at all", headers: []string{"Content-Encoding", "gzip"}, status: 400, says: `gzip`, shouldRetry: "false"},
		"an_unknown_packing_is_an_error":        {body: post(), headers: []string{"Content-Encoding", "br"}, status: 400, says: `br`, shouldRetry: "false"},
		"a_full_pipeline_is_503":                {body: post(goodSpan), next: errors.New("full"), status: 503, says: `takes nothing at the moment`, shouldRetry: "true", retryAfter: "1"},
		"a_pipeline_that_never_will_is_400":     {body: post(goodSpan), next: consumererror.NewPermanent(errors.New("no such tenant")), status: 400, says: `no such tenant`, shouldRetry: "false"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sink := &pipeline{err: tt.next}
			url := started(t, sink, func(cfg *Config) { cfg.MaxRequestBodySize = 4096 }, nil)
			got := send(t, url, tt.body, tt.headers...)
			require.Equal(t, tt.status, got.status, got.body)
			require.Contains(t, got.body, tt.says)
			require.True(t, json.Valid([]byte(got.body)))
			require.Equal(t, tt.shouldRetry, got.headers.Get("x-should-retry"))
			require.Equal(t, tt.retryAfter, got.headers.Get("Retry-After"))
			require.Equal(t, tt.spans, sink.SpanCount())
		})
	}
}

func TestPathAndMethod(t *testing.T) {
	url := started(t, &pipeline{}, nil, nil)
	got := send(t, strings.TrimSuffix(url, ingest.Path)+"/v1/traces", post())
	require.Equal(t, http.StatusNotFound, got.status)
	require.Contains(t, got.body, "/v1/traces/ingest")

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, http.NoBody)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	require.Equal(t, http.StatusMethodNotAllowed, resp.StatusCode)
	http.DefaultClient.CloseIdleConnections()
}

// The SDK posts again what was answered with 503: the root must not count as given out.
func TestRootComesAgainWithAPostThatWasRefused(t *testing.T) {
	sink := &pipeline{err: errors.New("full")}
	url := started(t, sink, nil, nil)
	require.Equal(t, 503, send(t, url, post(goodTrace, goodSpan)).status)
	sink.err = nil
	require.Equal(t, 200, send(t, url, post(goodTrace, goodSpan)).status)
	require.Equal(t, 2, sink.SpanCount())

	require.Equal(t, 200, send(t, url, post(goodTrace)).status) // twice
	require.Equal(t, 2, sink.SpanCount(), "the root comes once")
}

func TestAuth(t *testing.T) {
	id := component.MustNewID("lock")
	change := func(cfg *Config) {
		cfg.Auth = configoptional.Some(confighttp.AuthConfig{Config: configauth.Config{AuthenticatorID: id}})
	}
	sink := &pipeline{}
	url := started(t, sink, change, map[component.ID]component.Component{id: lock{}})
	got := send(t, url, post(goodSpan))
	require.Equal(t, http.StatusUnauthorized, got.status)
	require.Contains(t, got.body, "no key fits")
	require.Equal(t, "false", got.headers.Get("x-should-retry"))
	require.Equal(t, 200, send(t, url, post(goodSpan), "Authorization", "Bearer fits").status)
	require.Equal(t, 1, sink.SpanCount())
}

// lock is an authenticator with one key.
type lock struct {
	component.StartFunc
	component.ShutdownFunc
}

var _ extensionauth.Server = lock{}

func (lock) Authenticate(ctx context.Context, sources map[string][]string) (context.Context, error) {
	if values := sources["Authorization"]; len(values) == 1 && values[0] == "Bearer fits" {
		return ctx, nil
	}
	return ctx, errors.New("no key fits")
}

func TestServiceName(t *testing.T) {
	tests := map[string]struct {
		config  ServiceNameConfig
		headers []string
		want    string
	}{
		"the_config":                       {config: ServiceNameConfig{Default: "d"}, want: "d"},
		"the_workflow":                     {config: ServiceNameConfig{Default: "d", FromWorkflow: true}, want: "W"},
		"the_header_before_the_workflow":   {config: ServiceNameConfig{Default: "d", FromWorkflow: true, Header: "X-Name"}, headers: []string{"X-Name", "h"}, want: "h"},
		"an_absent_header_is_passed_over":  {config: ServiceNameConfig{Default: "d", Header: "X-Name"}, want: "d"},
		"a_header_not_named_is_not_looked": {config: ServiceNameConfig{Default: "d"}, headers: []string{"X-Name", "h"}, want: "d"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			sink := &pipeline{}
			url := started(t, sink, func(cfg *Config) { cfg.ServiceName = tt.config }, nil)
			require.Equal(t, 200, send(t, url, post(goodTrace, goodSpan), tt.headers...).status)
			require.Equal(t, 200, send(t, url, post(strings.Replace(goodSpan, "000001\",\"trace", "000009\",\"trace", 1)), tt.headers...).status)
			require.Len(t, sink.AllTraces(), 2)
			for _, traces := range sink.AllTraces() {
				require.Equal(t, 1, traces.ResourceSpans().Len())
				name, _ := traces.ResourceSpans().At(0).Resource().Attributes().Get("service.name")
				require.Equal(t, tt.want, name.Str())
			}
		})
	}
}

// pipeline is a sink that can refuse.
type pipeline struct {
	consumertest.TracesSink
	err   error
	calls atomic.Int64
}

func (p *pipeline) ConsumeTraces(ctx context.Context, traces ptrace.Traces) error {
	p.calls.Add(1)
	if p.err != nil {
		return p.err
	}
	return p.TracesSink.ConsumeTraces(ctx, traces)
}

func zipped(text string) string {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.String()
}
