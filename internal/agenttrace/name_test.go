package agenttrace

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNamesLoseTheirRunsUUID(t *testing.T) {
	for s, want := range map[string][2]string{
		"writer_997d692c-c361-49de-b72b-66396d7830f2":                                      {"writer", "997d692c-c361-49de-b72b-66396d7830f2"},
		"writer_997d692c-c361-49de-b72b-66396d7830f2/997d692c-c361-49de-b72b-66396d7830f2": {"writer", "997d692c-c361-49de-b72b-66396d7830f2"},
		"writer":                               {"writer", ""},
		"997d692c-c361-49de-b72b-66396d7830f2": {"", "997d692c-c361-49de-b72b-66396d7830f2"},
		"writer_997d692c-c361-49de-b72b":       {"writer_997d692c-c361-49de-b72b", ""},
		"":                                     {"", ""},
	} {
		name, id := SplitUUID(s)
		require.Equal(t, want, [2]string{name, id}, s)
	}
}

func TestANameThatIsNothingButAUUIDStays(t *testing.T) {
	require.Equal(t, "writer", Name("writer_997d692c-c361-49de-b72b-66396d7830f2"))
	require.Equal(t, "997d692c-c361-49de-b72b-66396d7830f2", Name("997d692c-c361-49de-b72b-66396d7830f2"))
	require.Equal(t, "writer", Name("writer"))
}
