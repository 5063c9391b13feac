package elasticsearchexporter

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/bearertokenauthextension"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/elastictest"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
)

func TestStart_says_in_one_line_what_is_wrong(t *testing.T) {
	for name, tt := range map[string]struct {
		root    string
		refusal *elastictest.Refusal
		want    string
	}{
		"wrong credentials":   {"", &elastictest.Refusal{Status: 401}, "the server refuses the credentials (401): check user and password, api_key or auth"},
		"a missing right":     {"", &elastictest.Refusal{Status: 403}, "grant the cluster privilege monitor"},
		"a version too old":   {elastictest.Root("7.9.3", ""), nil, "version 7.9.3 of Elasticsearch is too old: 7.10 or newer is needed"},
		"a missing pipeline":  {"", nil, `the ingest pipeline "geo" is not there: create it, or correct pipeline`},
		"another kind of web": {`<html>`, nil, "what answers is no Elasticsearch or OpenSearch: check endpoints"},
	} {
		t.Run(name, func(t *testing.T) {
			server := elastictest.New(t)
			server.Root = tt.root
			server.Handle = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
				if r.URL.Path == "/_ingest/pipeline/geo" {
					w.WriteHeader(http.StatusNotFound)
				}
				return r.URL.Path == "/_ingest/pipeline/geo"
			}
			server.Refuse = func(*http.Request, []byte) *elastictest.Refusal { return tt.refusal }
			core, logs := observer.New(zap.InfoLevel)
			set := exportertest.NewNopSettings(metadata.Type)
			set.Logger = zap.New(core)
			startTracesWith(t, map[string]any{"endpoints": []any{server.URL}, "user": "elastic", "password": "s3cret", "pipeline": "geo"}, set)
			require.Eventually(t, func() bool { return logs.Len() > 0 }, 5*time.Second, time.Millisecond)
			line := fmt.Sprint(logs.All()[0].Message, logs.All()[0].ContextMap())
			require.Contains(t, line, tt.want)
			require.NotContains(t, line, "s3cret")
			require.NotContains(t, line, "\n")
		})
	}
}

func TestStart_says_what_it_found(t *testing.T) {
	server := elastictest.New(t)
	server.Root = elastictest.Root("2.19.5", `,"distribution":"opensearch"`)
	core, logs := observer.New(zap.InfoLevel)
	set := exportertest.NewNopSettings(metadata.Type)
	set.Logger = zap.New(core)
	e := startTracesWith(t, synchronous(server.URL, nil), set)
	send(t, e, spans(1))
	require.Equal(t, map[string]any{"kind": "opensearch", "version": "2.19.5"}, logs.FilterMessage("Found the server.").All()[0].ContextMap())
}

func TestLogin(t *testing.T) {
	for want, values := range map[string]map[string]any{
		"Basic ZWxhc3RpYzpzM2NyZXQ=": {"user": "elastic", "password": "s3cret"},
		"ApiKey a2V5":                {"api_key": "a2V5"},
	} {
		server := elastictest.New(t)
		e := startTraces(t, synchronous(server.URL, values))
		send(t, e, spans(1))
		require.NotEmpty(t, server.Headers)
		for _, h := range server.Headers {
			require.Equal(t, want, h.Get("Authorization"))
		}
	}
}

func TestLogin_by_an_extension(t *testing.T) {
	server := elastictest.New(t)
	factory := bearertokenauthextension.NewFactory()
	config := factory.CreateDefaultConfig().(*bearertokenauthextension.Config)
	config.BearerToken = "t0ken"
	bearer, err := factory.Create(t.Context(), extensiontest.NewNopSettings(factory.Type()), config)
	require.NoError(t, err)
	id := component.NewID(factory.Type())
	host := extended{componenttest.NewNopHost(), map[component.ID]component.Component{id: bearer}}
	require.NoError(t, bearer.Start(t.Context(), host))
	t.Cleanup(func() { require.NoError(t, bearer.Shutdown(context.Background())) })

	e, err := createTraces(t.Context(), loud(t), load(t, synchronous(server.URL, map[string]any{
		"auth": map[string]any{"authenticator": "bearertokenauth"},
	})))
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), host))
	t.Cleanup(func() { require.NoError(t, e.Shutdown(context.Background())) })
	send(t, e, spans(1))
	for _, h := range server.Headers {
		require.Equal(t, "Bearer t0ken", h.Get("Authorization"))
	}
}

// extended is a host with extensions.
type extended struct {
	component.Host
	extensions map[component.ID]component.Component
}

func (h extended) GetExtensions() map[component.ID]component.Component { return h.extensions }
