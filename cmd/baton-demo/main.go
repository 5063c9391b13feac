// Program baton-demo starts a Baton, sends it recorded agent runs by OTLP, takes back what Baton made of them, and prints it: per
// run the agents in order, who handed over to whom, calls, tokens and dollars. Then it goes on with what you send yourself, until Ctrl-C.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/program"
)

// patience is how long the demo waits for Baton to start, for the last recorded trace, and for Baton to end.
const patience = 30 * time.Second

func main() {
	binary := flag.String("baton", "bin/otelcol-baton", "the program to start")
	dir := flag.String("recordings", "testdata/traces", "the folder of recorded traces")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := demonstrate(ctx, *binary, *dir, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "baton-demo:", err)
		os.Exit(1)
	}
}

func demonstrate(ctx context.Context, binary, dir string, out io.Writer) error {
	recordings, err := readRecordings(dir)
	if err != nil {
		return err
	}
	sink, err := newSink()
	if err != nil {
		return err
	}
	baton, err := startBaton(ctx, binary, sink.address)
	if err != nil {
		return errors.Join(err, sink.close(context.WithoutCancel(ctx)))
	}
	err = show(ctx, baton, sink, recordings, out)
	return errors.Join(err, baton.Stop(patience), sink.close(context.WithoutCancel(ctx)))
}

// show sends the recordings, prints what comes back, and goes on printing until ctx ends.
func show(ctx context.Context, baton *baton, sink *sink, recordings []recording, out io.Writer) error {
	names := map[pcommon.TraceID]string{}
	for _, recording := range recordings {
		ids, err := recording.traceIDs()
		if err != nil {
			return err
		}
		for id := range ids {
			names[id] = recording.name
		}
	}
	sent := make(chan error, 1)
	go func() { sent <- sendAll(ctx, baton.HTTP, recordings) }() // ends with ctx at the latest

	report := newReport(names)
	if err := collect(ctx, baton, sink, len(names), report); err != nil {
		return err
	}
	if err := <-sent; err != nil {
		return err
	}
	report.print(out)
	fmt.Fprintf(out, "\nBaton goes on: send your own traces to http://%s (OTLP/HTTP) or %s (OTLP/gRPC),\nand they show up here. Ctrl-C ends it.\n", baton.HTTP, baton.GRPC)
	return follow(ctx, baton, sink, out)
}

// collect takes what Baton hands on until it has seen so many traces, or nothing comes any more.
func collect(ctx context.Context, baton *baton, sink *sink, want int, report *report) error {
	seen := map[pcommon.TraceID]bool{}
	for len(seen) < want {
		traces, err := next(ctx, baton, sink, patience)
		if errors.Is(err, errSilent) {
			return fmt.Errorf("%d of %d recorded traces came back, and then none for %s\n%s", len(seen), want, patience, baton.Output())
		}
		if err != nil {
			return err
		}
		for id := range idsOf(traces) {
			seen[id] = true
		}
		report.add(traces)
	}
	return nil
}

// follow prints what comes, batch by batch, until ctx ends.
func follow(ctx context.Context, baton *baton, sink *sink, out io.Writer) error {
	for {
		traces, err := next(ctx, baton, sink, 24*time.Hour)
		if errors.Is(err, context.Canceled) {
			return nil
		}
		if errors.Is(err, errSilent) {
			continue
		}
		if err != nil {
			return err
		}
		report := newReport(nil)
		report.add(traces)
		report.print(out)
	}
}

var errSilent = errors.New("nothing came")

// next returns the next batch that Baton hands on.
func next(ctx context.Context, baton *baton, sink *sink, wait time.Duration) (ptrace.Traces, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case traces := <-sink.traces:
		return traces, nil
	case <-baton.Ended():
		return ptrace.Traces{}, fmt.Errorf("the program ended:\n%s", baton.Output())
	case <-timer.C:
		return ptrace.Traces{}, errSilent
	case <-ctx.Done():
		return ptrace.Traces{}, ctx.Err()
	}
}

func sendAll(ctx context.Context, address string, recordings []recording) error {
	for _, recording := range recordings {
		if err := recording.send(ctx, address); err != nil {
			return err
		}
	}
	return nil
}

// baton is the program under demonstration.
type baton struct {
	*program.Program
	program.Addresses
}

// startBaton runs config/local.yaml on free ports, impatient, and with our sink as a second exporter.
func startBaton(ctx context.Context, binary, sink string) (*baton, error) {
	addresses, err := program.Elsewhere()
	if err != nil {
		return nil, err
	}
	// Ctrl-C reaches Baton by itself, as part of the terminal's foreground group; ctx must not kill it before it has ended well.
	configs := append([]string{"baton:local"}, addresses.Configs()...)
	running, err := program.Start(context.WithoutCancel(ctx), binary, append(configs,
		"yaml:processors::whole_trace: {idle: 1s, after_root: 500ms}",
		"yaml:exporters::otlp_http/demo: {endpoint: \"http://"+sink+"\", compression: none}",
		"yaml:service::pipelines::traces::exporters: [otlp_http/demo, conversation]",
		"yaml:service::telemetry::logs::level: warn",
	)...)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := running.Ready(limited, addresses.All()...); err != nil {
		return nil, errors.Join(err, running.Stop(patience))
	}
	return &baton{running, addresses}, nil
}
