package dialect

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const recordings = "../../../../testdata/traces"

// TestRecordingsAreRead counts the spans of every recording by dialect, role and operation, against a golden file.
func TestRecordingsAreRead(t *testing.T) {
	r := NewReader()
	var out strings.Builder
	for _, file := range recordingFiles(t) {
		counts := map[string]int{}
		for scope, span := range spansOf(load(t, file)) {
			var f Facts
			r.Read(scope, span, &f, &Scratch{})
			counts[line(&f)]++
		}
		fmt.Fprintf(&out, "%s\n", strings.TrimSuffix(filepath.Base(file), ".otlp.jsonl"))
		for _, key := range sortedKeys(counts) {
			fmt.Fprintf(&out, "%5d  %s\n", counts[key], key)
		}
		out.WriteString("\n")
	}
	requireGolden(t, "testdata/recordings.txt", out.String())
}

func line(f *Facts) string {
	if f.Dialect == nil {
		return "-"
	}
	role := string(f.Meaning.Role)
	if role == "" {
		role = "-"
	}
	s := fmt.Sprintf("%-13s %-10s %s", f.Dialect.Name, role, f.Meaning.Operation)
	if f.Meaning.AG2 != "" {
		s += " ag2=" + f.Meaning.AG2
	}
	if f.Command {
		s += " command"
	}
	return strings.TrimRight(s, " ")
}

// TestNoCallOfARecordingGoesUnseen looks for spans that carry any sign of a model call, by whatever name, and wants each
// to be a call, or what is known to repeat calls.
func TestNoCallOfARecordingGoesUnseen(t *testing.T) {
	r := NewReader()
	for _, file := range recordingFiles(t) {
		for scope, span := range spansOf(load(t, file)) {
			if !looksLikeCall(span) || strings.HasSuffix(span.Name(), "._prepare_chat_with_tools") { // LlamaIndex makes a request
				continue
			}
			var f Facts
			r.Read(scope, span, &f, &Scratch{})
			require.NotNil(t, f.Dialect, "%s: %s", file, span.Name())
			switch f.Meaning.Role {
			case genai.RoleCall, genai.RoleDuplicate, genai.RoleRollup, genai.RoleAgent, genai.RoleWorkflow:
			default:
				t.Errorf("%s: %q of %q looks like a call and is %q", file, span.Name(), scope.Name, f.Meaning.Role)
			}
		}
	}
}

// looksLikeCall is written without the tables, from the names in testdata/traces/INDEX.md.
func looksLikeCall(span ptrace.Span) bool {
	tokens := false
	for key := range span.Attributes().All() {
		tokens = tokens || strings.HasSuffix(key, "_tokens") && strings.Contains(key, ".usage.") &&
			!strings.HasPrefix(key, genai.AggregatedPrefix) || strings.HasPrefix(key, "llm.token_count.") || strings.HasPrefix(key, "ai.usage.")
	}
	value := func(key string) string {
		if v, ok := span.Attributes().Get(key); ok {
			return strings.ToLower(v.AsString())
		}
		return ""
	}
	return tokens || value("gen_ai.operation.name") == "chat" || value("gen_ai.operation.name") == "embeddings" ||
		value("llm.request.type") == "chat" || value("openinference.span.kind") == "llm" ||
		strings.HasSuffix(value("ai.operationId"), ".dogenerate") || strings.HasSuffix(value("ai.operationId"), ".dostream")
}

func recordingFiles(t testing.TB) []string {
	files, err := filepath.Glob(filepath.Join(recordings, "*.otlp.jsonl"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

func load(t testing.TB, file string) []ptrace.Traces {
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	var list []ptrace.Traces
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	for lines.Scan() {
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(lines.Bytes())
		require.NoError(t, err)
		list = append(list, td)
	}
	return list
}

func spansOf(list []ptrace.Traces) iter.Seq2[Scope, ptrace.Span] {
	return func(yield func(Scope, ptrace.Span) bool) {
		for _, td := range list {
			for _, rs := range td.ResourceSpans().All() {
				for _, ss := range rs.ScopeSpans().All() {
					scope := Scope{Name: ss.Scope().Name(), Version: ss.Scope().Version(), Resource: rs.Resource().Attributes()}
					for _, span := range ss.Spans().All() {
						if !yield(scope, span) {
							return
						}
					}
				}
			}
		}
	}
}

func requireGolden(t *testing.T, file, got string) {
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	if got == string(want) {
		return
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(got, "\n")
	for i := range max(len(was), len(is)) {
		if i >= len(was) || i >= len(is) || was[i] != is[i] {
			t.Fatalf("%s:%d is not what is read now; run the test with -update, and read the difference", file, i+1)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
