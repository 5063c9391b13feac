package story

// steps is the memory of the steps within steps: reused, since almost every run has some.
type steps struct {
	kept  []Step
	lists [][]Step // one that is being told at each depth
	depth int
}

// reset makes all that was closed void.
func (s *steps) reset() {
	if cap(s.kept) > mostKept {
		s.kept, s.lists = nil, nil
	}
	s.kept, s.depth = s.kept[:0], 0
}

// open begins a list, within those that are open.
func (s *steps) open() []Step {
	if s.depth == len(s.lists) {
		s.lists = append(s.lists, nil)
	}
	s.depth++
	return s.lists[s.depth-1][:0]
}

// close ends the list that was opened last, and returns it as it is good until reset.
func (s *steps) close(list []Step) []Step {
	s.depth--
	s.lists[s.depth] = list
	return s.keep(list)
}

// keep copies a list. Another that is kept later is not in its way.
func (s *steps) keep(list []Step) []Step {
	from := len(s.kept)
	s.kept = append(s.kept, list...)
	return s.kept[from:len(s.kept):len(s.kept)]
}
