package rule

import (
	"fmt"

	"go.opentelemetry.io/collector/component"
)

// check is one compiled condition. It may look at anything of the view.
type check func(*View) bool

// Plan is a list of rules, compiled together. It is read-only after New and may be used by many goroutines.
type Plan struct {
	rules      [][]check
	spans      probes // on attributes of every span
	roots      probes // on attributes of the root span
	resources  probes // on attributes of resources
	states     []stateTest
	conditions []condition
	bits       int
	memos      int
}

// New compiles the conditions of rules. They must be valid.
func New(rules []Config, set component.TelemetrySettings) (*Plan, error) {
	p := &Plan{}
	for _, r := range rules {
		var checks []check
		if r.When != nil {
			var err error
			if checks, err = p.compile(r.When, set); err != nil {
				return nil, fmt.Errorf("cannot compile rule %q: %w", r.Name, err)
			}
		}
		p.rules = append(p.rules, checks)
	}
	return p, nil
}

// First returns the index of the first rule that takes the trace, or -1.
func (p *Plan) First(v *View) int {
	for i, checks := range p.rules {
		if all(checks, v) {
			return i
		}
	}
	return -1
}

func all(checks []check, v *View) bool {
	for _, holds := range checks {
		if !holds(v) {
			return false
		}
	}
	return true
}
