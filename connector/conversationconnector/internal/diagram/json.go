package diagram

import (
	"encoding/json"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
)

// JSON writes a run as one JSON object.
func (w *Writer) JSON(run *story.Run) ([]byte, error) {
	doc := document{
		Run: run.ID, Name: run.Name, People: run.People,
		Steps: stepsOf(run.Steps, run.People), Summary: summaryOf(&run.Sum), Loop: run.Loop, State: run.State,
	}
	for _, trace := range run.Traces {
		doc.Traces = append(doc.Traces, trace.String())
	}
	return json.Marshal(doc)
}

type document struct {
	Run     string         `json:"run"`
	Name    string         `json:"name,omitempty"`
	Traces  []string       `json:"traces"`
	State   string         `json:"state,omitempty"`
	Loop    string         `json:"loop,omitempty"`
	People  []story.Person `json:"participants"`
	Steps   []step         `json:"steps"`
	Summary summary        `json:"summary"`
}

type step struct {
	Kind   story.Kind `json:"kind"`
	From   string     `json:"from,omitempty"`
	To     string     `json:"to,omitempty"`
	Label  string     `json:"label,omitempty"` // the model, the tool, or the kind of transition
	Text   string     `json:"text,omitempty"`
	Failed bool       `json:"failed,omitempty"`
	Times  int        `json:"times,omitempty"`
	Usage  *usage     `json:"usage,omitempty"`
	Steps  []step     `json:"steps,omitempty"`
}

type usage struct {
	Calls    int     `json:"calls"`
	Unpriced int     `json:"unpriced_calls,omitempty"`
	Input    int64   `json:"input_tokens"`
	Output   int64   `json:"output_tokens"`
	Cost     float64 `json:"cost_usd"`
}

type summary struct {
	usage
	Errors int           `json:"errors,omitempty"`
	Agents []agentOrName `json:"agents,omitempty"`
}

type agentOrName struct {
	Name string `json:"name"`
	usage
	Models []agentOrName `json:"models,omitempty"`
}

func stepsOf(steps []story.Step, people []story.Person) []step {
	list := make([]step, 0, len(steps))
	for i := range steps {
		s := &steps[i]
		out := step{
			Kind: s.Kind, Label: s.Label, Text: s.Text, Failed: s.Failed, Times: s.Times,
			Steps: stepsOf(s.Steps, people),
		}
		if s.From >= 0 {
			out.From, out.To = people[s.From].Name, people[s.To].Name
		}
		if s.Usage.Calls > 0 {
			u := usageOf(&s.Usage)
			out.Usage = &u
		}
		list = append(list, out)
	}
	return list
}

func usageOf(u *story.Usage) usage {
	return usage{Calls: u.Calls, Unpriced: u.Unpriced, Input: u.Input, Output: u.Output, Cost: u.Cost}
}

func summaryOf(sum *story.Sum) summary {
	s := summary{usage: usageOf(&sum.Usage), Errors: sum.Errors}
	for i := range sum.Agents {
		a := &sum.Agents[i]
		agent := agentOrName{Name: a.Name, usage: usageOf(&a.Usage)}
		for j := range a.Models {
			agent.Models = append(agent.Models, agentOrName{Name: a.Models[j].Name, usage: usageOf(&a.Models[j].Usage)})
		}
		s.Agents = append(s.Agents, agent)
	}
	return s
}
