//go:build backends

package elasticsearchexporter

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/e2e/backends"
)

// ismSource names a checkout of github.com/opensearch-project/index-management at the tag 2.19.5.0. No registry has the
// plugin itself; what it is built of they have.
const ismSource = "BATON_TEST_ISM_SOURCE"

func TestISM(t *testing.T) {
	source := os.Getenv(ismSource)
	if source == "" {
		t.Skip(ismSource + " names no checkout of opensearch-project/index-management at the tag 2.19.5.0")
	}
	server := backends.OpenSearchISM(t, source,
		"plugins.index_state_management.job_interval=1", "plugins.index_state_management.jitter=0")
	t.Run("a_data_stream_is_managed", func(t *testing.T) { ismDataStream(t, server) })
	t.Run("a_changed_policy_is_put", func(t *testing.T) { ismChange(t, server) })
	t.Run("an_alias_rolls_over_and_loses_its_past", func(t *testing.T) { ismAlias(t, server) })
}

func requireManaged(t *testing.T, server *backends.Server, index, policy string) {
	t.Helper()
	require.Eventually(t, func() bool {
		_, explained := server.Ask("GET", "/_plugins/_ism/explain/"+index, "")
		return strings.Contains(explained, `"index.plugins.index_state_management.policy_id":"`+policy+`"`)
	}, 3*time.Minute, time.Second, index)
}

func ismDataStream(t *testing.T, server *backends.Server) {
	values := synchronous(server.URL, map[string]any{"schema": "flat", "index": map[string]any{
		"rotate": "data_stream", "retention": "24h", "policy": map[string]any{"name": "streams", "max_age": "1h"},
	}})
	e, l := startTraces(t, values), startLogs(t, values)
	// The first policy of a cluster is looked for by new indices once its own index is there; else by the next sweep.
	require.Eventually(t, func() bool {
		_, found := server.Ask("GET", "/_plugins/_ism/policies", "")
		return strings.Contains(found, `"_id":"streams"`)
	}, 30*time.Second, 100*time.Millisecond)
	now := time.Now()
	for range 2 { // sent twice, stored once
		send(t, e, call(now, 1, func(pcommon.Map) {}))
		sendLogs(t, l, logOf(now))
	}
	require.Equal(t, 1, count(t, server, "baton-span"))
	require.Equal(t, 1, count(t, server, "baton-log"))
	requireManaged(t, server, ".ds-baton-span-000001", "streams")
	requireManaged(t, server, ".ds-baton-log-000001", "streams")
}

// ismChange starts two exporters one after the other; an operator's own policy of the same name is left as it is.
func ismChange(t *testing.T, server *backends.Server) {
	const path = "/_plugins/_ism/policies/changing"
	start := func(retention string) {
		startTraces(t, synchronous(server.URL, map[string]any{"index": map[string]any{
			"prefix": "changing", "rotate": "rollover", "retention": retention, "policy": map[string]any{"name": "changing", "max_age": "1h"},
		}}))
	}
	requirePolicy := func(age string) {
		require.Eventually(t, func() bool {
			_, found := server.Ask("GET", path, "")
			return strings.Contains(found, `"min_index_age":"`+age+`"`)
		}, 30*time.Second, 100*time.Millisecond)
	}
	start("24h")
	requirePolicy("25h")
	start("48h")
	requirePolicy("49h")
}

func ismAlias(t *testing.T, server *backends.Server) {
	e := startTraces(t, synchronous(server.URL, map[string]any{"index": map[string]any{
		"rotate": "rollover", "retention": "24h", "policy": map[string]any{"name": "aliases", "max_age": "1h"},
	}}))
	hurry(t, server, "aliases", strings.NewReplacer(`"1h"`, `"1s"`, `"25h"`, `"1s"`))
	for range 2 { // sent twice, stored once
		send(t, e, numbered(0, 10, 10))
	}
	require.Len(t, stored(t, server, "jaeger-span-read"), 10)
	requireManaged(t, server, "jaeger-span-000001", "aliases")
	requireStatus(t, server, "/jaeger-span-000002", 200)
	send(t, e, numbered(10, 10, 10))
	require.Len(t, stored(t, server, "jaeger-span-read"), 20)
	requireManaged(t, server, "jaeger-span-000002", "aliases")
	requireStatus(t, server, "/jaeger-span-000001", 404)
}

// hurry waits for the policy that the exporter puts, and shortens its times.
func hurry(t *testing.T, server *backends.Server, name string, times *strings.Replacer) {
	t.Helper()
	const path = "/_plugins/_ism/policies/"
	var found struct {
		Sequence int             `json:"_seq_no"`
		Term     int             `json:"_primary_term"`
		Policy   json.RawMessage `json:"policy"`
	}
	require.Eventually(t, func() bool {
		status, answer := server.Ask("GET", path+name, "")
		return status == 200 && json.Unmarshal([]byte(answer), &found) == nil
	}, 30*time.Second, 100*time.Millisecond)
	shorter := times.Replace(string(found.Policy))
	require.NotEqual(t, string(found.Policy), shorter)
	server.Do("PUT", fmt.Sprintf("%s%s?if_seq_no=%d&if_primary_term=%d", path, name, found.Sequence, found.Term), `{"policy":`+shorter+`}`)
}

// requireStatus waits for the server's policies, which are looked after once a minute.
func requireStatus(t *testing.T, server *backends.Server, path string, want int) {
	t.Helper()
	var explained string
	require.Eventually(t, func() bool {
		status, _ := server.Ask("GET", path, "")
		_, explained = server.Ask("GET", "/_plugins/_ism/explain/jaeger-span-*", "")
		return status == want
	}, 10*time.Minute, time.Second, "%s: %s", path, &explained)
}

func TestStart_a_version_too_old_is_told_by_a_real_one(t *testing.T) {
	server := backends.Elasticsearch6(t)
	_, logs := startObserved(t, componenttest.NewNopHost(), synchronous(server.URL, nil))
	requireLine(t, logs, "version 6.8.23 of Elasticsearch is too old: 7.10 or newer is needed")
}
