package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// fence is a block of code in a document.
type fence struct {
	document, language, text string
}

func TestEveryYAMLInADocumentIsValid(t *testing.T) {
	for i, block := range fences(t) {
		if block.language != "yaml" {
			continue
		}
		t.Run(fmt.Sprintf("%s/%d", block.document, i), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "config.yaml")
			require.NoError(t, os.WriteFile(file, []byte(block.text), 0o600))
			output, err := validate(t, append(around(t, block.text), file)...)
			require.NoError(t, err, "%s\n%s", block.text, output)
		})
	}
}

// TestEveryCommandInADocumentIsOneThatATestRuns runs what ends by itself and is quick; what does not has a test of its own, named here.
func TestEveryCommandInADocumentIsOneThatATestRuns(t *testing.T) {
	elsewhere := map[string]string{
		"make run":                               "TestMakeRun",
		"make demo":                              "TestMakeDemo",
		"make test":                              "the call of this test",
		"make test-backends":                     ".ci/run",
		"make lint":                              ".ci/run",
		"make build":                             "TestMakeRun",
		"make generate":                          "internal/generated",
		"bin/otelcol-baton --config baton:local": "TestMakeRun",
	}
	for _, block := range fences(t) {
		if block.language != "sh" {
			continue
		}
		for line := range strings.Lines(block.text) {
			command, _, _ := strings.Cut(line, " #")
			command = strings.TrimSpace(command)
			if command == "" || strings.HasPrefix(command, "#") || elsewhere[command] != "" {
				continue
			}
			t.Run(block.document+"/"+command, func(t *testing.T) {
				require.True(t, strings.HasPrefix(command, "otelcol-baton validate"), "no test runs %q", command)
				shell := exec.CommandContext(t.Context(), "sh", "-c", command)
				shell.Dir = root
				shell.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
				output, err := shell.CombinedOutput()
				require.NoError(t, err, "%s", output)
			})
		}
	}
}

func TestMakeRun(t *testing.T) {
	addresses := elsewhere(t)
	arguments := ""
	for _, config := range addresses.Configs() {
		arguments += ` --config "` + config + `"`
	}
	runUntilReady(t, []string{"make", "run", "ARGS=" + arguments}, addresses.All()...)
}

// around completes a fragment of a config, as documents show it, to pipelines that use each of its components.
func around(t *testing.T, text string) []string {
	var fragment map[string]map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &fragment), text)
	if fragment["service"] != nil {
		return nil
	}
	processors := []string{"whole_trace", "llm_span"}
	for id := range fragment["processors"] {
		kind, _, _ := strings.Cut(id, "/")
		if at := slices.Index(processors, kind); at >= 0 {
			processors[at] = id
			continue
		}
		processors = append(processors, id)
	}
	receivers, exporters := keys(fragment["receivers"], "nop"), keys(fragment["exporters"], "nop")
	connectors := keys(fragment["connectors"])
	config := map[string]any{
		"receivers":  map[string]any{"otlp": map[string]any{"protocols": map[string]any{"http": map[string]any{}}}},
		"processors": map[string]any{"whole_trace": nil, "llm_span": nil},
		"exporters":  map[string]any{"nop": nil},
		"service": map[string]any{
			"extensions": keys(fragment["extensions"]),
			"pipelines": map[string]any{"traces": map[string]any{
				"receivers":  append(slices.DeleteFunc(receivers, func(id string) bool { return id == "nop" }), "otlp"),
				"processors": processors,
				"exporters":  append(exporters, connectors...),
			}},
		},
	}
	pipelines := config["service"].(map[string]any)["pipelines"].(map[string]any)
	for _, id := range connectors {
		kind, _, _ := strings.Cut(id, "/")
		signal := map[string]string{"conversation": "logs", "forward": "traces"}[kind]
		if signal == "" {
			signal = "metrics"
		}
		pipelines[signal+"/"+kind] = map[string]any{"receivers": []string{id}, "exporters": []string{"nop"}}
	}
	content, err := yaml.Marshal(config)
	require.NoError(t, err)
	return []string{"yaml:" + string(content)}
}

func keys(section map[string]any, otherwise ...string) []string {
	found := slices.Clone(otherwise)
	for id := range section {
		found = append(found, id)
	}
	slices.Sort(found)
	return found
}

var fenced = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// fences returns every block of code of every document of the repository.
func fences(t *testing.T) []fence {
	var found []fence
	require.NoError(t, filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != root && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if filepath.Ext(name) != ".md" {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, match := range fenced.FindAllStringSubmatch(string(content), -1) {
			document, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			found = append(found, fence{document, match[1], match[2]})
		}
		return nil
	}))
	require.NotEmpty(t, found)
	return found
}
