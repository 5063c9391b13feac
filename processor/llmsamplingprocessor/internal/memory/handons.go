package memory

// HandOns remembers the ids of the hand-ons seen last, in a ring.
type HandOns struct {
	seen map[uint64]struct{}
	ring []uint64
	next int
}

// NewHandOns makes room for limit ids, at least one.
func NewHandOns(limit int) *HandOns {
	return &HandOns{seen: make(map[uint64]struct{}), ring: make([]uint64, 0, max(1, limit))}
}

// Seen says whether id was seen before, and remembers it.
func (h *HandOns) Seen(id uint64) bool {
	if _, ok := h.seen[id]; ok {
		return true
	}
	h.seen[id] = struct{}{}
	if len(h.ring) < cap(h.ring) {
		h.ring = append(h.ring, id)
		return false
	}
	delete(h.seen, h.ring[h.next])
	h.ring[h.next] = id
	h.next = (h.next + 1) % len(h.ring)
	return false
}
