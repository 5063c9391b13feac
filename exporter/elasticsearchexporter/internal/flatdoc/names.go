package flatdoc

import "sync"

// Names is the attribute names that are fields of the mapping, where there is no flattened type. There are at most so
// many of them; the server's own limit lies above, for other exporters may know other names. Its methods may be called
// from many goroutines.
type Names struct {
	mu    sync.RWMutex // guards known
	known map[string]struct{}
}

// mostNames bounds the fields that attributes become. A number takes two.
const mostNames = 800

// NewNames returns an empty set.
func NewNames() *Names { return &Names{known: map[string]struct{}{}} }

// admit says whether a name is a field, and makes it one while there is room.
func (n *Names) admit(name string) bool {
	n.mu.RLock()
	_, ok := n.known[name]
	full := len(n.known) >= mostNames
	n.mu.RUnlock()
	if ok || full {
		return ok
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.known) >= mostNames {
		return false
	}
	n.known[name] = struct{}{}
	return true
}
