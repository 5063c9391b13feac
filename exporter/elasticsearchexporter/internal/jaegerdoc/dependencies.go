package jaegerdoc

import (
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/bulk"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/index"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/jsontext"
)

// DependenciesEvent is the event name of the log records that agent_graph writes for Jaeger's architecture page: their
// body is a map of a timestamp and a list of dependencies.
const DependenciesEvent = "jaeger.dependencies"

// IsDependencies says that a record is one of agent_graph's.
func IsDependencies(record plog.LogRecord) bool {
	return record.EventName() == DependenciesEvent && record.Body().Type() == pcommon.ValueTypeMap
}

// AddDependencies adds the document of such a record, in the form that Jaeger's own batch job writes.
func AddDependencies(body *bulk.Body, names *index.Names, tenant string, record plog.LogRecord, item uint32) {
	at := timeOf(record)
	doc := append([]byte(nil), `{"timestamp":`...)
	doc = jsontext.AppendTime(doc, at)
	doc = append(doc, `,"dependencies":[`...)
	start := len(doc)
	if list, ok := record.Body().Map().Get("dependencies"); ok && list.Type() == pcommon.ValueTypeSlice {
		for _, v := range list.Slice().All() {
			if v.Type() == pcommon.ValueTypeMap {
				doc = appendDependency(doc, v.Map())
			}
		}
	}
	doc = append(closeList(doc, start), '}')
	sum := sha256.Sum256(doc)
	id := base64.RawURLEncoding.AppendEncode(nil, sum[:24])
	body.End(append(body.Begin(names.Target(tenant, index.DayOf(at)), id, item, ""), doc...))
}

func appendDependency(dst []byte, edge pcommon.Map) []byte {
	dst = append(dst, '{')
	for _, key := range []string{"parent", "child", "source"} {
		if v, ok := edge.Get(key); ok {
			dst = append(dst, '"')
			dst = append(append(dst, key...), '"', ':')
			dst, _ = jsontext.AppendString(dst, v.AsString())
			dst = append(dst, ',')
		}
	}
	dst = append(dst, `"callCount":`...)
	var calls int64
	if v, ok := edge.Get("callCount"); ok {
		switch v.Type() {
		case pcommon.ValueTypeInt:
			calls = v.Int()
		case pcommon.ValueTypeDouble:
			calls = int64(v.Double())
		}
	}
	dst = strconv.AppendInt(dst, max(calls, 0), 10)
	return append(dst, '}', ',')
}

// timeOf is the timestamp in the body, in text or nanoseconds, or else that of the record.
func timeOf(record plog.LogRecord) uint64 {
	if v, ok := record.Body().Map().Get("timestamp"); ok {
		switch v.Type() {
		case pcommon.ValueTypeStr:
			if t, err := time.Parse(time.RFC3339Nano, v.Str()); err == nil && t.Unix() >= 0 {
				return uint64(t.UnixNano()) // #nosec G115 -- after 1970
			}
		case pcommon.ValueTypeInt:
			if n := v.Int(); n > 0 {
				return uint64(n)
			}
		}
	}
	if t := record.Timestamp(); t != 0 {
		return uint64(t)
	}
	return uint64(record.ObservedTimestamp())
}
