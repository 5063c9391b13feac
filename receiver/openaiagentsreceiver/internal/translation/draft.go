package translation

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/receiver/openaiagentsreceiver/internal/wire"
)

// draft is a span while its attributes are written.
type draft struct {
	span     ptrace.Span
	attrs    pcommon.Map
	begin    time.Time
	provider string

	extra int             // attributes that the conventions do not name
	rest  strings.Builder // what came after mostExtra of them, as the inside of a JSON object
}

// mostExtra is how many attributes a span gets beside those that the conventions name. Writing an attribute looks at
// all that are there, so that an object of a million fields would take hours.
const mostExtra = 128

// finish writes what was too much, as one JSON object.
func (d *draft) finish() {
	if d.rest.Len() > 0 {
		d.attrs.PutStr(genai.OpenAIAgentsRest, "{"+strings.ToValidUTF8(d.rest.String(), "\uFFFD")+"}")
	}
}

// fill writes what span_data tells and returns its type, "other" for one that kinds does not list.
func (d *draft) fill(data wire.Value) string {
	typ, _ := data.Field("type").Text()
	if typ == "custom" {
		typ = customType(data)
	}
	k, known := kinds[typ]
	if !known {
		k = kind{spanKind: ptrace.SpanKindInternal, fill: (*draft).unknown}
	}
	d.text(genai.OpenAIAgentsType, typ)
	d.text(genai.OperationName, k.operation)
	d.span.SetKind(k.spanKind)
	k.fill(d, data)
	if d.span.Name() == "" {
		d.name(typ, "")
	}
	if !known {
		return "other"
	}
	return typ
}

// name sets the span's name: what is done and, where it is known, to what.
func (d *draft) name(what, to string) {
	switch {
	case to == "" && what == "":
		d.span.SetName("span")
	case to == "":
		d.span.SetName(what)
	default:
		d.span.SetName(what + " " + to)
	}
}

// text writes an attribute, and none for no text.
func (d *draft) text(key, value string) {
	if value != "" {
		d.attrs.PutStr(key, value)
	}
}

// texts writes an array of strings, and none for an empty one.
func (d *draft) texts(key string, values []string) {
	if len(values) == 0 {
		return
	}
	slice := d.attrs.PutEmptySlice(key)
	slice.EnsureCapacity(len(values))
	for _, value := range values {
		slice.AppendEmpty().SetStr(value)
	}
}

// value writes a JSON value: a scalar as its type, what nests as JSON text, null not at all.
func (d *draft) value(key string, v wire.Value) {
	if v.IsNull() {
		return
	}
	if text, ok := v.Text(); ok {
		d.attrs.PutStr(key, text)
	} else if b, ok := v.Bool(); ok {
		d.attrs.PutBool(key, b)
	} else if n, ok := v.Int(); ok {
		d.attrs.PutInt(key, n)
	} else if f, ok := v.Float(); ok {
		d.attrs.PutDouble(key, f)
	} else {
		d.attrs.PutStr(key, v.JSON())
	}
}

// keep writes a field of span_data that has no name in the conventions.
func (d *draft) keep(key []byte, v wire.Value) {
	if string(key) != "type" {
		d.more(genai.OpenAIAgentsDataPrefix, key, v)
	}
}

// more writes a field of whatever the program or a later SDK thinks of.
func (d *draft) more(prefix string, key []byte, v wire.Value) {
	if v.IsNull() {
		return
	}
	name := prefix + wire.Name(key)
	if d.extra++; d.extra <= mostExtra {
		d.value(name, v)
		return
	}
	if d.rest.Len() > 0 {
		d.rest.WriteByte(',')
	}
	d.rest.WriteString(quoted(name))
	d.rest.WriteByte(':')
	d.rest.Write(v)
}

// all writes the fields of an object under prefix; anything else than an object goes under the prefix itself.
func (d *draft) all(prefix string, v wire.Value) {
	if !v.IsObject() {
		d.value(prefix[:len(prefix)-1], v)
		return
	}
	for key, value := range v.Fields() {
		d.more(prefix, key, value)
	}
}

// asText gives a string as it is and anything else but null as JSON.
func asText(v wire.Value) string {
	if text, ok := v.Text(); ok {
		return text
	}
	if v.IsNull() {
		return ""
	}
	return v.JSON()
}
