package source

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAMatchHoldsForTheNamesItShould(t *testing.T) {
	for _, c := range []struct {
		match   string
		yes, no []string
	}{
		{`{"equals":"GPT-4o"}`, []string{"gpt-4o"}, []string{"gpt-4o-mini"}},
		{`{"starts_with":"gpt-"}`, []string{"gpt-4"}, []string{"a-gpt-4"}},
		{`{"ends_with":"-mini"}`, []string{"gpt-mini"}, []string{"gpt-mini-2"}},
		{`{"contains":"claude"}`, []string{"us.claude-x"}, []string{"clau"}},
		{`{"is_one_of":["a","b"]}`, []string{"a", "b"}, []string{"ab"}},
		{`{"regex":"^o[134]"}`, []string{"o3-mini"}, []string{"o2"}},
		{`{"and":[{"starts_with":"a"},{"not":{"contains":"b"}}]}`, []string{"ac"}, []string{"ab", "c"}},
		{`{"or":[{"equals":"a"},{"equals":"b"}]}`, []string{"a", "b"}, []string{"c"}},
		{`{"regex":"^(?!.*-[tT][tT][sS](?:$|-))"}`, []string{"gemini-2.5-pro", "x-ttsx"}, []string{"gemini-tts", "gemini-tts-preview"}},
		{
			`{"regex":"^(?![^/]+/)(?:labs-)?(?:(?:mi|code)stral|mixtral)"}`,
			[]string{"mistral-large", "labs-codestral", "mixtral-8x7b"},
			[]string{"acme/mistral", "mistral/large", "x-mistral"},
		},
		{`{"regex":"^(?!a[)(]b\\))c"}`, []string{"c"}, []string{"a)b)c", "d"}},
	} {
		var m clause
		require.NoError(t, json.Unmarshal([]byte(c.match), &m), c.match)
		match, err := m.convert()
		require.NoError(t, err, c.match)
		require.NoError(t, match.Compile(), c.match)
		for _, name := range c.yes {
			require.True(t, match.Matches(name), "%s %s", c.match, name)
		}
		for _, name := range c.no {
			require.False(t, match.Matches(name), "%s %s", c.match, name)
		}
	}
}

func TestAMatchThatIsNotUnderstoodIsAnError(t *testing.T) {
	for _, match := range []string{`{"like":"a"}`, `{}`, `{"equals":"a","contains":"b"}`, `{"regex":"^(?!a"}`, `{"equals":1}`} {
		var m clause
		err := json.Unmarshal([]byte(match), &m)
		if err == nil {
			_, err = m.convert()
		}
		require.Error(t, err, match)
	}
}
