package content

import "strings"

// The roles of messages in the conventions.
const (
	roleSystem    = "system"
	roleUser      = "user"
	roleAssistant = "assistant"
	roleTool      = "tool"
)

// messageRoles maps what providers and frameworks call a role, in lower case, to the role of the conventions. Read in
// the APIs of OpenAI, Anthropic, Gemini, Cohere and Bedrock, in langchain-core 1.7, autogen-core 0.7.5, smolagents 1.24,
// haystack 3.4 and LiveKit 1.3, 2026-11-22.
var messageRoles = map[string]string{
	"user": roleUser, "human": roleUser, "humanmessage": roleUser, "humanmessagechunk": roleUser, "usermessage": roleUser,
	"assistant": roleAssistant, "ai": roleAssistant, "aimessage": roleAssistant, "aimessagechunk": roleAssistant,
	"assistantmessage": roleAssistant, "model": roleAssistant, "chatbot": roleAssistant, "bot": roleAssistant,
	"tool-call": roleAssistant,
	"system":    roleSystem, "systemmessage": roleSystem, "systemmessagechunk": roleSystem, "developer": roleSystem,
	"tool": roleTool, "toolmessage": roleTool, "toolmessagechunk": roleTool, "function": roleTool,
	"functionmessage": roleTool, "tool-response": roleTool, "functionexecutionresultmessage": roleTool,
}

// messageRole returns the role of the conventions for a word, or the word itself where it is none we know. known says
// whether it is one of the table.
func messageRole(word string) (role string, known bool) {
	switch word {
	case roleUser, roleAssistant, roleSystem, roleTool:
		return word, true
	}
	last := word[strings.LastIndexByte(word, '.')+1:] // Python's str() of an enum: MessageRole.USER
	if len(last) > shortWord {
		return word, false // a text, which may be long
	}
	var room [shortWord]byte
	low := lowered(&room, last)
	if role, known = messageRoles[string(low)]; known {
		return role, true
	}
	return word, false
}

const shortWord = 64

// lowered is a word in lower case. A short one of plain letters, as nearly all are, takes no memory but the caller's.
func lowered(room *[shortWord]byte, word string) []byte {
	if len(word) > shortWord {
		return []byte(strings.ToLower(word))
	}
	for i := range len(word) {
		c := word[i]
		switch {
		case c >= 0x80:
			return []byte(strings.ToLower(word))
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		room[i] = c
	}
	return room[:len(word)]
}
