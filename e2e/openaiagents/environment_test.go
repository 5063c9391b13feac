//go:build backends

package openaiagents

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// cache is where environments are kept; it is not under version control.
const cache = "../../.cache/openaiagents"

// environment is a folder made once for each content of the file that says what is in it.
func environment(t *testing.T, kind, file string, create func(dir string)) string {
	wanted, err := os.ReadFile(file)
	require.NoError(t, err)
	sum := sha256.Sum256(wanted)
	dir, err := filepath.Abs(filepath.Join(cache, kind+"-"+hex.EncodeToString(sum[:6])))
	require.NoError(t, err)
	done := filepath.Join(dir, "complete")
	if _, err := os.Stat(done); err == nil {
		return dir
	}
	require.NoError(t, os.RemoveAll(dir))
	require.NoError(t, os.MkdirAll(dir, 0o700))
	create(dir)
	require.NoError(t, os.WriteFile(done, nil, 0o600))
	return dir
}

// python returns the interpreter of a virtual environment with the packages of a requirements file.
func python(t *testing.T, requirements string) string {
	file := filepath.Join("testdata", "python", requirements)
	dir := environment(t, "python", file, func(dir string) {
		run(t, 10*time.Minute, nil, "python3", "-m", "venv", dir)
		run(t, 10*time.Minute, nil, filepath.Join(dir, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", "-r", file)
	})
	return filepath.Join(dir, "bin", "python")
}

// node returns a folder with the npm packages of testdata/javascript and a copy of its script.
func node(t *testing.T) string {
	from := filepath.Join("testdata", "javascript")
	dir := environment(t, "node", filepath.Join(from, "package-lock.json"), func(dir string) {
		for _, name := range []string{"package.json", "package-lock.json"} {
			duplicate(t, filepath.Join(from, name), filepath.Join(dir, name))
		}
		run(t, 10*time.Minute, nil, "npm", "ci", "--prefix", dir, "--no-audit", "--no-fund", "--loglevel", "error")
	})
	duplicate(t, filepath.Join(from, "run.mjs"), filepath.Join(dir, "run.mjs"))
	return dir
}

func duplicate(t *testing.T, from, to string) {
	text, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, text, 0o600))
}

// run runs a command to its end and returns what it wrote.
func run(t *testing.T, most time.Duration, environ []string, command ...string) string {
	ctx, cancel := context.WithTimeout(t.Context(), most)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(os.Environ(), environ...)
	out, err := cmd.CombinedOutput()
	require.NoError(t, err, "%v\n%s", command, out)
	return string(out)
}
