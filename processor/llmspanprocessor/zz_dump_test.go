package llmspanprocessor

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/metadata"
)

func TestZZDump(t *testing.T) {
	file := os.Getenv("ZZDUMP")
	if file == "" {
		t.Skip()
	}
	f, err := os.Create(file)
	require.NoError(t, err)
	defer f.Close()
	m := ptrace.JSONMarshaler{}
	for _, mode := range []string{"", "whole", "late", "part", "twice"} {
		for _, variant := range []string{"keep", "drop", "truncate", "latest", "original", "backends", "keepmsg"} {
			cfg := createDefaultConfig().(*Config)
			switch variant {
			case "drop", "truncate":
				cfg.Content = variant
			case "latest":
				cfg.Semconv = "latest"
			case "original":
				cfg.KeepOriginal = false
			case "backends":
				cfg.CostAttributes = []string{"baton", "openlit", "openinference", "logfire", "langfuse"}
			case "keepmsg":
				cfg.Messaging = "keep"
			}
			p, err := newProcessor(processortest.NewNopSettings(metadata.Type), cfg)
			require.NoError(t, err)
			for _, r := range tracetest.Recordings(t) {
				b := ptrace.NewTraces()
				r.Merged().CopyTo(b)
				ctx := context.Background()
				if mode != "" {
					kind := wholetrace.Kind(mode)
					if mode == "twice" {
						kind = "whole"
					}
					ctx = wholetrace.NewContext(ctx, wholetrace.Mark{Kind: kind})
				}
				if mode == "twice" {
					_, err = p.processTraces(context.Background(), b)
					require.NoError(t, err)
				}
				_, err = p.processTraces(ctx, b)
				require.NoError(t, err)
				js, err := m.MarshalTraces(b)
				require.NoError(t, err)
				f.WriteString(mode + " " + variant + " ")
				f.Write(js)
				f.WriteString("\n")
			}
		}
	}
}
