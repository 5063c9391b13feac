package content

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// flatMessage is a message that its emitter has flattened, as far as it has only what nearly all have: a role, a text
// (by itself, or as its only block), tool calls, the id of the call that it answers. It is written as it is, with no tree
// in between.
type flatMessage struct {
	role, text, finish, id, name flatText
	blockType, block             flatText
	calls                        [mostFlatCalls]flatCall
	called                       int // one more than the last call that is there
}

const mostFlatCalls = 10 // so that its number is one digit

type flatCall struct{ id, name, arguments flatText }

func (c *flatCall) there() bool { return c.id.there || c.name.there || c.arguments.there }

// flatText is the value of one attribute, if it is there.
type flatText struct {
	value string
	there bool
}

func (m *flatMessage) reset() {
	clear(m.calls[:m.called])
	m.role, m.text, m.finish, m.id, m.name, m.called = flatText{}, flatText{}, flatText{}, flatText{}, flatText{}, 0
	m.blockType, m.block = flatText{}, flatText{}
}

// read takes the attributes of one message. It says whether they are nothing but what a flatMessage can be.
func (m *flatMessage) read(attrs []flatAttr) bool {
	m.reset()
	within := strings.HasPrefix(attrs[0].path, "message.")
	for _, a := range attrs {
		path, nested := strings.CutPrefix(a.path, "message.")
		if nested != within && path != "finish_reason" || a.value.Type() != pcommon.ValueTypeStr {
			return false
		}
		at := m.at(path, nested)
		if at == nil || at.there {
			return false
		}
		*at = flatText{a.value.Str(), true}
	}
	if within && m.finish.there && !m.isPlain() { // the finish reason stands outside of the message
		return false
	}
	if m.blockType.there || m.block.there {
		return m.unblock()
	}
	text := m.text.value
	return text != `""` && !jsontree.LooksLikeArray(text)
}

// unblock takes the text of the only block for that of the message. It says whether that is what it is: what a tool
// answered stays a list.
func (m *flatMessage) unblock() bool {
	role, _ := messageRole(m.role.value)
	if m.blockType.value != "text" || !m.block.there || m.text.there || m.finish.there || role == roleTool {
		return false
	}
	m.text = m.block
	return true
}

// isPlain says whether the message is a role and a text and no more.
func (m *flatMessage) isPlain() bool {
	role, _ := messageRole(m.role.value)
	return role != roleTool && m.called == 0 && !m.id.there && !m.name.there
}

// at returns where the value of a path belongs, nil for one that a flatMessage does not have. nested says whether the
// message is in OpenInference's spelling.
func (m *flatMessage) at(path string, nested bool) *flatText {
	switch path {
	case "role":
		return &m.role
	case "content":
		return &m.text
	case "tool_call_id":
		return &m.id
	case "name":
		return &m.name
	case "finish_reason":
		if nested {
			return nil
		}
		return &m.finish
	case "contents.0.message_content.type":
		if nested {
			return &m.blockType
		}
	case "contents.0.message_content.text":
		if nested {
			return &m.block
		}
	}
	rest, ok := strings.CutPrefix(path, "tool_calls.")
	if !ok || len(rest) < 3 || rest[0] < '0' || rest[0] > '9' || rest[1] != '.' {
		return nil
	}
	k := int(rest[0] - '0')
	at := m.calls[k].at(rest[2:], nested)
	if at != nil {
		m.called = max(m.called, k+1)
	}
	return at
}

func (c *flatCall) at(path string, nested bool) *flatText {
	if nested {
		if path, nested = strings.CutPrefix(path, "tool_call."); !nested {
			return nil
		}
		if inner, ok := strings.CutPrefix(path, "function."); ok {
			path = inner
		} else if path != "id" {
			return nil
		}
	}
	switch path {
	case "id":
		return &c.id
	case "name":
		return &c.name
	case "arguments":
		return &c.arguments
	}
	return nil
}

// flat adds a message; role is whose it is when it does not say so.
func (d *draft) flat(m *flatMessage, role string) {
	if r, _ := messageRole(m.role.value); r != "" {
		role = r
	}
	d.begin(role)
	if role == roleTool {
		id := m.id.value
		if id == "" {
			id = m.name.value
		}
		said := jsontree.Value{}
		if m.text.there {
			said = d.tree.String(m.text.value)
		}
		d.toolResponse(id, said)
	} else {
		d.plainText(m.text.value)
		for i := range m.calls[:m.called] {
			if c := &m.calls[i]; c.there() {
				d.toolCall(c.id.value, c.name.value, d.tree.String(c.arguments.value))
			}
		}
	}
	d.end(m.name.value, m.finish.value)
}
