package budget

import "time"

// pool is one limit of the whole: what the rules' shares leave of it, and the shares.
type pool struct {
	limit
	whole  bucket // what may be kept altogether
	spare  bucket // what no share has a claim to, and what the shares leave unused
	demand meter  // of the rules without a share
	shares []*share
}

// share is one limit of a rule: its assured part of a pool, or where the whole has no such limit, a limit by itself.
type share struct {
	limit
	bucket bucket
	demand meter
	borrow bool
}

func newPool(l limit, burst time.Duration) *pool {
	p := &pool{limit: l, whole: newBucket(l.perSecond(), l, burst), demand: newMeter(l)}
	p.spare = p.whole
	return p
}

func newShare(l limit, burst time.Duration, borrow bool) *share {
	return &share{limit: l, bucket: newBucket(l.perSecond(), l, burst), demand: newMeter(l), borrow: borrow}
}

func newMeter(l limit) meter {
	return meter{window: min(l.window()/5, 10*time.Minute).Seconds()}
}

// take makes s a share of the pool.
func (p *pool) take(s *share) {
	p.shares = append(p.shares, s)
	p.spare.rate = max(0, p.spare.rate-s.bucket.rate)
}

// pass fills every bucket; what runs over in a share is spare. The demand of every share falls too: a rule whose traces
// have stopped coming asks for nothing, and is not there to say so.
func (p *pool) pass(at float64) {
	p.whole.fill(at)
	p.spare.fill(at)
	p.demand.decay(at)
	for _, s := range p.shares {
		p.spare.add(s.bucket.fill(at))
		s.demand.decay(at)
	}
}

// lent is the part of what is asked of the spare amount that it can give, 0 to 1.
func (p *pool) lent() float64 {
	supply, demand := p.whole.rate, p.demand.perSecond()
	for _, s := range p.shares {
		asked := s.demand.perSecond()
		supply -= min(asked, s.bucket.rate)
		if s.borrow {
			demand += max(0, asked-s.bucket.rate)
		}
	}
	return ratio(supply, demand)
}

// level is how full the spare amount is, as far as the whole has it, 0 to 1.
func (p *pool) level() float64 {
	return min(fullness(&p.spare), fullness(&p.whole))
}

// reserve is what must be left of the whole for the spare amount to be drawn from, so that who borrows does not shut out
// who draws from a share.
func (p *pool) reserve() float64 {
	if len(p.shares) == 0 {
		return 0
	}
	return p.whole.depth / 4
}

// ratio is the part of demand that supply meets, 0 to 1.
func ratio(supply, demand float64) float64 {
	if demand <= supply {
		return 1
	}
	return max(0, supply) / demand
}
