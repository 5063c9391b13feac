package grafana

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

func dashboards(t *testing.T) map[string]map[string]any {
	t.Helper()
	files, err := filepath.Glob("dashboards/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string]map[string]any{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		var board map[string]any
		require.NoError(t, json.Unmarshal(data, &board), file)
		all[file] = board
	}
	return all
}

func TestEveryDashboardIsInTheReadme(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	for file, board := range dashboards(t) {
		require.Contains(t, string(readme), "`"+file+"`")
		require.Equal(t, "baton-"+strings.TrimSuffix(filepath.Base(file), ".json"), board["uid"], file)
	}
}

func TestDataSourcesLeadToOneAnother(t *testing.T) {
	data, err := os.ReadFile("provisioning/datasources/baton.yaml")
	require.NoError(t, err)
	var config struct {
		Datasources []struct {
			UID, Type string
			JSONData  map[string]any `yaml:"jsonData"`
		}
	}
	require.NoError(t, yaml.Unmarshal(data, &config))
	known := map[string]map[string]any{}
	for _, source := range config.Datasources {
		known[source.UID] = source.JSONData
	}
	linked := func(from, block string) string {
		to, _ := known[from][block].(map[string]any)["datasourceUid"].(string)
		require.Contains(t, known, to, "%s %s", from, block)
		return to
	}
	for _, traces := range []string{"baton-jaeger", "baton-tempo"} {
		require.Equal(t, "baton-logs", linked(traces, "tracesToLogsV2"))
		require.Equal(t, "baton-prometheus", linked(traces, "tracesToMetrics"))
	}
	require.Equal(t, "baton-prometheus", linked("baton-tempo", "serviceMap"))
	var exemplars []any
	for _, d := range known["baton-prometheus"]["exemplarTraceIdDestinations"].([]any) {
		exemplars = append(exemplars, d.(map[string]any)["datasourceUid"])
	}
	require.Equal(t, []any{"baton-jaeger", "baton-tempo"}, exemplars)
}
