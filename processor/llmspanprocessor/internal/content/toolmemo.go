package content

import "hash/maphash"

// toolMemo remembers what definitions of tools came out as: an agent sends the same ones with each of its calls, and
// reading them takes longer than its messages. It knows a few, each by the whole of its text.
type toolMemo struct {
	seed maphash.Seed
	sets [toolSets]toolSet
}

const (
	toolSets  = 16
	toolWays  = 4
	mostBytes = 4 << 10 // of a definition that is worth remembering; 64 of them are half a megabyte at most
)

// toolSet are the definitions of one hash. The next one to come takes the place of the oldest.
type toolSet struct {
	known [toolWays]knownTool
	next  int
}

type knownTool struct{ source, elements []byte }

func newToolMemo() toolMemo { return toolMemo{seed: maphash.MakeSeed()} }

// set returns the set that a text belongs to, nil for a text that is not remembered.
func (m *toolMemo) set(source string) *toolSet {
	if len(source) == 0 || len(source) > mostBytes {
		return nil
	}
	return &m.sets[maphash.String(m.seed, source)%toolSets]
}

// find returns the elements that a text came out as.
func (s *toolSet) find(source string) (elements []byte, ok bool) {
	for i := range s.known {
		if k := &s.known[i]; string(k.source) == source {
			return k.elements, true
		}
	}
	return nil, false
}

func (s *toolSet) remember(source string, elements []byte) {
	if len(elements) > mostBytes {
		return
	}
	k := &s.known[s.next]
	s.next = (s.next + 1) % toolWays
	k.source, k.elements = append(k.source[:0], source...), append(k.elements[:0], elements...)
}
