package buffer

import "math/bits"

// heaviest finds the trace that holds the most, among any number, without keeping them sorted: traces stand in classes
// of about equal weight, and only the heaviest class is searched.
type heaviest struct {
	classes [classes][]uint32 // slots of traces
	top     int               // no class above it has anybody
}

const (
	classes    = 256 // four to each power of two
	searchMost = 256 // in one class; those left out are lighter by less than a fifth
)

// classOf gives each weight its class; nothing weighs nothing has none.
func classOf(weight int64) int16 {
	if weight <= 0 {
		return -1
	}
	n := bits.Len64(uint64(weight))
	if n <= 2 {
		return int16(n * 4)
	}
	return int16(n*4) + int16(weight>>(n-3)&3)
}

// move puts a trace into the class of its weight.
func (h *heaviest) move(traces []*trace, slot uint32, weight int64) {
	t := traces[slot]
	class := classOf(weight)
	if class == t.class {
		return
	}
	if t.class >= 0 {
		old := h.classes[t.class]
		last := old[len(old)-1]
		old[t.place] = last
		traces[last].place = t.place
		h.classes[t.class] = old[:len(old)-1]
	}
	t.class, t.place = class, 0
	if class >= 0 {
		t.place = uint32(len(h.classes[class]))
		h.classes[class] = append(h.classes[class], slot)
		h.top = max(h.top, int(class))
	}
}

// find returns the heaviest trace, and false when there is none.
func (h *heaviest) find(weigh func(slot uint32) int64) (slot uint32, weight int64, ok bool) {
	for h.top > 0 && len(h.classes[h.top]) == 0 {
		h.classes[h.top] = nil
		h.top--
	}
	class := h.classes[h.top]
	for _, s := range class[:min(len(class), searchMost)] {
		if w := weigh(s); w > weight {
			slot, weight, ok = s, w, true
		}
	}
	return slot, weight, ok
}
