package account

import (
	"slices"

	"github.com/otelcol-baton/baton/internal/agenttrace"
	"github.com/otelcol-baton/baton/internal/series"
)

// plan holds the values of the labels that spans of one kind share, and the series that were found for them. A series is
// made when there is something to add to it.
type plan struct {
	client, spend, agent, tool, work []string // values of clientLabels and so on, with the dimensions

	duration                              *series.Point // of a call, a tool or a workflow
	agentDuration, agentCalls, agentTools *series.Point
	input, output                         *series.Point
	firstChunk, perChunk                  *series.Point
	serverDuration                        *series.Point
	serverFirst, serverToken              *series.Point
	usage                                 [numUsages][numModalities]*series.Point

	cost, fresh, read, written, saved, surcharge *series.Point
	unpriced, errors, toolErrors                 *series.Point

	// freshPrice is what a fresh input token cost last, in US dollars; zero is not known.
	freshPrice float64
}

func newPlan(v *agenttrace.View, dimensions []string) *plan {
	model := v.Model()
	with := func(values ...string) []string { return slices.Concat(values, dimensions) }
	return &plan{
		client: with(v.Service, v.Operation, v.Provider, v.RequestModel, v.ResponseModel, v.Agent),
		spend:  with(v.Service, v.Provider, model, v.Agent, v.Workflow),
		agent:  with(v.Service, v.Agent),
		tool:   with(v.Service, v.Tool, v.Agent),
		work:   with(v.Service, v.Workflow),
	}
}
