package story

// longestPeriod is how many steps a repetition may have: a cycle of eight agents with a call, a tool and an arrow each.
const longestPeriod = 32

// repetitions is how often something must happen in a row to be told as a loop: three times, as llm_span has it. Where
// llm_span found a loop, the first and the last time lack an arrow, and two whole times are enough.
func repetitions(run *Run) int {
	if run.Loop != "" {
		return 2
	}
	return 3
}

// collapse makes loops of what repeats, from the inside out. The first time is told, with what all times took.
func collapse(steps []Step, times int, memory *steps) []Step {
	for i := range steps {
		if len(steps[i].Steps) > 0 {
			steps[i].Steps = collapse(steps[i].Steps, times, memory)
		}
	}
	for i := range steps {
		steps[i].shape = steps[i].form()
	}
	out := steps[:0]
	for i := 0; i < len(steps); {
		period, n := longestRepeat(steps[i:], times)
		if n == 0 {
			out = append(out, steps[i])
			i++
			continue
		}
		loop := Step{Kind: Loop, From: nobody, To: nobody, Times: n, Steps: memory.keep(steps[i : i+period])}
		for k := 1; k < n; k++ {
			addUsage(loop.Steps, steps[i+k*period:i+(k+1)*period])
		}
		loop.shape = loop.form()
		out = append(out, loop)
		i += period * n
	}
	return out
}

// longestRepeat finds the repetition at the front that covers the most steps.
func longestRepeat(steps []Step, times int) (period, n int) {
	for p := 1; p <= longestPeriod && p*times <= len(steps); p++ {
		same := 0
		for same+p < len(steps) && steps[same].shape == steps[same+p].shape {
			same++
		}
		if count := same/p + 1; count >= times && count*p > period*n {
			period, n = p, count
		}
	}
	return period, n
}

// form hashes what a repetition must have the same: FNV-1a.
func (s *Step) form() uint64 {
	h := fnv(fnvStart).text(string(s.Kind)).text(s.Label)
	h = h.mix(uint64(uint32(s.From))).mix(uint64(uint32(s.To))) // #nosec G115 -- nobody is as good as any
	if s.Failed {
		h = h.mix(1)
	}
	for i := range s.Steps {
		h = h.mix(s.Steps[i].shape)
	}
	return uint64(h)
}

type fnv uint64

const fnvStart = 14695981039346656037

func (h fnv) mix(x uint64) fnv { return (h ^ fnv(x)) * 1099511628211 }

func (h fnv) text(s string) fnv {
	for i := range len(s) {
		h = h.mix(uint64(s[i]))
	}
	return h.mix(0x100) // no byte, so that two texts do not run into one
}

func addUsage(to, from []Step) {
	for i := range to {
		to[i].Usage.add(from[i].Usage)
		if len(to[i].Steps) == len(from[i].Steps) {
			addUsage(to[i].Steps, from[i].Steps)
		}
	}
}
