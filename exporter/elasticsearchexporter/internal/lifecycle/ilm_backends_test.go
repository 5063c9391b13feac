//go:build backends

package lifecycle

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configoptional"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/cluster"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/template"
)

// The life-cycle module of later versions is in no registry, so the policy is held against that of 6.8.23, which has the
// same words: it is put, an index follows it, rolls over and is removed. Only the waiting is cut short, by _ilm/move.
func TestILM_of_Elasticsearch(t *testing.T) {
	server := backends.Elasticsearch6(t, "indices.lifecycle.poll_interval=1s")
	f := index.NewFamily("prod", "jaeger-span", index.Rollover)
	x := &Indices{
		Config: index.Config{
			Rotate: index.Rollover, Shards: 1, Retention: 48 * time.Hour,
			Policy: configoptional.Some(index.PolicyConfig{Name: "baton", MaxAge: 24 * time.Hour, MaxGiB: 50}),
		},
		Families: []index.Family{f}, Now: time.Now,
		Template: func(cluster.Server, index.Family) (template.Template, error) {
			return template.Template{Legacy: true, Settings: map[string]any{}, Mappings: json.RawMessage(`{}`)}, nil
		},
	}
	c := cluster.New(cluster.Settings{Client: http.DefaultClient, Endpoints: []string{server.URL}, Now: time.Now})
	ctx := context.Background()
	require.NoError(t, x.Prepare(ctx, c, cluster.Server{Kind: cluster.Elasticsearch, Major: 7, Minor: 10}))
	require.True(t, x.managed)
	require.NoError(t, x.Maintain(ctx, c), "the server sees to it")
	require.NoError(t, x.Create(ctx, c, "prod-jaeger-span-write"))

	waits := ilmStep{"hot", "rollover", "check-rollover-ready"}
	requireStep(t, server, "prod-jaeger-span-000001", waits)
	moveStep(t, server, "prod-jaeger-span-000001", waits, ilmStep{"hot", "rollover", "attempt-rollover"})
	requireStep(t, server, "prod-jaeger-span-000002", waits)
	server.Do("PUT", "/prod-jaeger-span-write/_doc/1", `{}`)
	server.Do("GET", "/prod-jaeger-span-000002/_doc/1", "")

	rolled := ilmStep{"hot", "complete", "complete"}
	requireStep(t, server, "prod-jaeger-span-000001", rolled)
	moveStep(t, server, "prod-jaeger-span-000001", rolled, ilmStep{"delete", "delete", "delete"})
	require.Eventually(t, func() bool {
		status, _ := server.Ask("GET", "/prod-jaeger-span-000001", "")
		return status == http.StatusNotFound
	}, 30*time.Second, 200*time.Millisecond)
}

// The classes of a policy are in the registries for 7.10.2 too: they read ours, of every rotation, into the steps it is for.
func TestILM_of_7_10_reads_the_policy(t *testing.T) {
	for rotation, rolls := range map[index.Rotation]bool{index.Daily: false, index.Rollover: true, index.DataStream: true} {
		x, _, _ := indices(t, rotation)
		policy, err := json.Marshal(x.ilm())
		require.NoError(t, err)
		steps := backends.PolicySteps(t, policy)
		require.Equal(t, rolls, strings.Contains(steps, `{"phase":"hot","action":"rollover","name":"attempt-rollover"}`), steps)
		require.Contains(t, steps, `{"phase":"delete","action":"delete","name":"delete"}`)
	}
}

// ilmStep is where an index stands in its policy.
type ilmStep struct {
	Phase  string `json:"phase"`
	Action string `json:"action"`
	Name   string `json:"name"`
}

func requireStep(t *testing.T, server *backends.Server, name string, want ilmStep) {
	t.Helper()
	var last string
	require.Eventually(t, func() bool {
		var answer struct {
			Indices map[string]struct {
				Managed bool   `json:"managed"`
				Policy  string `json:"policy"`
				Step    string `json:"step"`
				ilmStep
			} `json:"indices"`
		}
		_, last = server.Ask("GET", "/"+name+"/_ilm/explain", "")
		require.NoError(t, json.Unmarshal([]byte(last), &answer))
		i := answer.Indices[name]
		return i.Managed && i.Policy == "baton" && want == ilmStep{i.Phase, i.Action, i.Step}
	}, 30*time.Second, 200*time.Millisecond, "%s %v %s", name, want, &last)
}

func moveStep(t *testing.T, server *backends.Server, name string, from, to ilmStep) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"current_step": from, "next_step": to})
	require.NoError(t, err)
	server.Do("POST", "/_ilm/move/"+name, string(body))
}
