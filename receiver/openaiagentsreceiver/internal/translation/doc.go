// Package translation turns a post of the OpenAI Agents SDK into OpenTelemetry spans under the GenAI names.
//
// A post is {"data": [item, ...]}. An item is a trace object, which becomes the root span, or a span, whose span_data
// has a type; kinds.go lists the types, and each has a function that names the span and writes its attributes. What a
// function does not know stays as openai_agents.data.<key>, and so does all of a type that the list does not know.
//
// The SDK posts a span when it ends and the trace object when the trace begins, in whatever posts they fall into. Every
// id therefore derives from the ids in the item alone, the root's too: nothing waits for anything, and any replica
// gives the same.
package translation
