package flatdoc

import (
	"strings"
	"sync"
	"time"
)

// Names is the attribute names that are fields of the mapping, where there is no flattened type. There are at most so
// many of them in a day, for which an index lives; the server's own limit lies above, for other exporters may know other
// names. Its methods may be called from many goroutines.
type Names struct {
	now func() time.Time

	mu    sync.RWMutex      // guards the rest
	known map[string]string // attribute → field
	since time.Time
}

// mostNames bounds the fields that attributes become. A number takes two.
const mostNames = 800

// NewNames returns an empty set.
func NewNames(now func() time.Time) *Names {
	return &Names{now: now, known: map[string]string{}, since: now()}
}

// admit returns the field of an attribute, and makes one while there is room.
func (n *Names) admit(key string) (field string, ok bool) {
	n.mu.RLock()
	field, ok = n.known[key]
	full := len(n.known) >= mostNames
	since := n.since
	n.mu.RUnlock()
	if ok || full && n.now().Sub(since) < 24*time.Hour {
		return field, ok
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.known) >= mostNames {
		n.known, n.since = map[string]string{}, n.now()
	}
	// A copy: the key may be a part of a message that is far larger.
	key = strings.Clone(key)
	field = strings.ReplaceAll(key, ".", "@")
	n.known[key] = field
	return field, true
}
