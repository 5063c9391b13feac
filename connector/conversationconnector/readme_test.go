package conversationconnector

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/receiver/filelogreceiver"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-baton/baton/internal/configdoc"
	"github.com/otelcol-baton/baton/internal/tracetest"
	"github.com/otelcol-baton/baton/internal/wholetrace"
)

// blocks are the code blocks of the README in a language.
func blocks(t *testing.T, language string) []string {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var list []string
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(string(readme), -1) {
		list = append(list, m[1])
	}
	return list
}

func examples(t *testing.T) []*confmap.Conf {
	t.Helper()
	list, err := configdoc.Examples("README.md")
	require.NoError(t, err)
	return list
}

func TestTheReadmesConfigsAreRight(t *testing.T) {
	for _, example := range examples(t) {
		conf, err := example.Sub("connectors::conversation")
		require.NoError(t, err)
		cfg := createDefaultConfig()
		require.NoError(t, conf.Unmarshal(cfg))
		require.NoError(t, confmap.Validate(cfg))
	}
}

func TestTheReadmesDiagramIsWhatIsWritten(t *testing.T) {
	written, err := os.ReadFile("testdata/golden/autogen-graphflow.mmd")
	require.NoError(t, err)
	shown := strings.TrimSpace(blocks(t, "mermaid")[0])
	require.Contains(t, string(written), shown)
}

// TestAnApplicationsLogsJoin: a line of the application's own log, read as the README says, has the trace and span id of
// the event that it belongs to.
func TestAnApplicationsLogsJoin(t *testing.T) {
	c, told := start(t, withEvents)
	require.NoError(t, c.ConsumeTraces(marked(wholetrace.Whole, 1), enrich(t, tracetest.Open(t, "autogen-tools").Merged())))
	event := recordsOf(told)[3]
	line, err := json.Marshal(map[string]string{
		"time": event.Timestamp().AsTime().Format("2006-01-02T15:04:05.000000Z"), "message": "asking the weather service",
		"trace_id": event.TraceID().String(), "span_id": event.SpanID().String(),
	})
	require.NoError(t, err)
	file := filepath.Join(t.TempDir(), "app.json")
	require.NoError(t, os.WriteFile(file, append(line, '\n'), 0o600))

	conf, err := examples(t)[1].Sub("receivers::filelog")
	require.NoError(t, err)
	require.NoError(t, conf.Merge(confmap.NewFromStringMap(map[string]any{"include": []any{file}, "start_at": "beginning"})))
	factory := filelogreceiver.NewFactory()
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, conf.Unmarshal(cfg))
	logged := &consumertest.LogsSink{}
	receiver, err := factory.CreateLogs(t.Context(), receivertest.NewNopSettings(factory.Type()), cfg, logged)
	require.NoError(t, err)
	require.NoError(t, receiver.Start(t.Context(), componenttest.NewNopHost()))
	defer func() { require.NoError(t, receiver.Shutdown(t.Context())) }()
	require.Eventually(t, func() bool { return logged.LogRecordCount() == 1 }, 10*time.Second, 10*time.Millisecond)
	own := recordsOf(logged)[0]
	require.Equal(t, event.TraceID(), own.TraceID())
	require.Equal(t, event.SpanID(), own.SpanID())
	require.WithinDuration(t, event.Timestamp().AsTime(), own.Timestamp().AsTime(), time.Microsecond)
}
