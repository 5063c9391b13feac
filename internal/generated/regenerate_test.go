package generated

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const root = "../.."

func TestTheDistributionIsWhatTheBuilderWrites(t *testing.T) {
	dir := t.TempDir()
	manifest, err := os.ReadFile(filepath.Join(root, "builder-config.yaml"))
	require.NoError(t, err)
	const output = "output_path: ./cmd/otelcol-baton"
	require.Contains(t, string(manifest), output)
	elsewhere := filepath.Join(dir, "builder-config.yaml")
	written := filepath.Join(dir, "otelcol-baton")
	require.NoError(t, os.WriteFile(elsewhere, []byte(strings.Replace(string(manifest), output, "output_path: "+written, 1)), 0o600))

	run(t, root, "go", "tool", "builder", "--config", elsewhere, "--skip-get-modules", "--skip-compilation")
	requireSame(t, written, filepath.Join(root, "cmd/otelcol-baton"))
}

func TestEachComponentIsWhatMdatagenWrites(t *testing.T) {
	tool := build(t, "go.opentelemetry.io/collector/cmd/mdatagen")
	files, err := filepath.Glob(filepath.Join(root, "*/*/metadata.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		component := filepath.Dir(file)
		name, err := filepath.Rel(root, component)
		require.NoError(t, err)
		t.Run(filepath.ToSlash(name), func(t *testing.T) {
			written := beside(t, component)
			run(t, written, tool, "metadata.yaml")
			requireSame(t, written, component)
		})
	}
}

// build compiles a tool of go.mod and returns its path: mdatagen asks the go command which package the folder is that it writes to, so
// it runs inside a module, but its own start through `go tool` would look for it in that module's tools.
func build(t *testing.T, tool string) string {
	binary := filepath.Join(t.TempDir(), filepath.Base(tool))
	run(t, root, "go", "build", "-o", binary, tool)
	return binary
}

// beside copies what mdatagen reads, the component's own files at its root and in internal/metadata, into a module of the same
// name elsewhere, so that the import paths in what it writes are the same.
func beside(t *testing.T, component string) string {
	dir := t.TempDir()
	module, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), module, 0o600))
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "go.sum"), sums, 0o600))
	name, err := filepath.Rel(root, component)
	require.NoError(t, err)
	written := filepath.Join(dir, name)
	for _, pattern := range []string{"*.go", "*.md", "metadata.yaml"} {
		sources, err := filepath.Glob(filepath.Join(component, pattern))
		require.NoError(t, err)
		for _, source := range sources {
			if strings.HasPrefix(filepath.Base(source), "generated_") || filepath.Base(source) == "documentation.md" {
				continue
			}
			content, err := os.ReadFile(source)
			require.NoError(t, err)
			require.NoError(t, os.MkdirAll(written, 0o750))
			require.NoError(t, os.WriteFile(filepath.Join(written, filepath.Base(source)), content, 0o600))
		}
	}
	return written
}

// requireSame compares every file under written with the committed one, and says where a committed generated file was not written.
func requireSame(t *testing.T, written, committed string) {
	seen := map[string]bool{}
	require.NoError(t, filepath.WalkDir(written, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(written, name)
		require.NoError(t, err)
		seen[relative] = true
		got, err := os.ReadFile(name)
		require.NoError(t, err)
		want, err := os.ReadFile(filepath.Join(committed, relative))
		require.NoError(t, err, "make generate writes it")
		require.Equal(t, string(got), string(want), "%s is not what is generated: run make generate", filepath.Join(committed, relative))
		return nil
	}))
	require.NoError(t, filepath.WalkDir(committed, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasPrefix(entry.Name(), "generated_") {
			return err
		}
		relative, err := filepath.Rel(committed, name)
		require.NoError(t, err)
		if nested := strings.HasPrefix(relative, "internal") && !strings.HasPrefix(relative, filepath.Join("internal", "metadata")); !nested {
			require.True(t, seen[relative], "%s is not generated any more: remove it", name)
		}
		return nil
	}))
}

func run(t *testing.T, dir, name string, args ...string) {
	command := exec.CommandContext(t.Context(), name, args...)
	command.Dir = dir
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s", output)
}
