package buffer

import (
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// index finds the slot of a trace by its id, in open addressing. It holds slots alone, 4 bytes each, since the ids are
// where the slots lead; a map would hold the ids again.
type index struct {
	slots []uint32 // slot+1; zero is free
	used  int
}

func hashOf(id pcommon.TraceID) uint64 {
	h := binary.LittleEndian.Uint64(id[8:]) ^ binary.LittleEndian.Uint64(id[:8])*0x9E3779B97F4A7C15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

func (x *index) get(traces []*trace, id pcommon.TraceID) (slot uint32, ok bool) {
	if len(x.slots) == 0 {
		return 0, false
	}
	for i := x.home(id); x.slots[i] != 0; i = x.after(i) {
		if slot = x.slots[i] - 1; traces[slot].id == id {
			return slot, true
		}
	}
	return 0, false
}

// put adds a trace that is not there.
func (x *index) put(traces []*trace, slot uint32) {
	if x.used*4 >= len(x.slots)*3 {
		x.resize(traces, max(16, x.used*2))
	}
	x.place(traces, slot)
	x.used++
}

// remove takes a trace out and moves up those whose way led over it.
func (x *index) remove(traces []*trace, slot uint32) {
	i := x.home(traces[slot].id)
	for x.slots[i] != slot+1 {
		i = x.after(i)
	}
	for j := x.after(i); x.slots[j] != 0; j = x.after(j) {
		home := x.home(traces[x.slots[j]-1].id)
		if (j-home+len(x.slots))%len(x.slots) >= (j-i+len(x.slots))%len(x.slots) {
			x.slots[i] = x.slots[j]
			i = j
		}
	}
	x.slots[i] = 0
	if x.used--; x.used*8 < len(x.slots) && len(x.slots) > 16 {
		x.resize(traces, max(16, x.used*2))
	}
}

func (x *index) resize(traces []*trace, size int) {
	old := x.slots
	x.slots = make([]uint32, size)
	for _, s := range old {
		if s != 0 {
			x.place(traces, s-1)
		}
	}
}

func (x *index) place(traces []*trace, slot uint32) {
	i := x.home(traces[slot].id)
	for x.slots[i] != 0 {
		i = x.after(i)
	}
	x.slots[i] = slot + 1
}

func (x *index) home(id pcommon.TraceID) int {
	return int(hashOf(id) >> 32 * uint64(len(x.slots)) >> 32)
}

func (x *index) after(i int) int {
	if i++; i == len(x.slots) {
		return 0
	}
	return i
}
