//go:build linux

package wholetraceprocessor

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otelcol-baton/baton/internal/tracetest"
)

// memoryOf, when set, makes TestMemoryProcess a process that holds more than it has memory for, and says how much it grew.
const memoryOf = "WHOLE_TRACE_MEMORY_MIB"

// noiseBytes is what each span has that nothing can compress, to be soon at the bounds.
const noiseBytes = 1024

// recorded is a recording on the wire, to be received again and again with ids of its own.
type recorded [][]byte

func record(t *testing.T) recorded {
	var all recorded
	for _, r := range tracetest.Recordings(t) {
		for _, request := range r.Requests {
			wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(request)
			require.NoError(t, err)
			all = append(all, wire)
		}
	}
	return all
}

func (r recorded) receive(t *testing.T, rnd *rand.Rand) ptrace.Traces {
	td, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(r[rnd.IntN(len(r))])
	require.NoError(t, err)
	salt := rnd.Uint64()
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				trace, id, parent := span.TraceID(), span.SpanID(), span.ParentSpanID()
				binary.LittleEndian.PutUint64(trace[:], binary.LittleEndian.Uint64(trace[:])^salt)
				span.SetTraceID(trace)
				span.SetSpanID(salted(id, salt))
				span.SetParentSpanID(salted(parent, salt))
				noise := make([]byte, noiseBytes)
				for i := 0; i < noiseBytes; i += 8 {
					binary.LittleEndian.PutUint64(noise[i:], rnd.Uint64())
				}
				span.Attributes().PutEmptyBytes("noise").FromRaw(noise)
			}
		}
	}
	return td
}

func salted(id pcommon.SpanID, salt uint64) pcommon.SpanID {
	if !id.IsEmpty() {
		binary.LittleEndian.PutUint64(id[:], binary.LittleEndian.Uint64(id[:])^salt)
	}
	return id
}

func resident(t *testing.T) int64 {
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(status), "VmRSS:")
	kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	require.NoError(t, err)
	return kib << 10
}

func TestMemoryProcess(t *testing.T) {
	mib, err := strconv.Atoi(os.Getenv(memoryOf))
	if err != nil {
		t.Skip("it is the process that TestResidentMemoryStaysWithinItsBounds watches")
	}
	cfg := createDefaultConfig().(*Config)
	cfg.MemoryMiB = mib
	cfg.Idle, cfg.AfterRoot = time.Hour, time.Hour
	if dir := os.Getenv(memoryOf + "_DIR"); dir != "" {
		cfg.Storage = configoptional.Some(StorageConfig{Directory: dir, Fsync: "never"})
	}
	traffic, rnd := record(t), rand.New(rand.NewPCG(1, 1))
	for range 300 {
		traffic.receive(t, rnd) // what the test itself takes is there before
	}
	debug.FreeOSMemory()
	before := resident(t)
	p, err := newProcessor(processortest.NewNopSettings(NewFactory().Type()), cfg, consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), componenttest.NewNopHost()))
	spans, peak := 0, int64(0)
	refused := 0
	// Packed, this many spans with their index would take more than twice the memory.
	for batches := 0; spans < mib*2_000; batches++ {
		td := traffic.receive(t, rnd)
		spans += td.SpanCount()
		for p.ConsumeTraces(context.Background(), td) != nil {
			refused++
			runtime.Gosched() // what goes early is not gone yet
		}
		if batches%20 == 0 {
			peak = max(peak, resident(t)-before)
		}
	}
	u := p.buffer.Usage()
	require.NoError(t, p.Shutdown(context.Background()))
	fmt.Printf("grew %d of %d KiB, by its own account %d live, %d packed, %d index, %d in flight, refused %d times\n",
		peak>>10, mib<<10, u.Live>>10, u.Packed>>10, u.Index>>10, u.Flight>>10, refused)
	require.Less(t, float64(peak), 1.15*float64(mib<<20))
	require.Greater(t, float64(peak), 0.5*float64(mib<<20), "memory that may be used is")
}

func runMemoryProcess(t *testing.T, storage bool) ([]byte, error) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestMemoryProcess$", "-test.v")
	cmd.Env = append(os.Environ(), memoryOf+"=128")
	if storage {
		cmd.Env = append(cmd.Env, memoryOf+"_DIR="+t.TempDir())
	}
	return cmd.CombinedOutput()
}

func TestResidentMemoryStaysWithinItsBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	if raceDetector {
		t.Skip("what the race detector takes is many times what is measured")
	}
	for _, storage := range []bool{false, true} {
		t.Run(fmt.Sprintf("storage_%v", storage), func(t *testing.T) {
			// A machine that is busy with other things lets the collector come late, which only adds: the best of three.
			var out []byte
			err := errors.New("not run")
			for range 3 {
				if out, err = runMemoryProcess(t, storage); err == nil {
					break
				}
				t.Log(string(out))
			}
			require.NoError(t, err)
			_, line, _ := strings.Cut(string(out), "grew ")
			line, _, _ = strings.Cut(line, "\n")
			t.Log("grew", line)
		})
	}
}
