package keep

import (
	"cmp"
	"math"
	"slices"
	"time"
)

const (
	defaultMaxKeys  = 500
	defaultHalfLife = 15 * time.Second
	// adjustEvery is how often the shares are worked out anew.
	adjustEvery = time.Second
	// forget is the count below which a key is given up: less than one trace in the window, long ago.
	forget = 0.05
)

// adaptive keeps an exponential moving average of how many traces came a second, by key, and shares its goal among the
// keys by the logarithm of their counts, as Refinery's EMA samplers do: a key ten times as common gets little more
// kept, so that rare keys get a larger share of theirs.
type adaptive struct {
	perSecond float64 // the goal, or 0
	share     float64 // the goal, or 0
	maxKeys   int
	halfLife  float64 // in adjustments

	keys   map[string]*kind
	other  *kind // stands for all keys beyond maxKeys
	sorted []*kind

	next    time.Time // when to work the shares out anew
	rounds  float64   // adjustments so far
	pending float64   // kept since the last adjustment, in expectation
}

// kind is one key's count and share.
type kind struct {
	key   string
	now   float64 // traces since the last adjustment
	ema   float64 // traces an adjustment
	share float64
}

func newAdaptive(cfg *Adaptive) *adaptive {
	perSecond, share, _ := cfg.goal()
	a := &adaptive{
		perSecond: perSecond,
		share:     share,
		maxKeys:   cmp.Or(cfg.MaxKeys, defaultMaxKeys),
		halfLife:  float64(cmp.Or(cfg.HalfLife, defaultHalfLife)) / float64(adjustEvery),
		keys:      make(map[string]*kind),
	}
	a.other = &kind{share: a.first()}
	return a
}

// first is the share of a key that has no past: all of a rare kind, unless nothing is known at all yet.
func (a *adaptive) first() float64 {
	if a.rounds > 0 {
		return 1
	}
	if a.share > 0 {
		return a.share
	}
	return 1
}

func (a *adaptive) Probability(now time.Time, key []byte) float64 {
	if a.next.IsZero() {
		a.next = now.Add(adjustEvery)
	}
	if late := now.Sub(a.next); late >= 0 {
		a.adjust(1 + float64(late/adjustEvery))
		a.next = a.next.Add(adjustEvery * (1 + late/adjustEvery))
	}
	k := a.kind(key)
	k.now++
	p := k.share * a.brake()
	a.pending += p
	return p
}

// brake halves what is kept each time that a goal's worth was kept before the shares could be worked out: at the start,
// when no count is known, and when traffic jumps.
func (a *adaptive) brake() float64 {
	if a.perSecond == 0 {
		return 1
	}
	over := a.pending / (2 * a.perSecond * adjustEvery.Seconds())
	if over < 1 {
		return 1
	}
	return math.Exp2(-math.Floor(over))
}

func (a *adaptive) kind(key []byte) *kind {
	if k, ok := a.keys[string(key)]; ok {
		return k
	}
	if len(a.keys) >= a.maxKeys {
		return a.other
	}
	k := &kind{key: string(key), share: a.first()}
	a.keys[k.key] = k
	return k
}

// adjust takes the counts of the last rounds into the averages and works the shares out anew.
func (a *adaptive) adjust(rounds float64) {
	a.rounds += rounds
	a.pending = 0
	stay := math.Exp2(-rounds / a.halfLife)
	seen := 1 - math.Exp2(-a.rounds/a.halfLife) // what the averages have had time to gather
	a.sorted = append(a.sorted[:0], a.other)
	for key, k := range a.keys {
		k.gather(stay, rounds)
		if k.ema < forget*(1-math.Exp2(-1/a.halfLife)) {
			delete(a.keys, key)
			continue
		}
		a.sorted = append(a.sorted, k)
	}
	a.other.gather(stay, rounds)
	a.allot(seen)
}

// gather forgets a part of the average and takes in the count of the last rounds.
func (k *kind) gather(stay, rounds float64) {
	k.ema = k.ema*stay + k.now/rounds*(1-stay)
	k.now = 0
}

// allot gives every key the part of the goal that is its logarithm's. What a key cannot use, because it has fewer
// traces than that, goes to the more common ones.
func (a *adaptive) allot(seen float64) {
	slices.SortFunc(a.sorted, func(x, y *kind) int {
		return cmp.Or(cmp.Compare(x.ema, y.ema), cmp.Compare(x.key, y.key))
	})
	total, logs := 0.0, 0.0
	for _, k := range a.sorted {
		total += k.count(seen)
		logs += k.weight(seen)
	}
	goal := a.perSecond * adjustEvery.Seconds()
	if a.share > 0 {
		goal = a.share * total
	}
	for _, k := range a.sorted {
		count, weight := k.count(seen), k.weight(seen)
		k.share = 1
		if count > 0 && logs > 0 {
			k.share = min(1, goal*weight/logs/count)
		}
		goal -= k.share * count
		logs -= weight
	}
}

// count is how many traces an adjustment the key has, had it been there from the start.
func (k *kind) count(seen float64) float64 {
	return k.ema / seen
}

// weight is the logarithm by which keys share. One is added so that a count below one weighs little, not less than none.
func (k *kind) weight(seen float64) float64 {
	return math.Log10(1 + k.count(seen))
}
