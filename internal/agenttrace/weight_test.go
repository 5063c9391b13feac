package agenttrace

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWeight(t *testing.T) {
	for state, want := range map[string]float64{
		"":                                1,
		"vendor=x":                        1,
		"ot=th:0":                         1,
		"ot=th:8":                         2,
		"ot=th:c":                         4,
		"ot=rv:7fffffffffffff;th:8":       2,
		"vendor=x,ot=th:e":                8,
		"vendor=x, ot=th:e;rv:ffffffffff": 8,
		"ot=th:8000000000000000":          1, // too long
		"ot=th:":                          1,
		"ot=th:xyz":                       1,
		"foo=th:8":                        1,
	} {
		require.InDelta(t, want, Weight(state), 1e-9, state)
	}
}

func TestNameDropsTheUUIDOfARun(t *testing.T) {
	for agent, want := range map[string]string{
		"writer": "writer",
		"writer_997d692c-c361-49de-b72b-66396d7830f2":                                      "writer",
		"writer_997d692c-c361-49de-b72b-66396d7830f2/997d692c-c361-49de-b72b-66396d7830f2": "writer",
		"997d692c-c361-49de-b72b-66396d7830f2":                                             "997d692c-c361-49de-b72b-66396d7830f2",
		"a_name_that_is_longer_than_any_uuid_but_holds_none":                               "a_name_that_is_longer_than_any_uuid_but_holds_none",
	} {
		require.Equal(t, want, Name(agent), agent)
	}
}
