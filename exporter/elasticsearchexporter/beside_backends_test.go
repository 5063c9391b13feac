//go:build backends

package elasticsearchexporter

import (
	"bufio"
	"context"
	"math"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/e2e/backends"
)

// Jaeger's own writer and this exporter get the same spans for the same server, and the same happens to both. What each
// has stored in the end is logged, side by side; ours must be whole, and theirs shows that the fault was one.
func TestBeside_Jaegers_own_writer(t *testing.T) {
	server := backends.Elasticsearch(t, "http.max_content_length=64kb")
	t.Run("requests_of_at_most_64kb", func(t *testing.T) {
		beside(t, server, server.URL, "limit", numbered(0, 500, 1000), 500)
	})
	t.Run("numbers_that_JSON_lacks", func(t *testing.T) {
		td := ptrace.NewTraces()
		numbered(0, 10, 10).CopyTo(td)
		td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(3).Attributes().PutDouble("n", math.NaN())
		td.MarkReadOnly()
		beside(t, server, server.URL, "nan", td, 10)
	})
	t.Run("answers_that_get_lost", func(t *testing.T) {
		beside(t, server, losing(t, server), "lost", numbered(0, 30, 100), 30)
	})
	t.Run("a_server_that_makes_no_indices", func(t *testing.T) {
		server.Do("PUT", "/_cluster/settings", `{"transient":{"action.auto_create_index":"false"}}`)
		beside(t, server, server.URL, "closed", numbered(0, 30, 100), 30)
		server.Do("PUT", "/_cluster/settings", `{"transient":{"action.auto_create_index":null}}`)
	})
	t.Run("kill_9_while_the_server_is_down", func(t *testing.T) { besideKilled(t, server) })
}

// beside sends n spans to both writers. Both write to the server at the URL.
func beside(t *testing.T, server *backends.Server, url, name string, td ptrace.Traces, n int) {
	theirs := backends.Jaeger(t, url, "JAEGER_ES_PREFIX=theirs-"+name)
	e := startTraces(t, under(url, map[string]any{"index": map[string]any{"prefix": "ours-" + name}}))
	sendOTLP(t, theirs, []ptrace.Traces{td})
	send(t, e, td)
	requireCount(t, server, "ours-"+name+"-jaeger-span-*", n)
	<-time.After(5 * time.Second) // for theirs, and for what either may do once more
	theirLost, theirTwice := lostAndTwice(t, server, "theirs-"+name+"-jaeger-span-*", n)
	ourLost, ourTwice := lostAndTwice(t, server, "ours-"+name+"-jaeger-span-*", n)
	t.Logf("of %d spans: Jaeger's writer %d lost, %d twice; this exporter %d lost, %d twice", n, theirLost, theirTwice, ourLost, ourTwice)
	require.Zero(t, ourLost+ourTwice)
	require.Positive(t, theirLost+theirTwice, "what happened was no fault")
}

func lostAndTwice(t *testing.T, server *backends.Server, pattern string, n int) (lost, twice int) {
	t.Helper()
	var found map[string]int
	if _, names := server.Ask("GET", "/_cat/indices/"+pattern+"?h=index", ""); strings.Contains(names, "jaeger") {
		found = stored(t, server, pattern)
	}
	for i := range n {
		switch times := found[number(i).String()]; {
		case times == 0:
			lost++
		case times > 1:
			twice++
		}
	}
	return lost, twice
}

// besideKilled kills both writers while they hold spans for a server that is down.
func besideKilled(t *testing.T, server *backends.Server) {
	theirs := backends.Jaeger(t, server.URL, "JAEGER_ES_PREFIX=theirs-killed")
	storage := t.TempDir()
	server.Kill()
	// Theirs says that it has taken the spans, or keeps the sender waiting, as its writer's buffers happen to be.
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	refused := otlpClient(t, theirs).ConsumeTraces(ctx, numbered(0, 100, 100))
	n := takenWhenKilled(t, server, storage)
	theirs.Kill()
	server.Start()
	requireUp(t, server)
	theirs.Start()
	requireDrained(t, server, storage, n)
	lost, twice := lostAndTwice(t, server, "theirs-killed-jaeger-span-*", 100)
	t.Logf("Jaeger's writer lost %d of 100 spans, %d twice, and told the sender: %v; this exporter lost none of %d", lost, twice, refused, n)
	if refused == nil {
		require.Positive(t, lost)
	}
}

// takenWhenKilled kills the child of TestCrash after a while and returns how many spans it had taken.
func takenWhenKilled(t *testing.T, server *backends.Server, storage string) (n int) {
	child := exec.CommandContext(context.Background(), os.Args[0], "-test.run=^TestCrash_child$", "-test.timeout=5m")
	child.Env = append(os.Environ(), crashServer+"="+server.URL, crashStorage+"="+storage, crashFrom+"=0")
	out, err := child.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, child.Start())
	kill := time.AfterFunc(2*time.Second, func() { _ = child.Process.Kill() })
	defer kill.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if taken, ok := strings.CutPrefix(lines.Text(), "taken "); ok {
			n, err = strconv.Atoi(taken)
			require.NoError(t, err)
		}
	}
	require.ErrorContains(t, child.Wait(), "killed")
	require.Positive(t, n)
	return n
}
