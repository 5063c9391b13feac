package servicename

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestOf(t *testing.T) {
	for name, tt := range map[string]struct {
		resource map[string]any
		want     string
	}{
		"the_resource_names_its_service": {map[string]any{"service.name": "planner"}, "planner"},
		"no_name_is_missing":             {map[string]any{"host.name": "a"}, Missing},
		"an_empty_name_is_empty":         {map[string]any{"service.name": ""}, Empty},
		"a_number_is_of_the_wrong_type":  {map[string]any{"service.name": 7}, WrongType},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tt.want, Of(attributes(t, tt.resource)))
		})
	}
}

func TestOfSpan(t *testing.T) {
	for name, tt := range map[string]struct {
		span map[string]any
		want string
	}{
		"an_agent_is_a_service_of_its_own": {map[string]any{"gen_ai.agent.name": "writer"}, "team/writer"},
		"other_spans_stay_with_theirs":     {map[string]any{"db.system": "sql"}, "team"},
		"an_empty_agent_is_none":           {map[string]any{"gen_ai.agent.name": ""}, "team"},
		"a_number_is_no_agent":             {map[string]any{"gen_ai.agent.name": 7}, "team"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tt.want, OfSpan("team", attributes(t, tt.span)))
		})
	}
}

func attributes(t *testing.T, raw map[string]any) pcommon.Map {
	t.Helper()
	m := pcommon.NewMap()
	require.NoError(t, m.FromRaw(raw))
	return m
}
