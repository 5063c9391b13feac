package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// suffix ends the name of a file with one OTLP/JSON request a line.
const suffix = ".otlp.jsonl"

// recording is what one program sent.
type recording struct {
	name     string
	requests [][]byte
}

// readRecordings reads every recording of a folder, in the order of their names.
func readRecordings(dir string) ([]recording, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*"+suffix))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("there are no recordings (*%s) in %s: name their folder with --recordings", suffix, dir)
	}
	var found []recording
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("cannot read the recording: %w", err)
		}
		name := strings.TrimSuffix(filepath.Base(file), suffix)
		found = append(found, recording{name, bytes.Split(bytes.TrimSpace(content), []byte("\n"))})
	}
	return found, nil
}

// traceIDs returns the ids of the traces in the recording.
func (r recording) traceIDs() (map[pcommon.TraceID]bool, error) {
	found := map[pcommon.TraceID]bool{}
	for _, request := range r.requests {
		traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(request)
		if err != nil {
			return nil, fmt.Errorf("cannot read the recording %s: %w", r.name, err)
		}
		for id := range idsOf(traces) {
			found[id] = true
		}
	}
	return found, nil
}

// send posts the recording as its program did, to an OTLP/HTTP address.
func (r recording) send(ctx context.Context, address string) error {
	for _, body := range r.requests {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/v1/traces", bytes.NewReader(body))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return fmt.Errorf("cannot send the recording %s: %w", r.name, err)
		}
		if err := response.Body.Close(); err != nil {
			return err
		}
		if response.StatusCode != http.StatusOK {
			return fmt.Errorf("cannot send the recording %s: Baton answers %s", r.name, response.Status)
		}
	}
	return nil
}

// idsOf returns the ids of the traces that the spans belong to.
func idsOf(traces ptrace.Traces) map[pcommon.TraceID]bool {
	found := map[pcommon.TraceID]bool{}
	for _, resource := range traces.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				found[span.TraceID()] = true
			}
		}
	}
	return found
}
