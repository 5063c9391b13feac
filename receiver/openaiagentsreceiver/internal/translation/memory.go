package translation

import (
	"strings"
	"sync"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// rememberedTraces is how many of the last traces are remembered at least; at most it is twice as many.
const rememberedTraces = 16384

// memory knows the traces whose root was given out, so that a trace object that comes twice gives one root, and
// their workflows. It forgets the oldest half when it is full.
type memory struct {
	mu          sync.Mutex
	most        int
	young, aged map[pcommon.TraceID]string // trace -> workflow
}

func newMemory(most int) *memory {
	return &memory{most: most, young: map[pcommon.TraceID]string{}}
}

// claim is true for one caller: until release, or until the trace is forgotten.
func (m *memory) claim(id pcommon.TraceID, workflow string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.find(id); ok {
		return false
	}
	if len(m.young) >= m.most {
		m.aged, m.young = m.young, make(map[pcommon.TraceID]string, m.most)
	}
	m.young[id] = kept(workflow)
	return true
}

func (m *memory) release(id pcommon.TraceID) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.young, id)
	delete(m.aged, id)
}

func (m *memory) workflow(id pcommon.TraceID) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	workflow, _ := m.find(id)
	return workflow
}

func (m *memory) find(id pcommon.TraceID) (workflow string, ok bool) {
	if workflow, ok = m.young[id]; !ok {
		workflow, ok = m.aged[id]
	}
	return workflow, ok
}

// mostName is how many bytes of a workflow's name are kept, for service.name: one as long as a body must not stay in memory.
const mostName = 256

func kept(workflow string) string {
	if len(workflow) <= mostName {
		return workflow
	}
	end := mostName
	for end > 0 && !utf8.RuneStart(workflow[end]) {
		end--
	}
	return strings.Clone(workflow[:end])
}
