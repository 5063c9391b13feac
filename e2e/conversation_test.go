package e2e

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/internal/tracetest"
)

// diagrams is where the connector's own tests keep what a person reads of each recording; a test there has the real Mermaid
// parse them.
const diagrams = "../connector/conversationconnector/testdata/golden"

func TestTheGatewayDrawsTheRunsThatItKeeps(t *testing.T) {
	file := filepath.Join(t.TempDir(), "conversations.jsonl")
	t.Setenv("BATON_CONVERSATION_EXPORTER", "file/conversation")
	t.Setenv("BATON_CONVERSATION_FILE", file)
	t.Setenv("BATON_CONVERSATION_EVENTS", "true")
	g := newGateway(t,
		"yaml:exporters::file/conversation::flush_interval: 50ms",
		"yaml:connectors::conversation::run_idle: 200ms",
		"yaml:processors::llm_sampling: {rules: [{name: errors, when: {status: error}, keep: 100%}, {name: rest, keep: 0%}]}")
	kept := tracetest.Open(t, "autogen-error")
	for _, recording := range []tracetest.Recording{tracetest.Open(t, "autogen-swarm"), kept} {
		g.send(t, recording)
	}
	require.Eventually(t, func() bool { return len(named(genai.ConversationRun, recordsIn(t, file))) > 0 }, patience, patience/100)
	require.NoError(t, g.program.Stop(patience))

	all := recordsIn(t, file)
	drawn := ""
	for _, r := range named(genai.ConversationRun, all) {
		drawn += r.Body().Str() + "\n"
	}
	require.Equal(t, golden(t, kept.Name+".mmd"), drawn, "the run that failed is drawn, and the one that was sampled away is not")
	require.Len(t, named(genai.ConversationCall, all), strings.Count(golden(t, kept.Name+".events"), "llm.call"), "an event for each call")
	sent := idsOf(kept.Merged())
	for _, r := range all {
		require.True(t, sent[r.TraceID()], "only of what is kept")
	}
}

func golden(t *testing.T, name string) string {
	content, err := os.ReadFile(filepath.Join(diagrams, name))
	require.NoError(t, err)
	return string(content)
}

// recordsIn are the log records in a file so far.
func recordsIn(t *testing.T, file string) []plog.LogRecord {
	content, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil
	}
	require.NoError(t, err)
	var list []plog.LogRecord
	for line := range bytes.Lines(content) {
		if !bytes.HasSuffix(line, []byte("\n")) {
			break // the exporter is writing it
		}
		logs, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(line)
		require.NoError(t, err)
		for _, rl := range logs.ResourceLogs().All() {
			for _, sl := range rl.ScopeLogs().All() {
				for _, r := range sl.LogRecords().All() {
					list = append(list, r)
				}
			}
		}
	}
	return list
}

func named(event string, records []plog.LogRecord) []plog.LogRecord {
	var list []plog.LogRecord
	for _, r := range records {
		if r.EventName() == event {
			list = append(list, r)
		}
	}
	return list
}
