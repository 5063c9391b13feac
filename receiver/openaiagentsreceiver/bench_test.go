//go:build unix

package openaiagentsreceiver

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/receiver/receivertest"

	"github.com/otelcol-baton/baton/internal/processortime"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/ingest"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/metadata"
)

// The recording's posts through the handler to a pipeline that takes all. spans/cpu-s counts the time that the process
// had a core, all of its threads and the garbage collector with it, so that what else the machine does changes little.
func BenchmarkIngest(b *testing.B) {
	recorded, err := os.ReadFile("../../testdata/traces/openai-agents-ingest.jsonl")
	require.NoError(b, err)
	var bodies [][]byte
	lines := bufio.NewScanner(bytes.NewReader(recorded))
	lines.Buffer(nil, 1<<24)
	items := 0
	for lines.Scan() {
		var post struct{ Body json.RawMessage }
		require.NoError(b, json.Unmarshal(lines.Bytes(), &post))
		var data struct{ Data []json.RawMessage }
		require.NoError(b, json.Unmarshal(post.Body, &data))
		items += len(data.Data)
		bodies = append(bodies, post.Body)
	}
	r, err := newReceiver(receivertest.NewNopSettings(metadata.Type), createDefaultConfig().(*Config), consumertest.NewNop())
	require.NoError(b, err)
	b.ReportAllocs()
	began := cpuTime(b)
	for b.Loop() {
		for _, body := range bodies {
			w := httptest.NewRecorder()
			r.handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, ingest.Path, bytes.NewReader(body)))
			if w.Code != http.StatusOK {
				b.Fatal(w.Body.String())
			}
		}
	}
	spans := float64(items * b.N)
	b.ReportMetric(spans/(cpuTime(b)-began).Seconds(), "spans/cpu-s")
	b.ReportMetric(spans/b.Elapsed().Seconds(), "spans/s")
}

func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	used, err := processortime.Used()
	require.NoError(b, err)
	return used
}
