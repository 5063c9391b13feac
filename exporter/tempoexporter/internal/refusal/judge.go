// Package refusal understands what Tempo answers.
package refusal

import (
	"fmt"
	"strings"

	"github.com/otelcol-baton/baton/internal/otlpclient"
)

// sign is a text in an answer that tells what is meant, whatever the code.
type sign struct {
	text   string
	kind   otlpclient.Kind
	reason string
}

// signs are Tempo's own words. The first four begin the message of a push that was refused (modules/overrides and
// modules/distributor of grafana/tempo, read 2026-08); "no org id" is dskit's, which Tempo 3.0.3 was seen to give as 503.
var signs = []sign{
	// With its code alone the specification forbids a retry; Tempo sends RetryInfo unless that is switched off.
	{"RATE_LIMITED", otlpclient.Later, "rate_limited"},
	// One trace among many: the others are good.
	{"TRACE_TOO_LARGE", otlpclient.Content, "trace_too_large"},
	{"LIVE_TRACES_EXCEEDED", otlpclient.Content, "live_traces_exceeded"},
	{"trace ids must be 128 bit", otlpclient.Content, "invalid_trace_id"},
	// A mistake in the configuration, which no retry mends.
	{"no org id", otlpclient.Never, "no_tenant"},
}

// Judge corrects what the codes alone tell.
func Judge(r *otlpclient.Refusal) {
	for _, s := range signs {
		if strings.Contains(r.Message, s.text) {
			r.Kind, r.Reason = s.kind, s.reason
			break
		}
	}
	if r.Reason == "no_tenant" {
		r.Message += ": this Tempo wants a tenant; set tenant::fixed, or tenant::from_attribute and tenant::default"
	}
}

// TooLarge is the refusal that Tempo does not speak out: it answers 200 and discards the trace (seen on 3.0.3).
func TooLarge(mib float64) *otlpclient.Refusal {
	return &otlpclient.Refusal{
		Kind: otlpclient.Content, Code: "measured", Reason: "trace_too_large",
		Message: fmt.Sprintf("larger than max_trace_mib (%v) without its content", mib),
	}
}
