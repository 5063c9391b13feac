package e2e

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

// TestMakeDemo runs what `make demo` runs, with the program that is built already.
func TestMakeDemo(t *testing.T) {
	demo := t.TempDir() + "/baton-demo"
	build := exec.CommandContext(t.Context(), "go", "build", "-buildvcs=false", "-o", demo, "./cmd/baton-demo")
	build.Dir = root
	output, err := build.CombinedOutput()
	require.NoError(t, err, "%s", output)

	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, demo, "--baton", binary)
	command.Dir = root
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C reaches the whole group
	var complaints bytes.Buffer
	command.Stderr = &complaints
	printed, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	var text strings.Builder
	for piece := make([]byte, 4096); !strings.Contains(text.String(), "Ctrl-C ends it."); {
		n, err := printed.Read(piece)
		text.Write(piece[:n])
		require.NoError(t, err, "%s\n%s", text.String(), complaints.String())
	}
	require.NoError(t, syscall.Kill(-command.Process.Pid, syscall.SIGINT))
	require.NoError(t, command.Wait(), complaints.String())

	for _, recording := range tracetest.Recordings(t) {
		want := tracetest.Expected(t, recording.Name)
		if want.Calls == 0 && len(want.Agents) == 0 {
			continue
		}
		require.Contains(t, text.String(), "\n"+recording.Name+"  run ")
		for _, agent := range want.Agents {
			require.Contains(t, text.String(), agent, recording.Name)
		}
	}
	require.Contains(t, text.String(), sample(t), "the README shows what one sees")
}

// sample is what the README shows of the demo's output.
func sample(t *testing.T) string {
	for _, block := range fences(t) {
		if block.document == "README.md" && block.language == "text" {
			return block.text
		}
	}
	require.Fail(t, "the README shows nothing")
	return ""
}
