package budget

import "time"

// slots is how many steps a window slides in.
const slots = 60

// Levels are the shares of a budget that are told, in per cent.
var Levels = [...]int{50, 80, 100}

// window is what one budget spent for one combination of values.
type window struct {
	rule   *rule
	values []string // of the budget's by; nil in the window that takes what is too much

	Slots [slots]float64
	// Head is the number of the newest slot, counted from 1970.
	Head int64
	// Told says which levels were told and are not to be told again before the share has gone down.
	Told [len(Levels)]bool
	// Crossed counts how often each level was told.
	Crossed [len(Levels)]int64
	// Last is the number of the slot that was added to last.
	Last int64

	sent    [len(Levels)]int64 // of Crossed, in delta metrics
	unsaved bool
}

// slot is the number of the slot that a time is in.
func (r *rule) slot(at time.Time) int64 {
	return at.UnixNano() / int64(r.per/slots)
}

// slide moves the window on.
func (w *window) slide(to int64) {
	if to <= w.Head {
		return
	}
	for n := max(w.Head+1, to-slots+1); n <= to; n++ {
		w.Slots[n%slots] = 0
	}
	w.Head = to
}

// add adds to a slot that is still in the window. A correction may take off.
func (w *window) add(slot int64, amount float64) {
	w.slide(slot)
	if slot > w.Head-slots {
		w.Slots[slot%slots] += amount
		w.Last = max(w.Last, slot)
		w.unsaved = true
	}
}

// spent is what the window holds.
func (w *window) spent() float64 {
	sum := 0.0
	for _, x := range w.Slots {
		sum += x
	}
	return max(sum, 0)
}

func (w *window) share() float64 { return w.spent() / w.rule.limit }

// again is how far below a level the share must have gone for the level to be told again: corrections must not make it
// flutter.
const again = 0.9

// crossed returns the highest level that was reached and not told yet, and -1 for none. All below count as told with it.
func (w *window) crossed() int {
	share, reached := w.share(), -1
	for i, level := range Levels {
		if share >= float64(level)/100 && !w.Told[i] {
			w.Told[i], w.unsaved, reached = true, true, i
			w.Crossed[i]++
		}
	}
	return reached
}

// rearm makes the levels that the share has gone below ready to be told again.
func (w *window) rearm() {
	share := w.share()
	for i, level := range Levels {
		if w.Told[i] && share < float64(level)/100*again {
			w.Told[i], w.unsaved = false, true
		}
	}
}

// over says that the window has been empty for as long as it is, so that nobody misses it.
func (w *window) over() bool { return w.Head-w.Last > 2*slots }
