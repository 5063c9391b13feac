package budget

import (
	"slices"
	"time"

	"github.com/otelcol-baton/baton/processor/llmsamplingprocessor/internal/consistent"
)

const (
	// mostRaise bounds by how much the weight of one trace may grow to make up for others.
	mostRaise = 16
	// owedTraces is how many typical traces may be owed before the probability is lowered further, so that fewer are refused.
	owedTraces = 8
)

// Account is what one rule may spend. Calls may not overlap, among all accounts of one New.
type Account struct {
	clock  *clock // of all accounts of one New
	claims []claim
	// owed is the weight of traces that the bucket refused though their R would have kept them.
	owed float64
	// typical is a moving average of a kept trace's weight.
	typical float64
}

// New makes the accounts of rules with the given shares, which may be nil, in a whole that may be nil. An account
// without any limit is nil.
func New(whole *Config, shares []*Share) []*Account {
	var pools []*pool
	if whole != nil {
		for _, l := range whole.limits() {
			pools = append(pools, newPool(l, whole.Burst))
		}
	}
	accounts := make([]*Account, len(shares))
	since := &clock{}
	for i, s := range shares {
		if claims := newClaims(pools, s); len(claims) > 0 {
			accounts[i] = &Account{clock: since, claims: claims}
		}
	}
	return accounts
}

func newClaims(pools []*pool, s *Share) []claim {
	var claims []claim
	if s != nil {
		for _, l := range s.limits() {
			own := newShare(l, s.Burst, s.Borrow == nil || *s.Borrow)
			claims = append(claims, claim{unit: l.unit, own: own})
		}
	}
next:
	for _, p := range pools {
		for i := range claims {
			if own := claims[i].own; own != nil && own.unit == p.unit && own.period == p.period {
				claims[i].pool = p
				p.take(own)
				continue next
			}
		}
		claims = append(claims, claim{unit: p.unit, pool: p})
	}
	return claims
}

// Limits says whether the account is limited in a unit.
func (a *Account) Limits(unit Unit) bool {
	return a != nil && slices.ContainsFunc(a.claims, func(c claim) bool { return c.unit == unit })
}

// Factor is by how much the probability of the rule's next trace is to be lowered, 0 to 1. It depends on the past alone.
func (a *Account) Factor(now time.Time) float64 {
	if a == nil {
		return 1
	}
	at, factor := a.clock.seconds(now), 1.0
	for _, c := range a.claims {
		c.pass(at)
		c.meter().begin(at)
		factor = min(factor, c.factor())
	}
	if a.owed > 0 && a.typical > 0 {
		factor /= 1 + a.owed/(owedTraces*a.typical)
	}
	return factor
}

// Offer counts a trace, for which Factor was asked, that the rule would keep with the given probability if there were no
// budget.
func (a *Account) Offer(cost *Cost, probability float64) {
	if a == nil {
		return
	}
	for _, c := range a.claims {
		c.meter().add(cost[c.unit] * probability)
	}
}

// Admit draws the cost of a trace that R and t keep. Where nothing is left it says no, and owes the trace's weight.
func (a *Account) Admit(t consistent.Threshold, cost *Cost) bool {
	if a == nil {
		return true
	}
	for _, c := range a.claims {
		if !c.open() {
			// The bucket asks only whether it is empty, not how large the trace is, so that those refused are as large as those
			// let in, and what is owed in traces is right in spans too.
			a.owed += t.Weight()
			return false
		}
	}
	a.Charge(cost)
	return true
}

// Charge draws a cost whether or not anything is left: of a late span, which follows its trace.
func (a *Account) Charge(cost *Cost) {
	if a == nil {
		return
	}
	for _, c := range a.claims {
		c.draw(cost[c.unit])
	}
}

// Weigh returns the threshold of a trace that Admit let in at t: raised, as far as its randomness r allows, to stand for
// traces that were refused before. So the adjusted counts add up though the bucket refuses without regard to R.
func (a *Account) Weigh(t consistent.Threshold, r uint64) consistent.Threshold {
	if a == nil {
		return t
	}
	weight := t.Weight()
	if a.owed > 0 {
		raised := min(consistent.FromWeight(min(weight+a.owed, weight*mostRaise)), consistent.Threshold(r))
		if raised > t {
			a.owed = max(0, a.owed-(raised.Weight()-weight))
			t = raised
		}
	}
	if a.typical == 0 {
		a.typical = weight
	}
	a.typical += 0.05 * (weight - a.typical)
	return t
}
