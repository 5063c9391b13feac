package diagram

import (
	"encoding/hex"
	"strconv"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
)

// JSON writes a run as one JSON object. It is good until the next run is written.
//
//	{"run","name"?,"traces","state"?,"loop"?,"participants":[{"role","name"}],"steps":[STEP],"summary"}
//	STEP: {"kind","from"?,"to"?,"label"?,"text"?,"failed"?,"times"?,"usage"?,"steps"?}
//	usage: {"calls","unpriced_calls"?,"input_tokens","output_tokens","cost_usd"}
//	summary: usage, "errors"?, "agents"?: [{"name", usage, "models"?: [{"name", usage}]}]
func (w *Writer) JSON(run *story.Run) []byte {
	o := object{out: w.out[:0]}
	o.begin()
	o.text("run", run.ID)
	o.filled("name", run.Name)
	o.traces(run.Traces)
	o.filled("state", run.State)
	o.filled("loop", run.Loop)
	o.people(run.People)
	o.key("steps")
	o.steps(run.Steps, run.People)
	o.key("summary")
	o.summary(&run.Sum)
	o.end()
	w.out = o.out
	return w.out
}

func (o *object) traces(list []story.TraceID) {
	o.key("traces")
	o.out = append(o.out, '[')
	for i := range list {
		if i > 0 {
			o.out = append(o.out, ',')
		}
		o.out = append(o.out, '"')
		o.out = hex.AppendEncode(o.out, list[i][:])
		o.out = append(o.out, '"')
	}
	o.out = append(o.out, ']')
}

func (o *object) people(list []story.Person) {
	o.key("participants")
	o.list(len(list), func(i int) {
		o.text("role", string(list[i].Role))
		o.text("name", list[i].Name)
	})
}

func (o *object) steps(list []story.Step, people []story.Person) {
	o.list(len(list), func(i int) { o.step(&list[i], people) })
}

func (o *object) step(s *story.Step, people []story.Person) {
	o.text("kind", string(s.Kind))
	if s.From >= 0 {
		o.filled("from", people[s.From].Name)
		o.filled("to", people[s.To].Name)
	}
	o.filled("label", s.Label) // the model, the tool, or the kind of transition
	o.filled("text", s.Text)
	if s.Failed {
		o.key("failed")
		o.out = append(o.out, "true"...)
	}
	o.some("times", s.Times)
	if s.Usage.Calls > 0 {
		o.key("usage")
		o.begin()
		o.usage(&s.Usage)
		o.end()
	}
	if len(s.Steps) > 0 {
		o.key("steps")
		o.steps(s.Steps, people)
	}
}

func (o *object) usage(u *story.Usage) {
	o.count("calls", int64(u.Calls))
	o.some("unpriced_calls", u.Unpriced)
	o.count("input_tokens", u.Input)
	o.count("output_tokens", u.Output)
	o.number("cost_usd", u.Cost)
}

func (o *object) summary(sum *story.Sum) {
	o.begin()
	o.usage(&sum.Usage)
	o.some("errors", sum.Errors)
	if len(sum.Agents) > 0 {
		o.key("agents")
		o.list(len(sum.Agents), func(i int) { o.agent(&sum.Agents[i]) })
	}
	o.end()
}

func (o *object) agent(a *story.AgentSum) {
	o.text("name", a.Name)
	o.usage(&a.Usage)
	if len(a.Models) > 0 {
		o.key("models")
		o.list(len(a.Models), func(i int) {
			o.text("name", a.Models[i].Name)
			o.usage(&a.Models[i].Usage)
		})
	}
}

func (o *object) count(key string, n int64) {
	o.key(key)
	o.out = strconv.AppendInt(o.out, n, 10)
}

// some writes a count that is not zero.
func (o *object) some(key string, n int) {
	if n != 0 {
		o.count(key, int64(n))
	}
}
