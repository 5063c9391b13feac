package lifecycle

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configoptional"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/elastictest"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/template"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// indices returns those of one family, and a cluster of one small server.
func indices(t *testing.T, rotation index.Rotation) (*Indices, *cluster.Cluster, *elastictest.Server) {
	t.Helper()
	server := elastictest.New(t)
	f := index.NewFamily("prod", "jaeger-span", rotation)
	return &Indices{
		Config: index.Config{
			Rotate: rotation, Shards: 2, Replicas: 1, Retention: 48 * time.Hour,
			Policy: configoptional.Some(index.PolicyConfig{Name: "baton", MaxAge: 24 * time.Hour, MaxGiB: 50}),
		},
		Families: []index.Family{f},
		Template: func(cluster.Server, index.Family) (template.Template, error) {
			return template.Template{Name: f.Stem(""), Pattern: f.Pattern(false), Settings: map[string]any{}, Mappings: json.RawMessage(`{}`)}, nil
		},
		Now: func() time.Time { return now },
	}, cluster.New(cluster.Settings{Client: server.Client(), Endpoints: []string{server.URL}, Now: time.Now}), server
}

// noPolicies makes the server one without policies, in the words of Elasticsearch 7.10.2 from Maven's jars.
func noPolicies(answers map[string]string) func(http.ResponseWriter, *http.Request, []byte) bool {
	return func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		if strings.HasPrefix(r.URL.Path, "/_ilm") || strings.HasPrefix(r.URL.Path, "/_plugins") {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"error":"no handler found for uri [%s] and method [PUT]"}`, r.URL.Path)
			return true
		}
		if answer, ok := answers[r.Method+" "+r.URL.Path]; ok {
			_, _ = io.WriteString(w, answer)
			return true
		}
		return false
	}
}

func TestPolicy_is_put_and_named_by_new_indices(t *testing.T) {
	x, c, server := indices(t, index.Rollover)
	require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.Elasticsearch, Major: 8}))
	puts := server.Called("PUT /_ilm/policy/baton")
	require.Len(t, puts, 1)
	require.JSONEq(t, `{"policy":{"phases":{"hot":{"actions":{"rollover":{"max_age":"24h","max_size":"50gb"}}},
		"delete":{"min_age":"48h","actions":{"delete":{}}}}}}`, strings.TrimPrefix(puts[0], "PUT /_ilm/policy/baton "))
	require.NoError(t, x.Create(context.Background(), c, "prod-jaeger-span-write"))
	put := server.Called("PUT /_index_template/baton-rollover-prod-jaeger-span")
	require.Len(t, put, 1)
	for _, want := range []string{
		`"index.lifecycle.name":"baton"`, `"index.lifecycle.rollover_alias":"prod-jaeger-span-write"`, `"prod-jaeger-span-read":{}`,
		`"index.number_of_shards":2`, `"index.number_of_replicas":1`,
	} {
		require.Contains(t, put[0], want)
	}
	require.Len(t, server.Called(`PUT /prod-jaeger-span-000001 {"aliases":{"prod-jaeger-span-write":{"is_write_index":true}}}`), 1)
	require.NoError(t, x.Maintain(context.Background(), c))
	require.Empty(t, server.Called("POST"), "the server sees to it")
	require.Empty(t, server.Called("DELETE"))
}

func TestPolicy_of_OpenSearch(t *testing.T) {
	x, c, server := indices(t, index.Rollover)
	require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.OpenSearch, Major: 2}))
	puts := server.Called("PUT /_plugins/_ism/policies/baton")
	require.Len(t, puts, 1)
	for _, want := range []string{`"min_index_age":"24h"`, `"min_size":"50gb"`, `"prod-jaeger-span-*"`, `"state_name":"delete"`} {
		require.Contains(t, puts[0], want)
	}
}

func TestPolicy_of_OpenSearch_is_replaced_if_it_is_ours(t *testing.T) {
	for name, tt := range map[string]struct {
		description string
		puts        int
	}{
		"ours, of another configuration": {"Indices written by otelcol-baton, policy 00000000.", 2},
		"an operator's own":              {"Ours for ever.", 1},
		"the same":                       {"", 1},
	} {
		t.Run(name, func(t *testing.T) {
			x, c, server := indices(t, index.Rollover)
			if tt.description == "" {
				tt.description = description(x.states())
			}
			var replaced string
			server.Handle = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
				switch {
				case r.URL.Path != "/_plugins/_ism/policies/baton":
					return false
				case r.Method == http.MethodGet:
					fmt.Fprintf(w, `{"_seq_no":7,"_primary_term":3,"policy":{"description":%q}}`, tt.description)
				case r.URL.RawQuery == "":
					w.WriteHeader(http.StatusConflict)
				default:
					replaced = r.URL.RawQuery
				}
				return true
			}
			require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.OpenSearch, Major: 2}))
			require.Len(t, server.Called("PUT /_plugins/_ism/policies/baton"), tt.puts)
			require.Equal(t, tt.puts == 2, replaced == "if_seq_no=7&if_primary_term=3")
		})
	}
}

func TestPolicy_is_done_without_where_the_server_has_none(t *testing.T) {
	for _, answer := range []string{
		`{"error":"no handler found for uri [/_ilm/policy/baton] and method [PUT]"}`, `no handler found for uri`,
		`{"error":{"type":"invalid_index_name_exception","reason":"Invalid index name [_ilm]"},"status":400}`,
	} {
		x, c, server := indices(t, index.Rollover)
		server.Handle = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
			if !strings.HasPrefix(r.URL.Path, "/_ilm") {
				return false
			}
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, answer)
			return true
		}
		require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.Elasticsearch, Major: 7}), answer)
		require.False(t, x.managed)
	}
}

func TestPolicy_without_the_right_is_told(t *testing.T) {
	x, c, server := indices(t, index.Rollover)
	server.Refuse = func(*http.Request, []byte) *elastictest.Refusal {
		return &elastictest.Refusal{Status: 403, Type: "security_exception", Reason: "unauthorized"}
	}
	err := x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.Elasticsearch, Major: 8})
	require.ErrorContains(t, err, "the cluster privilege manage_ilm")
}

func TestMaintain_rolls_over_and_removes_where_the_server_does_not(t *testing.T) {
	x, c, server := indices(t, index.Rollover)
	old, recent := now.Add(-72*time.Hour).UnixMilli(), now.Add(-time.Hour).UnixMilli()
	server.Handle = noPolicies(map[string]string{
		"GET /_alias/prod-jaeger-span-write": `{"prod-jaeger-span-000003":{"aliases":{"prod-jaeger-span-write":{},"other":{}}}}`,
		"GET /_cat/indices/prod-jaeger-span-*": fmt.Sprintf(`[
			{"index":"prod-jaeger-span-000001","creation.date":"%[1]d"},{"index":"prod-jaeger-span-000002","creation.date":"%[1]d"},
			{"index":"prod-jaeger-span-000003","creation.date":"%[2]d"},{"index":"prod-jaeger-span-archive","creation.date":"%[1]d"}]`, old, recent),
	})
	require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.Elasticsearch, Major: 7}))
	require.NoError(t, x.Maintain(context.Background(), c))
	require.Equal(t, []string{`POST /prod-jaeger-span-write/_rollover {"conditions":{"max_age":"24h","max_size":"50gb"}}`}, server.Called("POST"))
	require.Equal(t, []string{"DELETE /prod-jaeger-span-000001 "}, server.Called("DELETE"), "what the next one followed too recently is kept")
}

func TestMaintain_removes_days_past_retention(t *testing.T) {
	x, c, server := indices(t, index.Daily)
	server.Handle = noPolicies(map[string]string{"GET /_cat/indices/prod-jaeger-span-*": `[
		{"index":"prod-jaeger-span-2026-11-18","creation.date":"0"},{"index":"prod-jaeger-span-2026-11-19","creation.date":"0"},
		{"index":"prod-jaeger-span-2026-11-20","creation.date":"0"},{"index":"prod-jaeger-span-2026-11-22","creation.date":"0"},
		{"index":"prod-jaeger-span-keep","creation.date":"0"}]`})
	require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.Elasticsearch, Major: 7}))
	require.NoError(t, x.Maintain(context.Background(), c))
	require.Equal(t, []string{"DELETE /prod-jaeger-span-2026-11-19 ", "DELETE /prod-jaeger-span-2026-11-18 "}, server.Called("DELETE"))
}

func TestMaintain_data_streams(t *testing.T) {
	x, c, server := indices(t, index.DataStream)
	old := now.Add(-72 * time.Hour).UnixMilli()
	server.Handle = noPolicies(map[string]string{
		"GET /_data_stream/prod-jaeger-span": `{"data_streams":[{"name":"prod-jaeger-span"}]}`,
		"GET /_cat/indices/.ds-prod-jaeger-span-*": fmt.Sprintf(`[
			{"index":".ds-prod-jaeger-span-000001","creation.date":"%[1]d"},{"index":".ds-prod-jaeger-span-2026.11.19-000002","creation.date":"%[1]d"}]`, old),
	})
	require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.OpenSearch, Major: 2}))
	require.NoError(t, x.Maintain(context.Background(), c))
	require.Len(t, server.Called("POST /prod-jaeger-span/_rollover"), 1)
	require.Equal(t, []string{"DELETE /.ds-prod-jaeger-span-000001 "}, server.Called("DELETE"))
}

func TestCreate_makes_none_but_its_own(t *testing.T) {
	x, c, _ := indices(t, index.Daily)
	require.ErrorContains(t, x.Create(context.Background(), c, "somebody-elses"), "it is none of this exporter's indices")
}

func TestTemplate_of_somebody_else_stays(t *testing.T) {
	for name, tt := range map[string]struct {
		found string
		puts  int
	}{
		"none there":             {"", 1},
		"one without a version":  {`{"index_templates":[{"index_template":{}}]}`, 0},
		"ours, of other content": {`{"index_templates":[{"index_template":{"version":7}}]}`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			x, c, server := indices(t, index.Daily)
			answers := map[string]string{}
			if tt.found != "" {
				answers["GET /_index_template/prod-jaeger-span"] = tt.found
			}
			server.Handle = noPolicies(answers)
			require.NoError(t, x.Prepare(context.Background(), c, cluster.Server{Kind: cluster.Elasticsearch, Major: 8}))
			require.Len(t, server.Called("PUT /_index_template"), tt.puts)
		})
	}
}
