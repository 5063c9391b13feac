package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
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
			for _, name := range variable.FindAllStringSubmatch(block.text, -1) {
				t.Setenv(name[1], "x")
			}
			file := filepath.Join(t.TempDir(), "config.yaml")
			require.NoError(t, os.WriteFile(file, []byte(block.text), 0o600))
			output, err := validate(t, append(completion(t, block.text), file)...)
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

// variable is one of the environment that a document leaves to the reader.
var variable = regexp.MustCompile(`\$\{env:(\w+)\}`)

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
