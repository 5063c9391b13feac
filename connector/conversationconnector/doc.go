// Package conversationconnector is the connector conversation: what was said, as a person would read it. It reads whole
// enriched traces and writes log records: one a run with a diagram, and one an event where asked for.
//
// A batch is read into runs, each told as participants, steps and sums (internal/story), drawn as Mermaid, text or JSON
// (internal/diagram) and written as log records (internal/record). Runs of several traces wait in internal/gathering until
// they gain no more.
package conversationconnector

//go:generate go tool mdatagen metadata.yaml
