package story

// lines is how many lines steps take: one each, and one or more for a frame. What stands here is what diagrams draw.
func lines(steps []Step) int {
	n := 0
	for i := range steps {
		n += steps[i].lines()
	}
	return n
}

func (s *Step) lines() int { return frames[s.Kind] + 1 + lines(s.Steps) }

// frames is how many lines a kind takes beside the first: a nested chat has a note and an end, a loop and a parallel
// block have an end. A branch has its own line; a block's first branch shares the block's, which is left uncounted.
var frames = map[Kind]int{Nested: 2, Loop: 1, Parallel: 1}

// count is how many things happened in steps.
func count(steps []Step) int {
	n := 0
	for i := range steps {
		switch s := &steps[i]; {
		case s.Kind == LeftOut:
			n += s.Times
		case s.Kind == Loop:
			n += s.Times * count(s.Steps)
		case len(s.Steps) > 0:
			n += count(s.Steps)
		default:
			n++
		}
	}
	return n
}

// fit leaves out of the middle what does not fit into a number of lines. Two thirds of what is left are from the front. A
// frame too large for the room is itself fitted, so that one long chat in a box does not vanish.
func fit(steps []Step, limit int) []Step {
	if lines(steps) <= limit {
		return steps
	}
	room := limit - 1 // one line tells how much is missing
	head, room := front(steps, room*2/3, room)
	next := len(head)
	tail := len(steps)
	for tail > next && steps[tail-1].lines() <= room {
		tail--
		room -= steps[tail].lines()
	}
	out := head
	if tail > next {
		out = append(out, Step{Kind: LeftOut, From: nobody, To: nobody, Times: count(steps[next:tail])})
	}
	return append(out, steps[tail:]...)
}

// front takes steps from the front as long as they fit into share, and says what is left of room.
func front(steps []Step, share, room int) (head []Step, left int) {
	used := 0
	for i := range steps {
		n := steps[i].lines()
		if used+n <= share {
			head, used = append(head, steps[i]), used+n
			continue
		}
		if inner := share - used - frames[steps[i].Kind] - 1; len(steps[i].Steps) > 0 && inner >= smallest {
			short := steps[i]
			short.Steps = fit(short.Steps, inner)
			head, used = append(head, short), used+short.lines()
		}
		break
	}
	return head, room - used
}

// smallest is the room below which a frame is not fitted but left out.
const smallest = 4
