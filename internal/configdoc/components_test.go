package configdoc

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"

	"github.com/otelcol-baton/baton/connector/agentgraphconnector"
	"github.com/otelcol-baton/baton/connector/conversationconnector"
	"github.com/otelcol-baton/baton/connector/llmmetricsconnector"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter"
	"github.com/otelcol-baton/baton/exporter/jaegerexporter"
	"github.com/otelcol-baton/baton/exporter/tempoexporter"
	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver"
)

const root = "../.."

var update = flag.Bool("update", false, "rewrite the option tables of the READMEs")

// components are the factories by the folder of the component.
var components = map[string]component.Factory{
	"connector/agentgraphconnector":   agentgraphconnector.NewFactory(),
	"connector/conversationconnector": conversationconnector.NewFactory(),
	"connector/llmmetricsconnector":   llmmetricsconnector.NewFactory(),
	"exporter/elasticsearchexporter":  elasticsearchexporter.NewFactory(),
	"exporter/jaegerexporter":         jaegerexporter.NewFactory(),
	"exporter/tempoexporter":          tempoexporter.NewFactory(),
	"processor/llmsamplingprocessor":  llmsamplingprocessor.NewFactory(),
	"processor/llmspanprocessor":      llmspanprocessor.NewFactory(),
	"processor/wholetraceprocessor":   wholetraceprocessor.NewFactory(),
	"receiver/openaiagentsreceiver":   openaiagentsreceiver.NewFactory(),
}

// closed are the blocks that a README tells in another way, where rows would be too many.
var closed = map[string][]string{
	"processor/llmsamplingprocessor": {"rules[].when", "policies[]"},
}

func TestEveryReadmeTellsItsOptions(t *testing.T) {
	for dir, factory := range components {
		t.Run(dir, func(t *testing.T) {
			file := filepath.Join(root, dir, "README.md")
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			want, err := Rewrite(string(content), root, factory.CreateDefaultConfig(), closed[dir]...)
			require.NoError(t, err)
			if *update {
				require.NoError(t, os.WriteFile(file, []byte(want), 0o644))
				return
			}
			require.Equal(t, want, string(content), "run make generate")
		})
	}
}

func TestEveryComponentIsListed(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "*/*/factory.go"))
	require.NoError(t, err)
	for _, file := range files {
		dir, err := filepath.Rel(root, filepath.Dir(file))
		require.NoError(t, err)
		require.Contains(t, components, filepath.ToSlash(dir))
	}
}
