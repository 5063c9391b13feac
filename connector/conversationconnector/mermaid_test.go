//go:build backends

package conversationconnector

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

// understood is what Mermaid says of a diagram (testdata/mermaid/parse.mjs).
type understood struct {
	Names []string
	Texts []string
	Title string
	Error string
}

// parse gives diagrams to the real Mermaid, in one process of Node.
func parse(t *testing.T, diagrams []string) []understood {
	t.Helper()
	in, err := json.Marshal(diagrams)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "node", "parse.mjs")
	cmd.Dir = packages(t)
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	require.NoError(t, err, stderr.String())
	var list []understood
	require.NoError(t, json.Unmarshal(out, &list))
	require.Len(t, list, len(diagrams))
	return list
}

// packages is a folder with Mermaid in it, made once for each lock file.
func packages(t *testing.T) string {
	t.Helper()
	from := filepath.Join("testdata", "mermaid")
	lock, err := os.ReadFile(filepath.Join(from, "package-lock.json"))
	require.NoError(t, err)
	sum := sha256.Sum256(lock)
	dir, err := filepath.Abs(filepath.Join("..", "..", ".cache", "mermaid-"+hex.EncodeToString(sum[:6])))
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(dir, 0o700))
	for _, name := range []string{"package.json", "package-lock.json", "parse.mjs"} {
		data, err := os.ReadFile(filepath.Join(from, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	done := filepath.Join(dir, "complete")
	if _, err := os.Stat(done); err == nil {
		return dir
	}
	cmd := exec.CommandContext(t.Context(), "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error")
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, os.WriteFile(done, nil, 0o600))
	return dir
}

// TestMermaidParsesEveryDiagram: of all recordings, of hostile names and of 10,000 messages; and it understands the names
// and texts that the same run has as JSON.
func TestMermaidParsesEveryDiagram(t *testing.T) {
	batches := map[string]ptrace.Traces{}
	for _, recording := range tracetest.Recordings(t) {
		batches[recording.Name] = enrich(t, recording.Merged())
	}
	for _, d := range tracetest.Drawings(t, "testdata/stories.trace") {
		batches["story: "+d.Name] = enrich(t, d.Traces)
	}
	for shift := range names {
		batches[fmt.Sprintf("hostile: %q", names[shift])] = chat(3, func(i int) string { return names[(shift+i)%len(names)] })
	}
	for name, of := range tenThousand {
		batches["10,000: "+name] = chat(10_000, of)
	}
	var from, diagrams, same []string
	for name, batch := range batches {
		drawn, told := tell(t, batch), tell(t, batch, format(formatJSON))
		require.Len(t, told, len(drawn))
		for i := range drawn {
			from, diagrams, same = append(from, name), append(diagrams, drawn[i].Body().Str()), append(same, told[i].Body().Str())
		}
	}
	require.Greater(t, len(diagrams), 100)
	for i, got := range parse(t, diagrams) {
		require.Empty(t, got.Error, "%s\n%s", from[i], diagrams[i])
		if strings.HasPrefix(from[i], "10,000") {
			continue // shortened further, where the texts are nothing but references
		}
		want := document(t, same[i])
		require.Equal(t, want.Name, got.Title, from[i])
		for _, name := range want.names() {
			require.Contains(t, got.Names, name, from[i])
		}
		all := strings.Join(got.Texts, "\n")
		want.each(want.Steps, func(s jsonStep) { require.Contains(t, all, s.Text, from[i]) })
	}
}

type jsonStep struct {
	From, To, Text string
	Steps          []jsonStep
}

type jsonRun struct {
	Name  string
	Steps []jsonStep
}

func document(t *testing.T, text string) (run jsonRun) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(text), &run))
	return run
}

func (r jsonRun) each(steps []jsonStep, do func(jsonStep)) {
	for _, s := range steps {
		do(s)
		r.each(s.Steps, do)
	}
}

// names are those that a step names.
func (r jsonRun) names() (list []string) {
	r.each(r.Steps, func(s jsonStep) {
		if s.From != "" {
			list = append(list, s.From, s.To)
		}
	})
	return list
}
