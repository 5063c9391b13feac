package shorthand

import (
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/wiresize"
)

// What a span has, besides its kind in the lowest three bits and its status code in the two above.
const (
	statusShift = 3

	hasParent = 1 << (iota + 5)
	hasAttributes
	hasFlags
	hasEvents
	hasMessage
	hasState
	hasLinks
	hasDroppedAttributes
	hasDroppedEvents
	hasDroppedLinks
)

// span writes a span:
//
//	has uvarint | id | [parent] | name word | start varint, from the one before | duration varint | what it has...
func (w *writer) span(s ptrace.Span) error {
	kind, code := s.Kind(), s.Status().Code()
	if kind < 0 || kind > 7 || code < 0 || code > 3 || s.TraceID() != w.trace {
		return errUnknown
	}
	has := uint64(kind) | uint64(code)<<statusShift
	parent := s.ParentSpanID()
	for _, f := range [...]struct {
		is  bool
		bit uint64
	}{
		{!parent.IsEmpty(), hasParent},
		{s.Attributes().Len() > 0, hasAttributes},
		{s.Flags() != 0, hasFlags},
		{s.Events().Len() > 0, hasEvents},
		{s.Status().Message() != "", hasMessage},
		{s.TraceState().AsRaw() != "", hasState},
		{s.Links().Len() > 0, hasLinks},
		{s.DroppedAttributesCount() != 0, hasDroppedAttributes},
		{s.DroppedEventsCount() != 0, hasDroppedEvents},
		{s.DroppedLinksCount() != 0, hasDroppedLinks},
	} {
		if f.is {
			has |= f.bit
		}
	}
	w.uvarint(has)
	w.id(s.SpanID())
	if has&hasParent != 0 {
		w.id(parent)
	}
	w.word(s.Name())
	start := uint64(s.StartTimestamp())
	w.varint(int64(start - w.start))
	w.varint(int64(uint64(s.EndTimestamp()) - start))
	w.start = start
	size, err := w.rest(s, has)
	if err != nil {
		return err
	}
	size += wiresize.TraceID(s.TraceID()) + wiresize.SpanID(s.SpanID()) + wiresize.SpanID(parent)
	size += wiresize.Text(s.Name()) + wiresize.Number(uint64(kind)) + wiresize.Timestamp(pcommon.Timestamp(start)) + wiresize.Timestamp(s.EndTimestamp())
	if size != marshaler.SpanSize(s) {
		return errUnknown
	}
	return nil
}

// rest writes what a span has by the bits of has, and returns what that and the status take on the wire.
func (w *writer) rest(s ptrace.Span, has uint64) (size int, err error) {
	if has&hasAttributes != 0 {
		if size, err = w.attributes(s.Attributes()); err != nil {
			return 0, err
		}
	}
	if has&hasFlags != 0 {
		w.b = binary.LittleEndian.AppendUint32(w.b, s.Flags())
		size += 6
	}
	if has&hasEvents != 0 {
		n, err := w.events(s.Events())
		if err != nil {
			return 0, err
		}
		size += n
	}
	if has&hasMessage != 0 {
		w.word(s.Status().Message())
	}
	size += wiresize.Message(wiresize.Text(s.Status().Message()) + wiresize.Number(uint64(s.Status().Code())))
	if has&hasState != 0 {
		w.word(s.TraceState().AsRaw())
		size += wiresize.Text(s.TraceState().AsRaw())
	}
	if has&hasLinks != 0 {
		n, err := w.links(s.Links())
		if err != nil {
			return 0, err
		}
		size += n
	}
	for _, d := range [...]uint32{s.DroppedAttributesCount(), s.DroppedEventsCount(), s.DroppedLinksCount()} {
		if d != 0 {
			w.uvarint(uint64(d))
			size += wiresize.Number(uint64(d))
		}
	}
	return size, nil
}

func (w *writer) events(events ptrace.SpanEventSlice) (size int, err error) {
	w.uvarint(uint64(events.Len()))
	for i := range events.Len() {
		e := events.At(i)
		w.word(e.Name())
		w.varint(int64(uint64(e.Timestamp()) - w.start))
		w.uvarint(uint64(e.DroppedAttributesCount()))
		n, err := w.attributes(e.Attributes())
		if err != nil {
			return 0, err
		}
		size += wiresize.Message(n + wiresize.Text(e.Name()) + wiresize.Timestamp(e.Timestamp()) + wiresize.Number(uint64(e.DroppedAttributesCount())))
	}
	return size, nil
}

func (w *writer) links(links ptrace.SpanLinkSlice) (size int, err error) {
	w.uvarint(uint64(links.Len()))
	for i := range links.Len() {
		l := links.At(i)
		trace, span := l.TraceID(), l.SpanID()
		w.b = append(w.b, trace[:]...)
		w.b = append(w.b, span[:]...)
		w.word(l.TraceState().AsRaw())
		w.b = binary.LittleEndian.AppendUint32(w.b, l.Flags())
		w.uvarint(uint64(l.DroppedAttributesCount()))
		n, err := w.attributes(l.Attributes())
		if err != nil {
			return 0, err
		}
		n += wiresize.TraceID(trace) + wiresize.SpanID(span)
		n += wiresize.Text(l.TraceState().AsRaw()) + wiresize.Number(uint64(l.DroppedAttributesCount()))
		if l.Flags() != 0 {
			n += 5
		}
		size += wiresize.Message(n)
	}
	return size, nil
}

// recent are the span ids that came lately, so that the same again is told by its place.
type recent struct {
	ids  [recentIDs]uint64
	next uint32
}

// recentIDs is how many: as many as a byte can tell. Zero tells that the id follows.
const recentIDs = 128

func (r *recent) find(id uint64) (place byte, ok bool) {
	for back := uint32(1); back <= min(r.next, recentIDs-1); back++ {
		if r.ids[(r.next-back)%recentIDs] == id {
			return byte(back), true
		}
	}
	return 0, false
}

func (r *recent) add(id uint64) {
	r.ids[r.next%recentIDs] = id
	r.next++
}

// at returns the id that find found at a place.
func (r *recent) at(place byte) (id uint64, ok bool) {
	if place == 0 || uint32(place) > min(r.next, recentIDs-1) {
		return 0, false
	}
	return r.ids[(r.next-uint32(place))%recentIDs], true
}

// id writes a span's id: how far back it came, or zero and the id.
func (w *writer) id(id pcommon.SpanID) {
	n := binary.LittleEndian.Uint64(id[:])
	if place, ok := w.ids.find(n); ok {
		w.b = append(w.b, place)
		return
	}
	w.ids.add(n)
	w.b = append(append(w.b, 0), id[:]...)
}
