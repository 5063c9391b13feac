package diagram

import (
	"strconv"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
	"github.com/otelcol-baton/baton/internal/genai"
)

// appendWords writes what stands on the arrow of a step. It is never empty.
func appendWords(to []byte, s *story.Step, people []story.Person) []byte {
	switch s.Kind {
	case story.Call:
		return AppendCall(to, s)
	case story.LeftOut:
		return append(strconv.AppendInt(to, int64(s.Times), 10), " steps left out"...)
	case story.Loop:
		return append(strconv.AppendInt(to, int64(s.Times), 10), " times"...)
	case story.Nested:
		return append(append(to, "nested chat of "...), people[s.From].Name...)
	case story.Transition:
		if s.Label == genai.KindHandoff && s.Text != "" {
			to = append(to, "handoff: "...)
		}
	}
	if s.Failed {
		to = append(to, "failed"...)
		if s.Text != "" {
			to = append(to, ": "...)
		}
		return append(to, s.Text...)
	}
	if s.Text != "" {
		return append(to, s.Text...)
	}
	return append(to, unsaid(s, people)...)
}

// unsaid stands where no text is known, or none may be shown.
func unsaid(s *story.Step, people []story.Person) string {
	switch {
	case s.Kind == story.Transition:
		return s.Label
	case s.Kind == story.Return:
		return "result"
	case s.Kind == story.ToolUse:
		return "runs"
	case people[s.From].Role == story.User:
		return "asks"
	}
	return "answers"
}

// AppendCall writes what a call took.
func AppendCall(to []byte, s *story.Step) []byte {
	if s.Label == "" {
		to = append(to, "model"...)
	}
	to = append(to, s.Label...)
	if s.Failed {
		to = append(to, " failed"...)
		if s.Text != "" {
			to = append(append(to, ": "...), s.Text...)
		}
	}
	u := &s.Usage
	if u.Input > 0 || u.Output > 0 {
		to = appendTokens(append(to, ", "...), u)
	}
	if u.Calls > u.Unpriced {
		to = appendUSD(append(to, ", "...), u.Cost)
	}
	if !s.Failed && s.Text != "" {
		to = append(append(to, ": "...), s.Text...)
	}
	return to
}
