package elasticsearchexporter

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/exporter/exportertest"
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
		"another kind of web": {`<html>`, nil, "what answers is no Elasticsearch or OpenSearch: check endpoints"},
	} {
		t.Run(name, func(t *testing.T) {
			server := elastictest.New(t)
			server.Root = tt.root
			server.Refuse = func(*http.Request, []byte) *elastictest.Refusal { return tt.refusal }
			core, logs := observer.New(zap.InfoLevel)
			set := exportertest.NewNopSettings(metadata.Type)
			set.Logger = zap.New(core)
			startTracesWith(t, map[string]any{"endpoints": []any{server.URL}, "user": "elastic", "password": "s3cret"}, set)
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
