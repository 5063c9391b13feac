// Package program starts the built Baton as a process of its own, waits until it takes spans, and stops it: for the demo, and for
// tests and measurements that look at the program from outside.
package program

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

// Program is a running Baton. Its methods may be called from several goroutines.
type Program struct {
	command *exec.Cmd
	output  *log
	ended   chan struct{} // closed when the process has ended and err is set
	err     error
}

// Start runs binary with each of configs behind a --config, in order; a later one overrides. Ending ctx kills the process.
func Start(ctx context.Context, binary string, configs ...string) (*Program, error) {
	var args []string
	for _, config := range configs {
		args = append(args, "--config", config)
	}
	p := &Program{command: exec.CommandContext(ctx, binary, args...), output: &log{}, ended: make(chan struct{})}
	p.command.Stdout = p.output
	p.command.Stderr = p.output
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("cannot start %s: %w", binary, err)
	}
	go func() { // ends with the process, which ctx bounds
		p.err = p.command.Wait()
		close(p.ended)
	}()
	return p, nil
}

// Build compiles the distribution into dir and returns the path of the program. It runs in the folder of go.mod, root.
func Build(ctx context.Context, root, dir string) (string, error) {
	binary := dir + string(os.PathSeparator) + "otelcol-baton"
	command := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", binary, "./cmd/otelcol-baton")
	command.Dir = root
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("cannot build the distribution: %w: %s", err, output)
	}
	return binary, nil
}

// Ready returns when something accepts connections on each of the addresses, and an error with the program's output when it ends before.
func (p *Program) Ready(ctx context.Context, addresses ...string) error {
	for _, address := range addresses {
		if err := p.accepts(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

func (p *Program) accepts(ctx context.Context, address string) error {
	pause := time.NewTicker(5 * time.Millisecond)
	defer pause.Stop()
	for {
		if connection, err := net.Dial("tcp", address); err == nil {
			return connection.Close()
		}
		select {
		case <-pause.C:
		case <-p.ended:
			return fmt.Errorf("the program ended before it was ready: %w\n%s", p.err, p.Output())
		case <-ctx.Done():
			return fmt.Errorf("nothing accepts connections on %s: %w\n%s", address, ctx.Err(), p.Output())
		}
	}
}

// Stop asks the program to end (SIGTERM) and waits for it; when grace is over it is killed, which is an error.
func (p *Program) Stop(grace time.Duration) error {
	return p.signal(syscall.SIGTERM, grace)
}

// Kill ends the program without asking (SIGKILL) and waits for it.
func (p *Program) Kill() {
	_ = p.command.Process.Kill() // an error says that it has ended already
	<-p.ended
}

// Ended is closed when the process has ended.
func (p *Program) Ended() <-chan struct{} { return p.ended }

// Pid is the number of the process.
func (p *Program) Pid() int { return p.command.Process.Pid }

// Output returns what the program has written so far.
func (p *Program) Output() string { return p.output.String() }

func (p *Program) signal(signal os.Signal, grace time.Duration) error {
	if err := p.command.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("cannot stop the program: %w", err)
	}
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-p.ended:
		if p.err != nil {
			return fmt.Errorf("the program ended with an error: %w\n%s", p.err, p.Output())
		}
		return nil
	case <-timer.C:
		p.Kill()
		return fmt.Errorf("the program did not end within %s and was killed\n%s", grace, p.Output())
	}
}

// FreeAddresses returns n addresses on loopback that nothing listens on at the moment.
func FreeAddresses(n int) ([]string, error) {
	found := make([]string, 0, n)
	for range n {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, fmt.Errorf("cannot find a free port: %w", err)
		}
		defer listener.Close() // all stay taken until the last is found, so that no two are the same
		found = append(found, listener.Addr().String())
	}
	return found, nil
}

// log is a buffer that the process writes to while others read.
type log struct {
	mu      sync.Mutex
	content bytes.Buffer // guarded by mu
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.content.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.content.String()
}
