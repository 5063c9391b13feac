package said

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPlaces(t *testing.T) {
	p := NewPlaces("acme.question", "acme.notes.", "prompt.name")
	for key, want := range map[string]Kind{
		"":                          None,
		"gen_ai.input.messages":     Said,
		"gen_ai.input.messages.0":   None,
		"gen_ai.prompt.0.content":   Said,
		"gen_ai.prompt.name":        None,
		"llm.invocation_parameters": Params,
		"exception.message":         Error,

		"smolagents.task":                                   Said,
		"smolagents.additional_args":                        Said,
		"smolagents.max_steps":                              None,
		"smolagents.managed_agents.0.description":           Said,
		"smolagents.managed_agents.12.additional_prompting": Said,
		"smolagents.managed_agents.0.name":                  None,
		"participant_descriptions":                          Said,
		"participant_names":                                 None,
		"crewai.task.prompt_context":                        Said,
		"crewai.task.id":                                    None,
		"openai.agent.handoffs":                             Said,
		"lk.pii.chat_ctx":                                   Said,
		"lk.speech_id":                                      None,
		"haystack.agent.step.llm.input":                     Said,
		"mastra.agent_run.input":                            Said,
		"mastra.span.type":                                  None,
		"db.chroma.query.where_document":                    Said,
		"llm.anthropic.messages":                            Said,
		"llm.openai.model":                                  None,
		"llm.headers":                                       Params,

		"acme.question": Said,
		"acme.notes.7":  Said,
		"acme.id":       None,
		"prompt.name":   Said, // the user knows better
	} {
		require.Equal(t, want, p.Of(key), key)
	}
}

func TestAKeyOfNothingButAStarIsAKey(t *testing.T) {
	p := NewPlaces("*", "*.x")
	require.Equal(t, Said, p.Of("*"))
	require.Equal(t, None, p.Of("a.x"))
}

func TestKeysListsEveryPlaceOnce(t *testing.T) {
	keys := NewPlaces().Keys()
	require.IsIncreasing(t, keys)
	require.Contains(t, keys, "lk.pii.")
	require.Contains(t, keys, "mastra.*.input")
	require.NotContains(t, keys, "smolagents.managed_agents.*.name")
}
