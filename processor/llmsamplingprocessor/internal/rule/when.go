package rule

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// When is what a trace must be like. Everything that is set must hold. A list of words means any of them.
type When struct {
	// Status is error (a span failed), ok (a span was set to OK) or unset (a span's status was left open).
	Status []string `mapstructure:"status"`
	// Duration is from the earliest start to the latest end, as {min: 2s, max: 1m}.
	Duration *DurationRange `mapstructure:"duration"`
	// CostUSD is what the trace's calls cost, in US dollars.
	CostUSD *Range `mapstructure:"cost_usd"`
	// Tokens is input and output tokens of the trace's calls.
	Tokens *Range `mapstructure:"tokens"`
	// Calls is how many billable LLM calls the trace made.
	Calls *Range `mapstructure:"calls"`
	// Transitions is how often one agent followed another.
	Transitions *Range `mapstructure:"transitions"`
	// Spans is how many spans the trace has.
	Spans *Range `mapstructure:"spans"`
	// Bytes is how large the trace is as OTLP protobuf.
	Bytes *Range `mapstructure:"bytes"`
	// Agent is the name of an agent that took part.
	Agent []string `mapstructure:"agent"`
	// Model is a model that was asked for or that answered.
	Model []string `mapstructure:"model"`
	// Provider is the gen_ai.provider.name of a span.
	Provider []string `mapstructure:"provider"`
	// Tool is the name of a tool that was called.
	Tool []string `mapstructure:"tool"`
	// Service is the service.name of a resource.
	Service []string `mapstructure:"service"`
	// Conversation is a conversation's id, or the run's.
	Conversation []string `mapstructure:"conversation"`
	// Dialect is the dialect that llm_span recognised.
	Dialect []string `mapstructure:"dialect"`
	// Loop says whether llm_span found a cycle of tools or agents that repeats.
	Loop *bool `mapstructure:"loop"`
	// Handoff is a transition between two agents.
	Handoff *Handoff `mapstructure:"handoff"`
	// ErrorType is the error.type of a span.
	ErrorType []string `mapstructure:"error_type"`
	// Attribute is an attribute of a span or a resource.
	Attribute *Attribute `mapstructure:"attribute"`
	// TraceFlags is sampled (a span carries the flag) or not_sampled (none does).
	TraceFlags string `mapstructure:"trace_flags"`
	// TraceState is an entry of a span's W3C trace state.
	TraceState *TraceState `mapstructure:"trace_state"`
	// OTTL holds conditions in the OpenTelemetry Transformation Language, each with full paths (span.attributes["k"],
	// resource.attributes["k"], spanevent.name); each must hold on some span. One that fails counts as false.
	OTTL []string `mapstructure:"ottl"`
	// Not is what must not hold.
	Not *When `mapstructure:"not"`
	// Any holds when one of the list does.
	Any []When `mapstructure:"any"`
	// All holds when each of the list does: for two conditions of one kind, as two attributes.
	All []When `mapstructure:"all"`

	_ struct{}
}

// Handoff is a transition from one agent to another; either side may be left open.
type Handoff struct {
	// From is the agent before.
	From string `mapstructure:"from"`
	// To is the agent after.
	To string `mapstructure:"to"`
	// Kind is handoff, delegate or turn; empty means any.
	Kind string `mapstructure:"kind"`

	_ struct{}
}

// TraceState is an entry of the W3C trace state.
type TraceState struct {
	// Key is the entry's key. Required.
	Key string `mapstructure:"key"`
	// In holds the values of which the entry must have one. Required.
	In []string `mapstructure:"in"`

	_ struct{}
}

func (w When) isEmpty() bool {
	return reflect.ValueOf(w).IsZero()
}

// Validate says what is wrong with the words; ranges and attributes validate themselves.
func (w *When) Validate() error {
	var errs []error
	errs = append(errs, oneOf("status", w.Status, statuses...))
	if w.TraceFlags != "" {
		errs = append(errs, oneOf("trace_flags", []string{w.TraceFlags}, flagSampled, flagNotSampled))
	}
	for _, condition := range w.OTTL {
		if err := checkOTTL(condition); err != nil {
			errs = append(errs, fmt.Errorf("ottl: %w", err))
		}
	}
	if w.Not != nil && w.Not.isEmpty() {
		errs = append(errs, errors.New("not: nothing is asked for; write a condition in it or leave it out"))
	}
	for _, list := range []struct {
		key   string
		whens []When
	}{{"any", w.Any}, {"all", w.All}} {
		if i := slices.IndexFunc(list.whens, When.isEmpty); i >= 0 {
			errs = append(errs, fmt.Errorf("%s::%d: nothing is asked for; write a condition in it or leave it out", list.key, i))
		}
	}
	return errors.Join(errs...)
}

// statuses are those that a span may have.
var statuses = []string{"error", "ok", "unset"}

const (
	flagSampled    = "sampled"
	flagNotSampled = "not_sampled"
)

// Validate says what is wrong with the entry.
func (t *TraceState) Validate() error {
	if t.Key == "" || len(t.In) == 0 {
		return errors.New("an entry needs key and in; write {key: vendor, in: [value]}")
	}
	return nil
}

// Validate says what is wrong with the transition.
func (h *Handoff) Validate() error {
	if h.From == "" && h.To == "" && h.Kind == "" {
		return errors.New("nothing is asked for; write {from: agent, to: agent}, or one of the two")
	}
	if h.Kind == "" {
		return nil
	}
	return oneOf("kind", []string{h.Kind}, "handoff", "delegate", "turn")
}

func oneOf(key string, words []string, allowed ...string) error {
	for _, word := range words {
		if !slices.Contains(allowed, word) {
			return fmt.Errorf("%s: %q is unknown; write one of %s", key, word, strings.Join(allowed, ", "))
		}
	}
	return nil
}
