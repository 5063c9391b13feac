// Package cut shortens what is too long for Tempo, so that what is left can be read: texts keep their beginning and tell
// their length, JSON stays JSON, and the longest is shortened first.
package cut

import "slices"

// waterline returns the length to which everything longer must be cut for excess to be gone, and false where even the
// floor does not suffice; then it is the floor.
func waterline(lengths []int, excess, floor int) (int, bool) {
	sorted := slices.Clone(lengths)
	slices.Sort(sorted)
	slices.Reverse(sorted)
	gone := 0 // by cutting all before i to the length of i
	for i := range sorted {
		next := floor
		if i+1 < len(sorted) {
			next = max(sorted[i+1], floor)
		}
		if sorted[i] <= floor {
			break
		}
		step := (sorted[i] - next) * (i + 1)
		if gone+step >= excess {
			line := sorted[i] - (excess-gone+i)/(i+1)
			return max(line, floor), true
		}
		gone += step
	}
	return floor, gone >= excess
}
