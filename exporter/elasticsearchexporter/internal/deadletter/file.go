// Package deadletter keeps what the server will never take: one line of OTLP JSON for each span or log record, as the
// Collector's file exporter writes it and its OTLP JSON file receiver reads it, with the server's reason beside it in a
// field that OTLP readers pass over. The file is bounded; what finds no room is lost, and counted by the caller.
package deadletter

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// ErrFull says that the file has reached its bound.
var ErrFull = errors.New("the dead-letter file is full: replay it, then move it away")

// File is an open dead-letter file. Its methods may be called from many goroutines.
type File struct {
	most int64

	mu   sync.Mutex // guards the rest
	file *os.File
	size int64
}

// Open opens the file for appending, or makes it; it grows to at most so many bytes.
func Open(path string, most int64) (*File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot open the dead-letter file: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &File{most: most, file: f, size: info.Size()}, nil
}

// Reason is why a document is here.
type Reason struct {
	Time   time.Time `json:"time"`
	Index  string    `json:"index"`
	Status int       `json:"status"`
	Reason string    `json:"reason"`
}

// WriteSpans writes the traces, of one span, with the reason.
func (f *File) WriteSpans(td ptrace.Traces, why Reason) error {
	data, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
	if err != nil {
		return fmt.Errorf("cannot write a dead letter: %w", err)
	}
	return f.write(data, why)
}

// WriteLogs writes the logs, of one record, with the reason.
func (f *File) WriteLogs(ld plog.Logs, why Reason) error {
	data, err := (&plog.JSONMarshaler{}).MarshalLogs(ld)
	if err != nil {
		return fmt.Errorf("cannot write a dead letter: %w", err)
	}
	return f.write(data, why)
}

// write adds the reason as one more field of the object and puts the line down whole, or not at all.
func (f *File) write(data []byte, why Reason) error {
	reason, err := json.Marshal(why)
	if err != nil {
		return fmt.Errorf("cannot write a dead letter: %w", err)
	}
	line := append(data[:len(data)-1], `,"deadLetter":`...)
	line = append(line, reason...)
	line = append(line, '}', '\n')

	f.mu.Lock()
	defer f.mu.Unlock()
	if f.size+int64(len(line)) > f.most {
		return ErrFull
	}
	n, err := f.file.Write(line)
	if err != nil {
		// Half a line would spoil the next one.
		return errors.Join(fmt.Errorf("cannot write a dead letter: %w", err), f.file.Truncate(f.size))
	}
	f.size += int64(n)
	return nil
}

// Close puts the file on disk and closes it.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return errors.Join(f.file.Sync(), f.file.Close())
}
