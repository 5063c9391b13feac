package enrichment

import (
	"encoding/hex"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

// runKeys are what names a run, the best first: a conversation or group, AutoGen's run uuid, AG2's channel.
var runKeys = []dialect.Field{dialect.Conversation, dialect.RunKey, dialect.ChannelID}

// RunID is what a person calls one run, over several traces where a framework cuts it up. The earliest span that tells
// it decides: a nested agent may have a conversation of its own. Without any it is the trace's id.
func RunID(t *spantree.Tree) string {
	for _, x := range runKeys {
		for _, n := range t.Nodes {
			if n.Facts.Dialect != nil && n.Facts.Text(x) != "" {
				return n.Facts.Text(x)
			}
		}
	}
	id := t.Nodes[0].Span.TraceID()
	var text [2 * len(id)]byte
	hex.Encode(text[:], id[:])
	return string(text[:])
}

// Cover stretches a provisional root over its trace: a source that does not know when a run ends leaves that to us.
func Cover(root *spantree.Node, t *spantree.Tree) {
	v, ok := root.Span.Attributes().Get(genai.RootProvisional)
	if !ok || !v.Bool() {
		return
	}
	start, end := root.Start(), root.End()
	for _, n := range t.Nodes {
		if n.Start() > 0 {
			start = min(start, n.Start())
		}
		end = max(end, n.End())
	}
	root.Span.SetStartTimestamp(start)
	root.Span.SetEndTimestamp(end)
}
