package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEveryBuiltInConfigIsValid(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "config/*.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		t.Run(name, func(t *testing.T) {
			output, err := validate(t, "baton:"+name)
			require.NoError(t, err, output)
			require.Empty(t, output, "no warning")
		})
	}
}

func TestTheGatewayLeadsToEachBackend(t *testing.T) {
	for variable, exporters := range map[string][]string{
		"BATON_EXPORTER":              {"otlp_grpc", "jaeger", "tempo", "elasticsearch"},
		"BATON_LOGS_EXPORTER":         {"otlp_grpc", "elasticsearch"},
		"BATON_EVENTS_EXPORTER":       {"nop", "elasticsearch", "otlp_grpc"},
		"BATON_GRAPH_EXPORTER":        {"nop", "elasticsearch"},
		"BATON_AGENTS_AS_SERVICES":    {"true", "false"},
		"BATON_CONVERSATION_EXPORTER": {"nop", "elasticsearch", "otlp_grpc", "file/conversation"},
		"BATON_CONVERSATION_EVENTS":   {"true", "false"},
	} {
		for _, exporter := range exporters {
			t.Run(variable+"="+exporter, func(t *testing.T) {
				t.Setenv(variable, exporter)
				output, err := validate(t, "baton:gateway")
				require.NoError(t, err, output)
			})
		}
	}
}

func TestValidateShowsWhatIsWrongWithAWholePipeline(t *testing.T) {
	output, err := validate(t, "baton:local", "yaml:service::pipelines::traces::processors: [whole_trace, batch, llm_span]", "yaml:processors::batch: {}")
	require.Error(t, err)
	require.Contains(t, output, "service::pipelines::traces::processors::1: batch between whole_trace and llm_span loses the mark")
}

func TestValidateShowsWhichBuiltInConfigsThereAre(t *testing.T) {
	output, err := validate(t, "baton:sidecart")
	require.Error(t, err)
	require.Contains(t, output, `there is no built-in config "sidecart": write one of agent, gateway, local, sidecar`)
}

// validate runs `otelcol-baton validate` and returns all that it writes.
func validate(t *testing.T, configs ...string) (string, error) {
	args := []string{"validate"}
	for _, config := range configs {
		args = append(args, "--config", config)
	}
	command := exec.CommandContext(t.Context(), binary, args...)
	command.Env = append(os.Environ(), "K8S_NODE_NAME=node-1")
	output, err := command.CombinedOutput()
	return string(output), err
}
