// Package said knows where emitters put what was said: prompts, completions, tool arguments, tool results. Every place of
// every dialect is a row in dialects.go.
package said

import (
	"slices"
	"strings"
)

// Kind is what an attribute holds.
type Kind uint8

// The kinds of attributes.
const (
	None   Kind = iota
	Said        // prompts, completions, arguments, results, and what derives from them
	Params      // a request's parameters as JSON, with the system text or the tools among them
	Error       // the text of an error, which may quote any of these; its type is no content
)

// Places answers where content is. It may be used from several goroutines.
type Places struct {
	keys  map[string]Kind
	short [256][]row // by first byte, those without content before the others
	long  [256][]row // by spread of their first eight bytes
}

// row are the keys with a beginning and an end.
type row struct {
	prefix, suffix string
	kind           Kind
}

// NewPlaces returns the places of all dialects, and more that hold what was said. A key that ends in a dot is a prefix.
func NewPlaces(more ...string) *Places {
	p := &Places{keys: map[string]Kind{}}
	p.add(None, exceptions)
	for _, list := range [][]dialect{dialects, platforms} {
		for _, d := range list {
			p.add(Said, d.said)
			p.add(Params, d.params)
			p.add(Error, d.errors)
		}
	}
	p.add(Said, more)
	return p
}

func (p *Places) add(kind Kind, keys []string) {
	for _, key := range keys {
		prefix, suffix, many := strings.Cut(key, "*")
		if !many && strings.HasSuffix(key, ".") {
			prefix, many = key, true
		}
		switch {
		case !many || prefix == "":
			p.keys[key] = kind
		case len(prefix) < eight:
			p.short[prefix[0]] = append(p.short[prefix[0]], row{prefix, suffix, kind})
		default:
			p.long[spread(prefix)] = append(p.long[spread(prefix)], row{prefix, suffix, kind})
		}
	}
}

// eight is how many bytes of a key spread looks at: the eighth is where keys of gen_ai begin to differ.
const eight = 8

func spread(key string) byte { return key[0]*31 ^ key[eight-1] }

// Of says what an attribute of a span, an event or a link holds.
func (p *Places) Of(key string) Kind {
	if kind, ok := p.keys[key]; ok {
		return kind
	}
	if key == "" {
		return None
	}
	if kind, ok := match(p.short[key[0]], key); ok || len(key) < eight {
		return kind
	}
	kind, _ := match(p.long[spread(key)], key)
	return kind
}

func match(rows []row, key string) (Kind, bool) {
	for i := range rows {
		if r := &rows[i]; strings.HasPrefix(key, r.prefix) && strings.HasSuffix(key, r.suffix) {
			return r.kind, true
		}
	}
	return None, false
}

// Keys lists all that is known to hold something, in order; one that ends in a dot is a prefix, and a star stands for
// anything.
func (p *Places) Keys() []string {
	var keys []string
	for key, kind := range p.keys {
		if kind != None {
			keys = append(keys, key)
		}
	}
	for i := range p.short {
		for _, r := range slices.Concat(p.short[i], p.long[i]) {
			switch {
			case r.kind == None:
			case r.suffix == "":
				keys = append(keys, r.prefix)
			default:
				keys = append(keys, r.prefix+"*"+r.suffix)
			}
		}
	}
	slices.Sort(keys)
	return keys
}

// Event says whether an event is about a message, so that all of its attributes but labels are content: those of the
// conventions, OpenInference's and LangChain's of streams, Claude Code's of tools.
func Event(name string) bool {
	switch {
	case strings.HasPrefix(name, "gen_ai."):
		return strings.HasSuffix(name, ".message") || strings.HasPrefix(name, "gen_ai.content.") ||
			name == "gen_ai.choice" || strings.HasSuffix(name, ".operation.details") || strings.HasSuffix(name, ".exception")
	case strings.HasPrefix(name, "llm.content."), strings.HasPrefix(name, "tool."):
		return true
	}
	return false
}
