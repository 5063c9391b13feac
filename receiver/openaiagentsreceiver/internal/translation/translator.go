package translation

import (
	"errors"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// Options say what a post does not.
type Options struct {
	// Service is the service.name where neither the sender nor the workflow gives one.
	Service string
	// ServiceFromWorkflow makes the workflow's name the service.name, where the sender gives none.
	ServiceFromWorkflow bool
	// Provider is who answers calls whose base URL and model do not tell.
	Provider string
	// ScopeVersion is the version of the instrumentation scope.
	ScopeVersion string
	// Now is the time of a root that came without any span of its trace.
	Now func() time.Time
}

// Sender is what the headers of a post tell of the program that sent it.
type Sender struct {
	Service   string
	UserAgent string
}

// Rejection is an item that could not be taken, and why.
type Rejection struct {
	Index  int
	Reason string
}

// Translation is what a post holds.
type Translation struct {
	Traces   ptrace.Traces
	Types    map[string]int // how many spans of each type are in Traces; "trace" is a root, "other" what is not known
	Items    int
	Rejected int         // of Items
	Named    []Rejection // the first of them

	memory *memory
	roots  []pcommon.TraceID
}

// Undo forgets that the roots in t were given out: a post that the pipeline did not take comes again.
func (t *Translation) Undo() {
	for _, id := range t.roots {
		t.memory.release(id)
	}
}

// Translator translates posts. Its methods may be called from several goroutines.
type Translator struct {
	options Options
	memory  *memory
}

// New returns a Translator.
func New(options Options) *Translator {
	return &Translator{options: options, memory: newMemory(rememberedTraces)}
}

// Translate reads the body of one post. The error is a sentence for the sender: the body is no post at all. A bad item
// is counted in Translation.Rejected and costs itself alone.
func (t *Translator) Translate(body []byte, from Sender) (*Translation, error) {
	post, err := wire.Parse(body)
	if err != nil {
		return nil, err
	}
	data := post.Field("data")
	switch {
	case !post.IsObject():
		return nil, errors.New(`cannot read the post: want an object {"data": [...]}`)
	case !data.IsArray():
		return nil, errors.New(`cannot read the post: "data" must be an array of traces and spans`)
	}
	b := newBatch(t, from)
	for element := range data.Elements() {
		b.add(element)
	}
	b.finish()
	return b.out, nil
}

// mostNamed is how many bad items are named. The rest is counted.
const mostNamed = 20

// batch is the translation of one post while it is made.
type batch struct {
	*Translator
	from   Sender
	out    *Translation
	scopes map[string]ptrace.SpanSlice // by service.name
	roots  map[pcommon.TraceID]*root
}

func newBatch(t *Translator, from Sender) *batch {
	return &batch{
		Translator: t,
		from:       from,
		out:        &Translation{Traces: ptrace.NewTraces(), Types: map[string]int{}, memory: t.memory},
		scopes:     map[string]ptrace.SpanSlice{},
		roots:      map[pcommon.TraceID]*root{},
	}
}

func (b *batch) add(element wire.Value) {
	var reason error
	switch it := readItem(element); it.object {
	case "trace":
		reason = b.addTrace(&it)
	case "trace.span":
		reason = b.addSpan(&it)
	case "":
		reason = errors.New(`want an object with "object": "trace" or "trace.span"`)
	default:
		reason = fmt.Errorf(`"object" is %q; want "trace" or "trace.span"`, short(it.object))
	}
	if reason != nil {
		b.out.Rejected++
		if len(b.out.Named) < mostNamed {
			b.out.Named = append(b.out.Named, Rejection{Index: b.out.Items, Reason: reason.Error()})
		}
	}
	b.out.Items++
}

func (b *batch) addSpan(it *item) error {
	begin, stop, err := it.check()
	if err != nil {
		return err
	}
	traceID := traceID(it.traceID)
	span := b.spans(traceID).AppendEmpty()
	span.SetTraceID(traceID)
	span.SetSpanID(spanID(it.id))
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(begin))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(stop))
	if r := b.roots[traceID]; r != nil {
		r.cover(begin, stop)
	}

	d := draft{span: span, attrs: span.Attributes(), begin: begin, provider: b.options.Provider}
	d.attrs.EnsureCapacity(attributesOfASpan)
	d.text(genai.OpenAIAgentsTraceID, it.traceID)
	d.text(genai.OpenAIAgentsSpanID, it.id)
	if it.parentID == "" {
		span.SetParentSpanID(rootID(it.traceID))
	} else {
		span.SetParentSpanID(spanID(it.parentID))
		d.text(genai.OpenAIAgentsParentID, it.parentID)
	}
	typ := d.fill(it.data)
	b.out.Types[typ]++
	d.all(genai.OpenAIAgentsMetadataPrefix, it.metadata)
	d.fault(it.fault, typ)
	d.finish()
	return nil
}

func (b *batch) finish() {
	for _, r := range b.roots {
		r.finish(b.options.Now())
	}
}

// attributesOfASpan is about how many attributes a span of the recordings gets.
const attributesOfASpan = 12

// short keeps what a sender wrote readable in a sentence.
func short(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return s[:most] + "…"
}
