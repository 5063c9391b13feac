// Package dependency counts calls between services for Jaeger's architecture page.
package dependency

import (
	"cmp"
	"math"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/connector/agentgraphconnector/internal/graph"
	"github.com/otelcol-baton/baton/internal/agenttrace"
)

// Event is the event name of the log records, which the exporter elasticsearch makes Jaeger's documents of.
const Event = "jaeger.dependencies"

// Count counts calls from one service to another. It is not safe for concurrent use.
type Count struct {
	names *graph.Names
	calls map[pair]float64
}

type pair struct{ parent, child string }

// NewCount returns an empty count. With agents as services, agents are counted as services of their own.
func NewCount(names *graph.Names) *Count {
	return &Count{names: names, calls: map[pair]float64{}}
}

// maxPairs bounds the pairs between two records. Beyond it no new ones are counted.
const maxPairs = 10_000

// Add counts a batch: a span whose parent is of another service is a call. With agents as services so is a transition to
// an agent whose parent is not of the agent before.
func (c *Count) Add(b *agenttrace.Batch) {
	b.Link()
	for i := range b.Spans {
		v := &b.Spans[i]
		here := c.of(b, i)
		above := ""
		if v.Above >= 0 {
			above = c.of(b, int(v.Above))
			c.Call(above, here, v.Weight)
		}
		if c.names.AgentsAsServices {
			c.transitions(b, v, above, here)
		}
	}
}

// transitions counts what leads to a turn, but for what its parent already told.
func (c *Count) transitions(b *agenttrace.Batch, v *agenttrace.View, above, here string) {
	for k := range v.Edges() {
		from, _, _ := v.Edge(k)
		if source := c.names.Service(graph.Origin(b, v, k), agenttrace.Name(from)); source != above {
			c.Call(source, here, v.Weight)
		}
	}
}

// of is the service of a span: the agent's, be it named on the span or above it.
func (c *Count) of(b *agenttrace.Batch, i int) string {
	v := &b.Spans[i]
	agent := v.Agent
	if agent == "" && v.Turn >= 0 && b.Spans[v.Turn].Service == v.Service {
		agent = b.Spans[v.Turn].Agent
	}
	return c.names.Service(v.Service, agent)
}

// Call counts a call that stands for so many.
func (c *Count) Call(parent, child string, weight float64) {
	if parent == child || parent == "" {
		return
	}
	key := pair{parent, child}
	if _, ok := c.calls[key]; !ok && len(c.calls) >= maxPairs {
		return
	}
	c.calls[key] += weight
}

// Record returns the calls since the record before as a log record, and false when there were none.
func (c *Count) Record(scope string, now time.Time) (plog.Logs, bool) {
	logs := plog.NewLogs()
	if len(c.calls) == 0 {
		return logs, false
	}
	sl := logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty()
	sl.Scope().SetName(scope)
	record := sl.LogRecords().AppendEmpty()
	at := pcommon.NewTimestampFromTime(now)
	record.SetTimestamp(at)
	record.SetObservedTimestamp(at)
	record.SetEventName(Event)
	record.SetSeverityNumber(plog.SeverityNumberInfo)
	body := record.Body().SetEmptyMap()
	body.PutStr("timestamp", now.UTC().Format(time.RFC3339Nano))
	list := body.PutEmptySlice("dependencies")
	for _, key := range c.pairs() {
		edge := list.AppendEmpty().SetEmptyMap()
		edge.PutStr("parent", key.parent)
		edge.PutStr("child", key.child)
		edge.PutInt("callCount", int64(math.Round(c.calls[key])))
		edge.PutStr("source", "baton")
	}
	clear(c.calls)
	return logs, true
}

// pairs are in a fixed order: the same calls make the same record.
func (c *Count) pairs() []pair {
	list := make([]pair, 0, len(c.calls))
	for key := range c.calls {
		list = append(list, key)
	}
	slices.SortFunc(list, func(a, b pair) int {
		return cmp.Or(cmp.Compare(a.parent, b.parent), cmp.Compare(a.child, b.child))
	})
	return list
}
