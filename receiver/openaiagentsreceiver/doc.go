// Package openaiagentsreceiver takes the traces that the OpenAI Agents SDK posts to OpenAI's backend, and makes
// OpenTelemetry spans under the GenAI names of them. The program needs no OpenTelemetry: one line changes where its
// traces go.
//
// Each post is read, translated (internal/translation) and handed to the next component before it is answered, so that
// what was answered with success is not lost here. With forward on, the post goes on to OpenAI's backend too
// (internal/relay), after it was taken.
package openaiagentsreceiver

//go:generate go tool mdatagen metadata.yaml
