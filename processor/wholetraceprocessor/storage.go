package wholetraceprocessor

import (
	"path/filepath"
	"runtime"
	"strings"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/buffer"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
)

// segmentBytes is how large a file of the log grows; a small log has smaller ones.
const segmentBytes = 32 << 20

// openStorage opens the folder of this processor: whole_trace/one has its own beside that of whole_trace/two.
func (p *wholeTrace) openStorage() error {
	if !p.cfg.Storage.HasValue() {
		return nil
	}
	c := p.cfg.Storage.Get()
	folder := strings.ReplaceAll(p.set.ID.String(), "/", "_")
	limit := int64(c.MaxMiB) << 20
	segment := int64(segmentBytes)
	if limit > 0 {
		segment = min(segment, limit/8)
	}
	var err error
	p.log, err = spill.Open(filepath.Join(c.Directory, folder), spill.Options{
		Fsync: spill.Fsync(c.Fsync), MaxBytes: limit, SegmentBytes: segment,
	})
	return err
}

// shardsPerCPU is how many shards there are for each processor that Go uses: enough that two senders rarely meet.
const shardsPerCPU = 4

func (c *Config) buffer(mutates bool) buffer.Settings {
	return buffer.Settings{
		Idle: c.Idle, AfterRoot: c.AfterRoot, MaxAge: c.MaxAge, LateMemory: c.LateMemory,
		MaxTraceSpans: c.MaxTraceSpans,
		MaxTraceBytes: c.MaxTraceMiB << 20,
		MemoryBytes:   int64(c.MemoryMiB) << 20,
		Shards:        shardsPerCPU * runtime.GOMAXPROCS(0),
		Mutates:       mutates,
	}
}
