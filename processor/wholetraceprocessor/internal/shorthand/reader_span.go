package shorthand

import (
	"encoding/binary"
	"math"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// span reads what the writer's span wrote.
func (r *Reader) span(s ptrace.Span) {
	has := r.uvarint()
	s.SetTraceID(r.trace)
	s.SetKind(ptrace.SpanKind(has & 7))
	s.SetSpanID(r.id())
	if has&hasParent != 0 {
		s.SetParentSpanID(r.id())
	}
	s.SetName(r.word())
	r.start += uint64(r.varint())
	s.SetStartTimestamp(pcommon.Timestamp(r.start))
	s.SetEndTimestamp(pcommon.Timestamp(r.start + uint64(r.varint())))
	if has&hasAttributes != 0 {
		r.attributes(s.Attributes())
	}
	if has&hasFlags != 0 {
		s.SetFlags(r.fixed32())
	}
	if has&hasEvents != 0 {
		r.events(s.Events())
	}
	if code := ptrace.StatusCode(has >> statusShift & 3); code != 0 {
		s.Status().SetCode(code)
	}
	if has&hasMessage != 0 {
		s.Status().SetMessage(r.word())
	}
	if has&hasState != 0 {
		s.TraceState().FromRaw(r.word())
	}
	if has&hasLinks != 0 {
		r.links(s.Links())
	}
	if has&hasDroppedAttributes != 0 {
		s.SetDroppedAttributesCount(uint32(r.uvarint()))
	}
	if has&hasDroppedEvents != 0 {
		s.SetDroppedEventsCount(uint32(r.uvarint()))
	}
	if has&hasDroppedLinks != 0 {
		s.SetDroppedLinksCount(uint32(r.uvarint()))
	}
}

func (r *Reader) id() (id pcommon.SpanID) {
	if place := r.byte(); place != 0 {
		n, ok := r.ids.at(place)
		r.bad = r.bad || !ok
		binary.LittleEndian.PutUint64(id[:], n)
		return id
	}
	copy(id[:], r.bytes(8))
	r.ids.add(binary.LittleEndian.Uint64(id[:]))
	return id
}

func (r *Reader) events(events ptrace.SpanEventSlice) {
	n := r.count()
	events.EnsureCapacity(n)
	for range n {
		if r.bad {
			return
		}
		e := events.AppendEmpty()
		e.SetName(r.word())
		e.SetTimestamp(pcommon.Timestamp(r.start + uint64(r.varint())))
		e.SetDroppedAttributesCount(uint32(r.uvarint()))
		r.attributes(e.Attributes())
	}
}

func (r *Reader) links(links ptrace.SpanLinkSlice) {
	n := r.count()
	links.EnsureCapacity(n)
	for range n {
		if r.bad {
			return
		}
		l := links.AppendEmpty()
		var trace pcommon.TraceID
		var span pcommon.SpanID
		copy(trace[:], r.bytes(len(trace)))
		copy(span[:], r.bytes(len(span)))
		l.SetTraceID(trace)
		l.SetSpanID(span)
		l.TraceState().FromRaw(r.word())
		l.SetFlags(r.fixed32())
		l.SetDroppedAttributesCount(uint32(r.uvarint()))
		r.attributes(l.Attributes())
	}
}

func (r *Reader) attributes(m pcommon.Map) {
	n := r.count()
	m.EnsureCapacity(n)
	for range n {
		if r.bad {
			return
		}
		key := r.word()
		switch tag := r.byte(); tag {
		case tagString:
			m.PutStr(key, r.word())
		case tagInt:
			m.PutInt(key, r.varint())
		case tagTrue, tagFalse:
			m.PutBool(key, tag == tagTrue)
		case tagDouble:
			m.PutDouble(key, math.Float64frombits(r.fixed64()))
		default:
			r.value(tag, m.PutEmpty(key))
		}
	}
}

func (r *Reader) value(tag byte, v pcommon.Value) {
	switch tag {
	case tagEmpty:
	case tagString:
		v.SetStr(r.word())
	case tagTrue, tagFalse:
		v.SetBool(tag == tagTrue)
	case tagInt:
		v.SetInt(r.varint())
	case tagDouble:
		v.SetDouble(math.Float64frombits(r.fixed64()))
	case tagBytes:
		v.SetEmptyBytes().FromRaw(r.bytes(r.count()))
	case tagMap:
		r.attributes(v.SetEmptyMap())
	case tagSlice:
		s := v.SetEmptySlice()
		n := r.count()
		s.EnsureCapacity(n)
		for range n {
			if r.bad {
				return
			}
			r.value(r.byte(), s.AppendEmpty())
		}
	default:
		r.bad = true
	}
}
