package late

import (
	"hash/maphash"
	"strings"
	"unsafe"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// maxBytes bounds the memory: beyond it the oldest traces are forgotten before their time. A trace of one call takes 280
// bytes, each span more that tells anything 50.
const maxBytes = 64 << 20

// What is remembered takes memory. Maps are reckoned at 16 bytes beside what they hold, for half of their room is free.
const (
	entrySize = int(unsafe.Sizeof(entry{}))
	factSize  = int(unsafe.Sizeof(fact{}))
	traceSize = int(unsafe.Sizeof(trace{})) + 16 + 8 + 16 // and its place in the map
	indexSize = 3*48 + 8*(8+16) + 8*(8+8)                 // maps have room for eight to begin with
	// indexedSize is what a fact takes in an index, in two maps at most.
	indexedSize = 8 + 16 + 8 + 8 + 16
	nameSize    = 16
)

// size is how many bytes a trace takes.
func (t *trace) size() int {
	n := traceSize + len(t.run) + cap(t.facts)*factSize
	if len(t.facts) > 0 {
		n += nameSize // the agents of a trace are few
	}
	if t.index != nil {
		n += indexSize + len(t.facts)*indexedSize
	}
	return n
}

// TakeForgotten returns how many traces were forgotten before their time since it was called last.
func (m *Memory) TakeForgotten() int64 { return m.early.Swap(0) }

// names are the agents' names of one trace, once each. They are copies: what spans hold may be a piece of a whole batch.
type names map[string]string

func (n *names) own(name string) string {
	if name == "" {
		return ""
	}
	if own, ok := (*n)[name]; ok {
		return own
	}
	if *n == nil {
		*n = names{}
	}
	own := strings.Clone(name)
	(*n)[own] = own
	return own
}

// hashOf is the hash of the id of a call's response, 0 for none. Within one trace 64 bits tell responses apart.
func (m *Memory) hashOf(n *spantree.Node) uint64 {
	id := n.Facts.Text(dialect.ResponseID)
	if id == "" {
		return 0
	}
	return maphash.String(m.seed, id) | 1
}
