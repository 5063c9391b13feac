package content

import "github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"

// draft is one list of messages in the making. begin opens a message, the part methods add to the open one, end closes
// it. Text of the system goes to a list of its own, as the conventions want it.
type draft struct {
	tree     *jsontree.Tree
	messages []byte
	system   []byte
	spare    []byte // for JSON that becomes a text
	finish   []string

	open   bool
	role   string // of the open message
	merges bool   // the open message was begun by an item, and takes the next item of its role
	parts  int    // in the open message
	start  int    // of the open message in messages
	ended  bool   // the message closed last has a finish reason
	depth  int    // of messages within messages
}

func (d *draft) reset() {
	const keep = 1 << 20 // a prompt of megabytes must not be held for ever
	if cap(d.messages) > keep || cap(d.system) > keep {
		d.messages, d.system = nil, nil
	}
	clear(d.finish)
	d.messages, d.system, d.finish = d.messages[:0], d.system[:0], d.finish[:0]
	d.open, d.role, d.merges, d.parts, d.start, d.ended, d.depth = false, "", false, 0, 0, false, 0
}

func (d *draft) empty() bool { return len(d.messages) == 0 && len(d.system) == 0 }

// begin opens a message, after closing the one before.
func (d *draft) begin(role string) {
	d.end("", "")
	d.open, d.role, d.parts, d.merges = true, role, 0, false
	if role == roleSystem {
		return
	}
	d.start = len(d.messages)
	if len(d.messages) > 0 {
		d.messages = append(d.messages, ',')
	}
	switch role {
	case roleUser:
		d.messages = append(d.messages, `{"role":"user","parts":[`...)
	case roleAssistant:
		d.messages = append(d.messages, `{"role":"assistant","parts":[`...)
	case roleTool:
		d.messages = append(d.messages, `{"role":"tool","parts":[`...)
	default:
		d.messages = append(d.messages, `{"role":`...)
		d.messages = jsontree.AppendString(d.messages, role)
		d.messages = append(d.messages, `,"parts":[`...)
	}
}

// end closes the open message, if there is one. A message that says nothing is not kept.
func (d *draft) end(name, finish string) {
	if !d.open {
		return
	}
	d.open, d.ended = false, finish != ""
	if finish != "" {
		d.finish = append(d.finish, finish)
	}
	if d.role == roleSystem {
		return
	}
	if d.parts == 0 && finish == "" {
		d.messages = d.messages[:d.start]
		return
	}
	d.messages = append(d.messages, ']')
	if name != "" {
		d.messages = append(d.messages, `,"name":`...)
		d.messages = jsontree.AppendString(d.messages, name)
	}
	if finish != "" {
		d.messages = append(d.messages, `,"finish_reason":`...)
		d.messages = jsontree.AppendString(d.messages, finishReason(finish))
	}
	d.messages = append(d.messages, '}')
}

// part returns where the next part of the open message goes, with a comma where one is due.
func (d *draft) part() *[]byte {
	b := &d.messages
	comma := d.parts > 0
	if d.role == roleSystem {
		b = &d.system
		comma = len(d.system) > 0
	}
	if comma {
		*b = append(*b, ',')
	}
	d.parts++
	return b
}
