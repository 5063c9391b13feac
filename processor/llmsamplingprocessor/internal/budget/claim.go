package budget

// claim is one limit that a rule's traces must keep to: an own share, a pool, or both.
type claim struct {
	unit Unit
	own  *share
	pool *pool
}

// pass lets time pass for all that the claim draws from.
func (c claim) pass(at float64) {
	if c.pool != nil {
		c.pool.pass(at)
	} else {
		c.own.bucket.fill(at)
		c.own.demand.decay(at)
	}
}

// meter is where the rule's demand is counted.
func (c claim) meter() *meter {
	if c.own != nil {
		return &c.own.demand
	}
	return &c.pool.demand
}

// factor is by how much the rule's probability is to be lowered.
func (c claim) factor() float64 {
	var even float64
	switch {
	case c.own == nil:
		even = c.pool.lent()
	default:
		asked, rate := c.own.demand.perSecond(), c.own.bucket.rate
		if c.borrows() {
			rate += c.pool.lent() * max(0, asked-rate)
		}
		even = ratio(rate, asked)
	}
	return min(1, even*steer(c.level()))
}

func (c claim) borrows() bool {
	return c.own != nil && c.pool != nil && c.own.borrow
}

// level is how full what the claim draws from is, 0 to 1. An own share that has enough is not held up by the others.
func (c claim) level() float64 {
	if c.own == nil {
		return c.pool.level()
	}
	level := fullness(&c.own.bucket)
	if c.borrows() {
		level = max(level, c.pool.level())
	}
	return level
}

func fullness(b *bucket) float64 {
	if b.depth <= 0 {
		return 0
	}
	return max(0, b.level/b.depth)
}

// steer turns the rate so that buckets stay half full: emptier ones get less, fuller ones more.
func steer(level float64) float64 {
	return min(1.3, max(0.1, 2*level))
}

// open says whether anything is left to draw from.
func (c claim) open() bool {
	source := c.source()
	if c.pool != nil {
		least := 0.0
		if source == &c.pool.spare {
			least = c.pool.reserve()
		}
		if c.pool.whole.level <= least {
			return false
		}
	}
	return source.level > 0
}

// source is the bucket that the next trace is drawn from.
func (c claim) source() *bucket {
	switch {
	case c.own == nil:
		return &c.pool.spare
	case c.own.bucket.level <= 0 && c.borrows():
		return &c.pool.spare
	default:
		return &c.own.bucket
	}
}

func (c claim) draw(amount float64) {
	c.source().level -= amount
	if c.pool != nil {
		c.pool.whole.level -= amount
	}
}
