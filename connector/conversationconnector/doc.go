// Package conversationconnector is the connector conversation: what was said, as a person would read it. It reads whole
// enriched traces and writes log records: one a run with a diagram, and one an event where asked for.
//
// A batch is read into runs (internal/story: participants, steps, sums), drawn (internal/diagram: Mermaid, text, JSON) and
// told as events (internal/event).
package conversationconnector

//go:generate go tool mdatagen metadata.yaml
