//go:build backends

package elasticsearchexporter

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumererror"

	"github.com/otelcol-baton/baton/e2e/backends"
)

// smallDisk is a file system of its own, of so many megabytes; the test is skipped where one may not mount.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "baton-test", folder).CombinedOutput(); err != nil {
		t.Skipf("cannot mount a small disk, which only root may: %s", out)
	}
	t.Cleanup(func() { require.NoError(t, exec.Command("umount", "-l", folder).Run()) })
	return folder
}

// fill takes all the room that a disk has left.
func fill(t *testing.T, folder string) (empty func()) {
	t.Helper()
	path := filepath.Join(folder, "filler")
	f, err := os.Create(path)
	require.NoError(t, err)
	for _, block := range []int{1 << 20, 4 << 10, 1} {
		for err = nil; err == nil; {
			_, err = f.Write(make([]byte, block))
		}
		require.ErrorContains(t, err, "no space left on device")
	}
	require.NoError(t, f.Close())
	return func() { require.NoError(t, os.Remove(path)) }
}

func TestDisk_full_under_the_queue(t *testing.T) {
	disk := smallDisk(t, "6m")
	server := backends.Elasticsearch(t)
	factory := filestorage.NewFactory()
	config := factory.CreateDefaultConfig().(*filestorage.Config)
	config.Directory = disk
	host := extensionHost(t, factory, config)
	id := component.NewID(factory.Type())
	e, _ := startObserved(t, host, under(server.URL, map[string]any{
		"sending_queue": map[string]any{"storage": id.String(), "queue_size": 1_000_000, "batch": map[string]any{"min_size": 500, "flush_timeout": "100ms"}},
	}))
	send(t, e, numbered(0, 50, 2000))
	requireOnce(t, server, 50)
	server.Kill()

	// Whatever is taken has its place; for the rest the sender is told to come again.
	accepted, refused := 50, 0
	for refused < 20 {
		if err := e.ConsumeTraces(context.Background(), numbered(accepted, 50, 2000)); err != nil {
			require.False(t, consumererror.IsPermanent(err), "%v", err)
			refused++
			continue
		}
		accepted += 50
		require.Less(t, accepted, 50_000, "the disk never filled")
	}
	t.Logf("%d spans taken before the disk was full", accepted)
	server.Start()
	requireUp(t, server)
	requireOnce(t, server, accepted)

	// Once the queue is empty there is room again.
	require.Eventually(t, func() bool {
		return e.ConsumeTraces(context.Background(), numbered(accepted, 50, 2000)) == nil
	}, time.Minute, 500*time.Millisecond)
	requireOnce(t, server, accepted+50)
}

func TestDisk_full_under_the_server(t *testing.T) {
	disk := smallDisk(t, "40m")
	server := backends.ElasticsearchIn(t, disk)
	letters := filepath.Join(t.TempDir(), "letters.jsonl")
	e, logs := startObserved(t, componenttest.NewNopHost(), under(server.URL, map[string]any{"dead_letter": map[string]any{"path": letters}}))
	send(t, e, numbered(0, 100, 300))
	requireOnce(t, server, 100)

	empty := fill(t, disk)
	for i := 100; i < 2000; i += 100 {
		send(t, e, numbered(i, 100, 2000))
	}
	// The server says so, or says nothing at all: it can no more write down that a shard has failed.
	require.Eventually(t, func() bool {
		return logs.FilterMessageSnippet("Exporting failed").Len() > 0
	}, time.Minute, 100*time.Millisecond, "the server runs out of disk")
	<-time.After(5 * time.Second) // many attempts, all in vain
	empty()
	// The server would take minutes to come back by itself; an operator starts it again.
	server.Kill()
	server.Start()
	requireUp(t, server)
	requireOnce(t, server, 2000)
	require.Zero(t, countLines(t, letters), "a full disk passes; no document is given up for it")
}
