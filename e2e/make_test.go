package e2e

import (
	"bytes"
	"context"
	"net"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// runUntilReady runs a command in the root, waits until it accepts connections on the addresses, and ends it as Ctrl-C does.
func runUntilReady(t *testing.T, arguments []string, addresses ...string) {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute) // it may build
	defer cancel()
	command := exec.CommandContext(ctx, arguments[0], arguments[1:]...)
	command.Dir = root
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // Ctrl-C reaches the whole group
	var output bytes.Buffer
	command.Stdout, command.Stderr = &output, &output
	require.NoError(t, command.Start())
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	for _, address := range addresses {
		awaitConnection(t, address, ended, &output)
	}
	require.NoError(t, syscall.Kill(-command.Process.Pid, syscall.SIGINT))
	select {
	case <-ended: // make itself reports the interrupt as an error
	case <-ctx.Done():
		require.Fail(t, "it does not end on Ctrl-C", "%s", output.String())
	}
	require.NotContains(t, output.String(), "panic")
}

func awaitConnection(t *testing.T, address string, ended <-chan error, output *bytes.Buffer) {
	pause := time.NewTicker(50 * time.Millisecond)
	defer pause.Stop()
	for {
		if connection, err := net.Dial("tcp", address); err == nil {
			require.NoError(t, connection.Close())
			return
		}
		select {
		case err := <-ended:
			require.Fail(t, "it ends before it is ready", "%v: %s", err, output)
		case <-pause.C:
		}
	}
}
