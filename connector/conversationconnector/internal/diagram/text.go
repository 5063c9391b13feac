package diagram

import "github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"

// Text writes a run as plain text, one line a step. It is good until the next run is written.
func (w *Writer) Text(run *story.Run) []byte {
	to := append(append(w.out[:0], run.Name...), '\n')
	to = appendSteps(to, run.Steps, run.People, 1)
	if run.Sum.Calls > 0 {
		to = append(append(to, run.Summary...), '\n')
	}
	w.out = to
	return to
}

func appendSteps(to []byte, steps []story.Step, people []story.Person, indent int) []byte {
	for i := range steps {
		s := &steps[i]
		for range indent {
			to = append(to, "  "...)
		}
		to = append(appendLine(to, s, people), '\n')
		to = appendSteps(to, s.Steps, people, indent+1)
	}
	return to
}

func appendLine(to []byte, s *story.Step, people []story.Person) []byte {
	switch s.Kind {
	case story.Parallel:
		return append(to, "side by side"...)
	case story.Branch:
		return append(to, "branch"...)
	case story.Loop, story.Nested, story.LeftOut:
		return appendWords(to, s, people)
	case story.Call:
		to = append(append(to, people[s.From].Name...), ": "...)
		return appendWords(to, s, people)
	}
	to = append(to, people[s.From].Name...)
	to = append(append(to, " -> "...), people[s.To].Name...)
	return appendWords(append(to, ": "...), s, people)
}
