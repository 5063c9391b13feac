package elasticsearchexporter

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/elastictest"
)

func TestLogs(t *testing.T) {
	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "team")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	for range 2 { // twice the same in one batch is two
		r := records.AppendEmpty()
		r.SetTimestamp(pcommon.NewTimestampFromTime(at))
		r.SetTraceID([16]byte{1})
		r.Body().SetStr("tick")
	}
	edges := records.AppendEmpty()
	edges.SetEventName("jaeger.dependencies")
	edges.SetTimestamp(pcommon.NewTimestampFromTime(at))
	require.NoError(t, edges.Body().FromRaw(map[string]any{
		"timestamp":    at.Format(time.RFC3339Nano),
		"dependencies": []any{map[string]any{"parent": "team/a", "child": "team/b", "callCount": 3, "source": "baton"}},
	}))
	ld.MarkReadOnly()

	t.Run("beside Jaeger's spans", func(t *testing.T) {
		server := elastictest.New(t)
		lost := 0
		server.Lose = func() bool { lost++; return lost == 1 }
		e := startLogs(t, synchronous(server.URL, nil))
		sendLogs(t, e, ld)
		logs := server.In("jaeger-log-2026-11-22")
		require.Len(t, logs, 2)
		require.Equal(t, "01000000000000000000000000000000", logs[0].Source["traceID"])
		require.Equal(t, "01000000000000000000000000000000", logs[0].Source["trace_id"])
		deps := server.In("jaeger-dependencies-2026-11-22")
		require.Len(t, deps, 1)
		got, err := json.Marshal(deps[0].Source)
		require.NoError(t, err)
		require.JSONEq(t, `{"timestamp":"2026-11-22T12:00:00.000000000Z",
			"dependencies":[{"parent":"team/a","child":"team/b","callCount":3,"source":"baton"}]}`, string(got))
	})
	t.Run("flat", func(t *testing.T) {
		server := elastictest.New(t)
		e := startLogs(t, synchronous(server.URL, map[string]any{"schema": "flat"}))
		sendLogs(t, e, ld)
		sendLogs(t, e, ld)
		require.Len(t, server.In("baton-log-2026-11-22"), 3)
	})
}
