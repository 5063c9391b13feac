//go:build backends

package elasticsearchexporter

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
)

// crashServer and its like tell the test program that it is the Baton to be killed.
const (
	crashServer  = "BATON_TEST_CRASH_SERVER"
	crashStorage = "BATON_TEST_CRASH_STORAGE"
	crashFrom    = "BATON_TEST_CRASH_FROM"
	crashNone    = "BATON_TEST_CRASH_NONE" // send nothing new
)

// TestCrash_child is no test of its own: it is the process that TestCrash kills. It sends spans for ever and says after
// each batch how many the exporter has taken.
func TestCrash_child(t *testing.T) {
	if os.Getenv(crashServer) == "" {
		t.Skip("started by TestCrash_kill_9_of_Baton_under_load")
	}
	storage := filestorage.NewFactory()
	config := storage.CreateDefaultConfig().(*filestorage.Config)
	config.Directory = os.Getenv(crashStorage)
	id := component.NewID(storage.Type())
	disk, err := storage.Create(context.Background(), extensiontest.NewNopSettings(storage.Type()), config)
	require.NoError(t, err)
	host := extended{componenttest.NewNopHost(), map[component.ID]component.Component{id: disk}}
	require.NoError(t, disk.Start(context.Background(), host))

	set := exportertest.NewNopSettings(metadata.Type)
	set.ID = component.NewID(metadata.Type) // the queue on disk goes by it
	set.Logger, err = zap.NewDevelopment(zap.IncreaseLevel(zap.InfoLevel))
	require.NoError(t, err)
	e, err := createTraces(context.Background(), set, load(t, under(os.Getenv(crashServer), map[string]any{
		"sending_queue": map[string]any{
			"block_on_overflow": true, "storage": "file_storage", "batch": map[string]any{"min_size": 500, "flush_timeout": "100ms"},
		},
	})))
	require.NoError(t, err)
	require.NoError(t, e.Start(context.Background(), host))
	from, err := strconv.Atoi(os.Getenv(crashFrom))
	require.NoError(t, err)
	if os.Getenv(crashNone) != "" {
		<-make(chan struct{})
	}
	for i := from; ; i += 20 {
		require.NoError(t, e.ConsumeTraces(context.Background(), numbered(i, 20, 300)))
		fmt.Printf("taken %d\n", i+20)
		<-time.After(5 * time.Millisecond)
	}
}

func TestCrash_kill_9_of_Baton_under_load(t *testing.T) {
	server := backends.Elasticsearch(t)
	storage := t.TempDir()
	next := 0
	for round := range 4 {
		child := exec.Command(os.Args[0], "-test.run=^TestCrash_child$", "-test.timeout=5m")
		child.Env = append(os.Environ(), crashServer+"="+server.URL, crashStorage+"="+storage, crashFrom+"="+strconv.Itoa(next))
		out, err := child.StdoutPipe()
		require.NoError(t, err)
		child.Stderr = os.Stderr
		require.NoError(t, child.Start())
		kill := time.AfterFunc(time.Duration(2+round)*time.Second/2, func() { _ = child.Process.Kill() })
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if n, ok := strings.CutPrefix(lines.Text(), "taken "); ok {
				next, err = strconv.Atoi(n)
				require.NoError(t, err)
			}
		}
		kill.Stop()
		require.ErrorContains(t, child.Wait(), "killed")
		t.Logf("round %d: %d spans taken when killed", round, next)
	}
	// The last one's queue is sent by a Baton that lives on.
	requireDrained(t, server, storage, next)
}

// requireDrained starts an exporter over what was left on disk. A batch that was taken but not yet told of when the
// process died is stored too; the next round begins with the same.
func requireDrained(t *testing.T, server *backends.Server, storage string, n int) {
	child := exec.Command(os.Args[0], "-test.run=^TestCrash_child$", "-test.timeout=2m")
	child.Env = append(os.Environ(), crashServer+"="+server.URL, crashStorage+"="+storage, crashFrom+"=0", crashNone+"=1")
	child.Stderr = os.Stderr
	require.NoError(t, child.Start())
	defer func() {
		_ = child.Process.Kill()
		_ = child.Wait()
	}()
	var got map[string]int
	lost := n
	for deadline := time.Now().Add(2 * time.Minute); lost > 0 && time.Now().Before(deadline); <-time.After(time.Second) {
		got, lost = stored(t, server, "jaeger-span-*"), 0
		for i := range n {
			if got[number(i).String()] == 0 {
				lost++
			}
		}
	}
	twice := 0
	for _, times := range got {
		if times > 1 {
			twice++
		}
	}
	t.Logf("%d spans wanted, %d lost, %d twice", n, lost, twice)
	require.Zero(t, lost, "lost")
	require.Zero(t, twice, "twice")
}
