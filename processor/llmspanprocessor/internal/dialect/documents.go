package dialect

import (
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Documents is where the documents of a rerank stand: a list, or attributes whose names begin with the key and a number.
type Documents struct {
	Key string
	// Query says that one more follows, which is the query.
	Query bool
}

// maxDocuments is more than any rerank takes.
const maxDocuments = 1 << 20

// CountDocuments counts the documents that a rerank was given, 0 where nothing tells.
func (d *Dialect) CountDocuments(attrs pcommon.Map) int64 {
	for i := range d.Documents {
		if n := d.Documents[i].count(attrs); n > 0 {
			return int64(n)
		}
	}
	return 0
}

func (d *Documents) count(attrs pcommon.Map) int {
	n := 0
	for key, v := range attrs.All() {
		rest, ok := strings.CutPrefix(key, d.Key)
		switch {
		case !ok:
		case rest == "" && v.Type() == pcommon.ValueTypeSlice:
			n = max(n, v.Slice().Len())
		case strings.HasPrefix(rest, "."):
			number, _, _ := strings.Cut(rest[1:], ".")
			if at, err := strconv.Atoi(number); err == nil && at >= 0 && at < maxDocuments {
				n = max(n, at+1)
			}
		}
	}
	if d.Query && n > 0 {
		n--
	}
	return n
}
