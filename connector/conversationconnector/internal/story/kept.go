package story

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Kept are traces of a run that may gain more, told one by one. It holds nothing of the batches that they came in.
type Kept struct {
	id        string
	fragments []fragment
	resources []pcommon.Map
	// Size is about how many bytes it holds.
	Size int
}

// ID is the id of the run.
func (k *Kept) ID() string { return k.id }

// Keep adds the traces of a run of the batch to what is kept of it.
func (r *Reader) Keep(run *Run, kept *Kept) {
	if kept.id == "" {
		kept.id = strings.Clone(run.ID)
	}
	for _, f := range r.fragments(run) {
		kept.add(&f)
	}
}

// add copies a fragment.
func (k *Kept) add(f *fragment) {
	c := *f
	c.name, c.state, c.loop = k.text(f.name), k.text(f.state), k.text(f.loop)
	c.opening, c.answer = k.text(f.opening), k.text(f.answer)
	c.resource = k.resource(f.resource)
	c.people = append([]Person(nil), f.people...)
	for i := range c.people {
		c.people[i].Name = k.text(c.people[i].Name)
	}
	c.steps, c.sum = k.steps(f.steps), k.sum(&f.sum)
	c.heard = append([]heard(nil), f.heard...)
	k.Size += fixed + 16*len(c.heard)
	k.fragments = append(k.fragments, c)
}

// fixed is about what a fragment takes by itself, stepSize what a step does, in bytes.
const (
	fixed    = 400
	stepSize = 160
)

func (k *Kept) text(s string) string {
	k.Size += len(s)
	return strings.Clone(s)
}

func (k *Kept) steps(steps []Step) []Step {
	if len(steps) == 0 {
		return nil
	}
	k.Size += stepSize * len(steps)
	list := append([]Step(nil), steps...)
	for i := range list {
		s := &list[i]
		s.Label, s.Text, s.Steps = k.text(s.Label), k.text(s.Text), k.steps(s.Steps)
	}
	return list
}

func (k *Kept) sum(s *Sum) Sum {
	c := *s
	c.Agents = append([]AgentSum(nil), s.Agents...)
	for i := range c.Agents {
		a := &c.Agents[i]
		a.Name, a.Models = k.text(a.Name), append([]ModelSum(nil), a.Models...)
		for j := range a.Models {
			a.Models[j].Name = k.text(a.Models[j].Name)
		}
	}
	return c
}

// resource copies one that was not there before.
func (k *Kept) resource(of pcommon.Map) pcommon.Map {
	for _, known := range k.resources {
		if known.Equal(of) {
			return known
		}
	}
	c := pcommon.NewMap()
	of.CopyTo(c)
	k.Size += stepSize * c.Len()
	k.resources = append(k.resources, c)
	return c
}

// Assemble makes a run of all that was kept. It is good until the reader assembles or tells another.
func (r *Reader) Assemble(k *Kept) *Run {
	r.kept.ID = k.id
	r.assembler.assemble(&r.kept, k.fragments)
	return &r.kept
}
