// Package content knows where emitters put what was said: prompts, completions, tool arguments, tool results.
//
// It does two things with it. A Rebuilder derives gen_ai.input.messages, gen_ai.output.messages and
// gen_ai.system_instructions, in the parts form of the GenAI conventions, from whatever shape a span holds: flattened
// attributes, the raw JSON of a provider, a framework's own messages, span events. A Policy keeps, masks, truncates or
// drops content wherever any dialect puts it.
//
// Every shape is one file and one row in shapes.go; every place where content can be is one row in places.go.
package content
