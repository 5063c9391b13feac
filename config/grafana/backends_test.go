//go:build backends

package grafana

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDashboardsAreWhatGrafanasModelsKnow makes a virtual environment with PyPI's grafana-foundation-sdk and reads the
// dashboards with it.
func TestDashboardsAreWhatGrafanasModelsKnow(t *testing.T) {
	environment := t.TempDir()
	run(t, "python3", "-m", "venv", environment)
	python := filepath.Join(environment, "bin", "python")
	run(t, python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "grafana-foundation-sdk")
	files, err := filepath.Glob("dashboards/*.json")
	require.NoError(t, err)
	run(t, python, append([]string{"testdata/check_dashboards.py"}, files...)...)
}

func run(t *testing.T, name string, args ...string) {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	require.NoError(t, err, string(output))
}
