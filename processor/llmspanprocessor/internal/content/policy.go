package content

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/said"
)

// Policy treats content as its settings say. Applying it twice is applying it once. It may be used from several
// goroutines.
type Policy struct {
	mode   Mode
	max    int
	places *said.Places
	masker *masker
}

// Counts is what a Policy has done, by the value's kind of treatment.
type Counts struct {
	Masked    [kinds]int64 // things found, by Kind
	User      int64        // things that patterns of the user's own found
	Truncated int64        // texts cut
	Dropped   int64        // attributes and texts removed
	Closed    int64        // JSON made whole that had been cut before it came
}

// NewPolicy makes a policy, or says what is wrong with its settings.
func NewPolicy(s Settings) (*Policy, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	p := &Policy{mode: s.Mode, max: s.MaxBytes, places: said.NewPlaces(s.Keys...)}
	if p.max == 0 {
		p.max = defaultMaxBytes
	}
	p.masker = newMasker(s.Patterns)
	return p, nil
}

// IsContent says whether an attribute is one in which some dialect puts prompts, completions, arguments or results.
func (p *Policy) IsContent(key string) bool { return p.places.Of(key) == said.Said }

// Keeps says that the policy changes nothing.
func (p *Policy) Keeps() bool { return p.mode == Keep || p.mode == "" }

// Apply treats all content of a span: its attributes, its status text, its events and its links.
func (p *Policy) Apply(span ptrace.Span, counts *Counts) {
	if p.Keeps() {
		return
	}
	p.name(span, counts)
	p.Map(span.Attributes(), counts)
	if status := span.Status(); status.Message() != "" {
		status.SetMessage(p.error(status.Message(), counts))
	}
	for _, e := range span.Events().All() {
		if said.Event(e.Name()) {
			p.contentEvent(e.Attributes(), counts)
		} else {
			p.Map(e.Attributes(), counts)
		}
	}
	for _, l := range span.Links().All() {
		p.Map(l.Attributes(), counts)
	}
}

// descriptions are the attributes from which instrumentors of CrewAI make the names of spans where a task has no name.
var descriptions = [...]string{"crewai.task.description", "task_description"}

// name treats the name of a span that quotes what its task is: "<description>.task" of OpenLLMetry, and OpenInference's
// "<agent>.<the first 50 characters>.execute".
func (p *Policy) name(span ptrace.Span, counts *Counts) {
	name := span.Name()
	kind := name[strings.LastIndexByte(name, '.')+1:]
	if kind != "task" && kind != "execute" {
		return
	}
	for _, key := range descriptions {
		v, ok := span.Attributes().Get(key)
		if !ok || v.Type() != pcommon.ValueTypeStr {
			continue
		}
		quote := strings.TrimSpace(v.Str())
		if runes := []rune(quote[:min(len(quote), 256)]); len(runes) > 50 {
			quote = string(runes[:50])
		}
		at := strings.Index(name, quote)
		switch {
		case at < 0 || quote == "":
		case p.mode == Drop:
			counts.Dropped++
			span.SetName(strings.TrimLeft(name[:at]+kind, " "))
			return
		default:
			span.SetName(p.text("", name, counts))
			return
		}
	}
}

// Map treats the content among the attributes of a span, an event, a link or a log record.
func (p *Policy) Map(attrs pcommon.Map, counts *Counts) {
	switch {
	case p.Keeps():
	case p.mode == Drop:
		p.dropMap(attrs, counts)
	default:
		for key, value := range attrs.All() {
			if p.places.Of(key) != said.None {
				p.value(key, value, counts)
			}
		}
	}
}

// value masks or truncates.
func (p *Policy) value(key string, v pcommon.Value, counts *Counts) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		before := v.Str()
		if after := p.text(key, before, counts); after != before {
			v.SetStr(after)
		}
	case pcommon.ValueTypeInt:
		if p.mode == Mask {
			if after, found := p.masker.number(key, v.AsString(), counts); found {
				v.SetStr(after)
			}
		}
	case pcommon.ValueTypeBytes:
		before := string(v.Bytes().AsRaw())
		if after := p.text(key, before, counts); after != before {
			v.Bytes().FromRaw([]byte(after))
		}
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			p.value(key, e, counts)
		}
		if p.mode == Truncate && v.Slice().Len() > p.max { // an embedding
			counts.Truncated++
			p.truncateSlice(v)
		}
	case pcommon.ValueTypeMap:
		for k, e := range v.Map().All() {
			p.value(k, e, counts)
		}
		p.keys(v.Map(), counts)
	}
}

// keys treats the keys of a map as the names in JSON are treated. What was told apart stays so: of keys that have become
// the same, the second has a 2 behind it.
func (p *Policy) keys(m pcommon.Map, counts *Counts) {
	changed := map[string]string{}
	for key := range m.All() {
		if after := p.text("", key, counts); after != key {
			changed[key] = after
		}
	}
	if len(changed) == 0 {
		return
	}
	before := m.AsRaw()
	after, next := make(map[string]any, len(before)), map[string]int{}
	for key, value := range before {
		if _, ok := changed[key]; !ok {
			after[key] = value
		}
	}
	for _, key := range slices.Sorted(maps.Keys(changed)) {
		name := changed[key]
		for {
			if _, taken := after[name]; !taken {
				break
			}
			next[changed[key]]++
			name = changed[key] + " " + strconv.Itoa(next[changed[key]]+1)
		}
		after[name] = before[key]
	}
	_ = m.FromRaw(after) // what a map has told can be put into a map
}

func (p *Policy) text(key, s string, counts *Counts) string {
	if p.mode == Mask {
		return p.masker.value(key, s, counts)
	}
	return p.truncate(s, counts)
}

// error treats the text of an error.
func (p *Policy) error(s string, counts *Counts) string {
	if p.mode != Drop {
		return p.text("", s, counts)
	}
	name := errorName(s)
	if name != s {
		counts.Dropped++
	}
	return name
}
