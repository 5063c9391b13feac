// Package llmspanprocessor is the processor llm_span: it says what the spans of LLM agents mean, in whatever dialect they
// come, what they cost, who ran them and who handed over to whom.
//
// internal/engine takes a batch this way: every span is read (internal/dialect), the spans of a trace are arranged as a tree
// (internal/spantree), the tree says which calls are real (internal/role), whose turn it was and what led to it
// (internal/turn), and what is plumbing (internal/fold). What was found out is written back (internal/enrichment), priced
// by internal/price, with the messages rebuilt by internal/content.
package llmspanprocessor

//go:generate go tool mdatagen metadata.yaml
