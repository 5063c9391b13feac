package llmsamplingprocessor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
)

// badConfigs pairs each testdata/NAME.bad.yaml with what is said of it.
var badConfigs = map[string]string{
	"attribute_key":                   `rules::0::when::attribute: key is not set; write the attribute's name`,
	"attribute_upside_down":           `rules::0::when::attribute: min 2 is above max 1, so that nothing is within; swap them`,
	"budget_below_zero":               `budget: usd_per_day: -5 is less than nothing; write 0 or more`,
	"budget_without_limit":            `budget: no limit is set; write one, as spans_per_second: 5000`,
	"burst":                           `budget: burst: -1s is in the past; write 0s or more`,
	"by":                              `rules::0::keep::adaptive: by: "user" tells no traces apart; write any of service, agent, model, provider, tool, dialect, status, error_type, name`,
	"consistent_without_policies":     `consistent: it is for policies; rules are consistent always, leave it out`,
	"duration_below_zero":             `rules::0::when::duration: max -1s is below 0, so that nothing is within; write 0s or more`,
	"duration_upside_down":            `rules::0::when::any::0::duration: min 2s is above max 1s, so that nothing is within; swap them`,
	"duration_without_end":            `rules::0::when::duration: the range has no end; set min, max or both`,
	"empty_all":                       `rules::0::when: all::0: nothing is asked for; write a condition in it or leave it out`,
	"empty_any":                       `rules::0::when: any::1: nothing is asked for; write a condition in it or leave it out`,
	"empty_not":                       `rules::0::when: not: nothing is asked for; write a condition in it or leave it out`,
	"empty_when":                      `rules::0: when: nothing is asked for; leave when out for a rule that takes every trace`,
	"goal":                            `'rules[0].keep.adaptive.goal' expected type 'string', got unconvertible type 'int'`,
	"goal_missing":                    `rules::0::keep::adaptive: goal is not set; write traces a second (20/s) or a share of all (5%)`,
	"goal_of_nothing":                 `rules::0::keep::adaptive: goal: "0/s" is no number of traces a second; write more than 0, as 20/s`,
	"goal_over_100":                   `rules::0::keep::adaptive: goal: "110%" is more than all; write 0% to 100%`,
	"goal_without_unit":               `rules::0::keep::adaptive: goal: "20" is no goal; write traces a second (20/s) or a share of all (5%)`,
	"goal_zero":                       `rules::0::keep::adaptive: goal: "0%" keeps nothing; write keep: none for that`,
	"half_life":                       `rules::0::keep::adaptive: half_life: -1s is in the past; write a second or more`,
	"handoff":                         `rules::0::when::handoff: nothing is asked for; write {from: agent, to: agent}, or one of the two`,
	"handoff_kind":                    `rules::0::when::handoff: kind: "relay" is unknown; write one of handoff, delegate, turn`,
	"hash_seed":                       `probability: hash_seed: it has no effect in mode equalizing; set mode: hash_seed or leave it out`,
	"head_attribute":                  `rules::0::when: attribute of a span can be known of a whole trace only; use mode: tail`,
	"head_condition":                  `rules::0::when: status can be known of a whole trace only; use mode: tail`,
	"head_policies":                   `policies: they are about whole traces; use mode: tail, or rules`,
	"max_keys":                        `rules::0::keep::adaptive: max_keys: -1 is less than none; write 1 or more`,
	"memory":                          `memory: kept is 100000 and dropped -1; write 0 or more`,
	"mode":                            `mode: "middle" is unknown; write tail or head`,
	"negative_percentage":             `rules::0::keep: "-1%" is less than none; write 0% to 100%`,
	"no_last_rule":                    `rules::0: rule "errors" is the last and does not take every trace; end with a rule without when, or set otherwise`,
	"no_name":                         `rules::0: name is not set; a rule needs one, it shows up in metrics and on kept traces`,
	"no_rate":                         `rules::0::keep: no rate is given; write 0% to 100%, all, none, or {adaptive: {goal: 20/s}}`,
	"no_rules":                        `rules: there are none; write a list of rules, otherwise with a rate, or a list of policies`,
	"ottl":                            `rules::0::when: ottl: condition has invalid syntax: 1:22: unexpected token "=" (expected <opcomparison> Value)`,
	"ottl_without_context":            `rules::0::when: ottl: missing context name for path "attributes[a]"`,
	"percentage_as_number":            `rules::0::keep: "10" is no rate; write 0% to 100%`,
	"percentage_over_100":             `rules::0::keep: "110%" is more than all; write 0% to 100%`,
	"percentage_without_sign":         `rules::0::keep: "10" is no rate; write 0% to 100%, all, none, or {adaptive: {goal: 20/s}}`,
	"policy_block_missing":            `policies::0: latency: the block of this name is missing; write what to sample by`,
	"policy_composite_percent":        `policies::0: composite: rate_allocation: 101 percent for "a"; write 0 to 100`,
	"policy_composite_total":          `policies::0: composite: max_total_spans_per_second: -1 is less than nothing; write 0 or more`,
	"policy_empty_and":                `policies::0: and: and_sub_policy holds no policy; write the parts that must all sample a trace`,
	"policy_empty_composite":          `policies::0: composite: composite_sub_policy holds no policy; write the parts that share the limit`,
	"policy_empty_drop":               `policies::0: drop: drop_sub_policy holds no policy; write what the traces to drop are like`,
	"policy_empty_not":                `policies::0: not: not_sub_policy is not set; write the policy to turn round`,
	"policy_in_and":                   `policies::0::and::and_sub_policy::0: type: "latencyy" is unknown; write one of always_sample, and, boolean_attribute, bytes_limiting, composite, drop, latency, not, numeric_attribute, ottl_condition, probabilistic, rate_limiting, span_count, status_code, string_attribute, trace_flags, trace_state (policies of extensions are not supported)`,
	"policy_key":                      `'policies[0].probabilistic' has invalid keys: percentage`,
	"policy_latency":                  `policies::0: latency: a threshold is below 0; write 0 or more`,
	"policy_latency_upper":            `policies::0: latency: no trace takes longer than 5 ms and no longer than 5 ms; raise upper_threshold_ms`,
	"policy_limit":                    `policies::0: rate_limiting: spans_per_second is -1 and burst_capacity 0; write 0 or more`,
	"policy_negative_percentage":      `policies::0: probabilistic: sampling_percentage: -1 is less than none; write 0 to 100`,
	"policy_no_name":                  `policies::0: name is not set; a policy needs one, it shows up in metrics and on kept traces`,
	"policy_no_ottl":                  `policies::0: ottl_condition: there is no condition; write one in span or spanevent`,
	"policy_no_status_code":           `policies::0: status_code: status_codes holds none; write any of OK, ERROR, UNSET`,
	"policy_numeric_key":              `policies::0: numeric_attribute: key is not set; write the attribute's name`,
	"policy_numeric_upside_down":      `policies::0: numeric_attribute: min_value 2 is above max_value 1, so that nothing is within; swap them`,
	"policy_numeric_without_end":      `policies::0: numeric_attribute: the range has no end; set min_value, max_value or both`,
	"policy_of_an_extension":          `'policies[0]' has invalid keys: my_extension`,
	"policy_ottl":                     `policies::0: ottl_condition: condition has invalid syntax: 1:11: unexpected token "[" (expected <opcomparison> Value)`,
	"policy_percentage":               `policies::0: probabilistic: sampling_percentage: 110 is more than all; write 0 to 100`,
	"policy_range":                    `policies::0: span_count: min_spans 5 is above max_spans 2, so that nothing is within; swap them`,
	"policy_rate_allocation":          `policies::0: composite: rate_allocation: "r" is no part of the composite; write the name of one`,
	"policy_regular_expression":       "policies::0: string_attribute: values: \"([\" is no regular expression: error parsing regexp: missing closing ]: `[`",
	"policy_span_count":               `policies::0: span_count: a number of spans is below 0; write 0 or more`,
	"policy_status_code":              `policies::0: status_code: status_codes: "error" is unknown; write any of OK, ERROR, UNSET`,
	"policy_trace_state":              `policies::0: trace_state: an entry needs key and values; write both`,
	"policy_type":                     `policies::0: type: "allways_sample" is unknown; write one of always_sample, and, boolean_attribute, bytes_limiting, composite, drop, latency, not, numeric_attribute, ottl_condition, probabilistic, rate_limiting, span_count, status_code, string_attribute, trace_flags, trace_state (policies of extensions are not supported)`,
	"precision":                       `probability: precision: 15 is no number of digits; write 1 to 14`,
	"probability_mode":                `probability: mode: "exact" is unknown; write equalizing, proportional or hash_seed`,
	"range_above_all":                 `rules::0::when::cost_usd: min is above every number, so that nothing is within; write a number`,
	"range_below_zero":                `rules::0::when::tokens: max -1 is below 0, so that nothing is within; write 0 or more`,
	"range_no_number":                 `rules::0::when::cost_usd: an end is not a number; write a number`,
	"range_upside_down":               `rules::0::when::cost_usd: min 2 is above max 1, so that nothing is within; swap them`,
	"range_without_end":               `rules::0::when::tokens: the range has no end; set min, max or both`,
	"regular_expression":              "rules::0::when::attribute: matches: \"/users/([\" is no regular expression: error parsing regexp: missing closing ]: `[`",
	"reserved_name":                   `rules::0::name: "late" has a meaning of its own in metrics; choose another`,
	"rules_beside_policies":           `rules: it stands beside policies, and only one of the two can decide; remove one`,
	"scope":                           `rules::0::when::attribute: scope: "span" is unknown; write one of any_span, root, resource`,
	"shares_above_the_whole":          `budget::spans_per_second: the rules' shares are 1100 together, more than the whole of 1000; raise the whole or lower a share`,
	"status":                          `rules::0::when: status: "failed" is unknown; write one of error, ok, unset`,
	"trace_flags":                     `rules::0::when: trace_flags: "yes_please" is unknown; write one of sampled, not_sampled`,
	"trace_state":                     `rules::0::when::trace_state: an entry needs key and in; write {key: vendor, in: [value]}`,
	"two_policies_with_one_name":      `policies::1::name: "p" is the name of policy 0 already; give each policy its own`,
	"two_rules_with_one_name":         `rules::1::name: "a" is the name of rule 0 already; give each rule its own`,
	"two_tests":                       `rules::0::when::attribute: 2 tests of "http.route" are set; set one of in, matches, min and max, exists`,
	"unknown_condition":               `'rules[0].when' has invalid keys: cost`,
	"unknown_key":                     `'rules[0]' has invalid keys: kep`,
	"unreachable_behind_all":          `rules::1: no trace can reach rule "errors", because rule "rest" takes all of them before; put it first or remove it`,
	"unreachable_behind_every_status": `rules::1: no trace can reach rule "dear", because rule "any" takes all of them before; put it first or remove it`,
	"unreachable_behind_wider":        `rules::1: no trace can reach rule "dearer", because rule "dear" takes all of them before; put it first or remove it`,
	"unreachable_otherwise":           `otherwise: no trace is left for it, because rule "rest" takes every trace; remove one of the two`,
	"wrong_type":                      `'rules[0].when.cost_usd.min' expected type 'float64', got unconvertible type 'string'`,
}

func TestABadConfigIsRefusedWithTheKeyAndWhatWouldBeRight(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bad.yaml")
	require.NoError(t, err)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".bad.yaml")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			cfg, err := readConfig(t, string(text))
			if err == nil {
				err = confmap.Validate(cfg)
			}
			require.ErrorContains(t, err, badConfigs[name])
			require.NotEmpty(t, badConfigs[name], "the file is not in the table")
		})
	}
	require.Len(t, files, len(badConfigs), "every row has its file")
}
