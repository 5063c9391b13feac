package e2e

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/program"
)

const root = ".."

// binary is the program under test, built once by TestMain; nothing writes it afterwards.
var binary string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "baton-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if binary, err = program.Build(context.Background(), root, dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// patience is how long a test waits for what should come at once, on a machine that has other work.
const patience = 30 * time.Second

// start runs the program until the end of the test and returns it when it accepts connections on the addresses.
func start(t *testing.T, configs []string, addresses ...string) *program.Program {
	p, err := program.Start(context.Background(), binary, configs...)
	require.NoError(t, err)
	t.Cleanup(p.Kill)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	require.NoError(t, p.Ready(ctx, addresses...))
	return p
}

// elsewhere is where a built-in config listens instead of on its own ports, so that tests and a Baton that runs on the machine
// do not meet.
func elsewhere(t *testing.T) program.Addresses {
	addresses, err := program.Elsewhere()
	require.NoError(t, err)
	return addresses
}
