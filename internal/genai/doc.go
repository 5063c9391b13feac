// Package genai is the vocabulary of an enriched span: the attribute names that Baton reads and writes, the roles a
// span can have, and a typed view of them. Every name is spelled out here once; nothing of Baton's own is imported.
//
// The gen_ai.* names are those of the OpenTelemetry GenAI conventions (1.41, with the later names beside them); the
// baton.* names are for what the conventions do not name.
package genai
