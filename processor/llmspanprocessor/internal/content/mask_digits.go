package content

import (
	"bytes"
	"strings"
)

// digitRun is a row of digits with separators among them, as people write numbers of cards and telephones.
type digitRun struct {
	from, to int
	digits   [24]byte
	n        int
	groups   [8]int // digits in each group
	ngroups  int
	plus     bool
	open     bool    // an area code's parenthesis
	paren    bool    // and the other one
	ends     [8]int  // where each group ends
	seps     [8]byte // what stands after each group
}

// digitsAt looks at digits from their beginning: an address, a card, a telephone number.
func digitsAt(context, s string, i int) (find, bool) {
	end := i + 1
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	none := find{to: end}
	if s[i] == '(' {
		none.to = i + 1
	}
	if isDigit(s[i]) {
		if f, ok := ip4(s, i); ok {
			return f, true
		}
	}
	if !runBegins(s, i) {
		return none, false
	}
	if isDigit(s[i]) {
		if end < len(s) && (s[end] == ':' || isHex(s[end])) && end-i <= 4 {
			k := end
			for k < len(s) && k-i <= 4 && isHex(s[k]) {
				k++
			}
			if k < len(s) && s[k] == ':' {
				if f, ok := ip6(s, k, 0); ok && f.from == i {
					return f, true
				}
			}
		}
	}
	// What follows a number may be another one: the longest beginning that is something counts.
	run := readRun(s, i)
	if run.open && !run.paren && s[i] == '(' {
		return none, false
	}
	for ; run.n >= 7; run = run.shorter() {
		if run.card(s) {
			return find{run.from, run.to, Card}, true
		}
		if run.phone(context, s) {
			return find{run.from, run.to, Phone}, true
		}
	}
	return none, false
}

// shorter returns the run without its last group.
func (r digitRun) shorter() digitRun {
	if r.ngroups < 2 {
		r.n = 0
		return r
	}
	r.ngroups--
	r.n -= r.groups[r.ngroups]
	r.to = r.ends[r.ngroups-1]
	return r
}

// runBegins says whether a number can begin at i: not within a word, a decimal, a path or an identifier.
func runBegins(s string, i int) bool {
	if i == 0 {
		return true
	}
	switch c := s[i-1]; {
	case isAlnum(c), c == '_', c == '+':
		return false
	case c == '-':
		return i < 2 || !isAlnum(s[i-2])
	case c == '.', c == '/':
		return i < 2 || !isDigit(s[i-2])
	}
	return true
}

// readRun reads digits and single separators: space, dash, dot, slash, and parentheses around an area code.
func readRun(s string, i int) digitRun {
	r := digitRun{from: i, to: i}
	end := i
	if s[end] == '+' {
		r.plus = true
		end++
	}
	group := 0
	closeGroup := func(sep byte) {
		if group > 0 {
			r.groups[r.ngroups], r.ends[r.ngroups], r.seps[r.ngroups] = group, r.to, sep
			r.ngroups++
		}
		group = 0
	}
	for end < len(s) && r.n < len(r.digits) && r.ngroups < len(r.groups) {
		c := s[end]
		if isDigit(c) {
			r.digits[r.n] = c - '0'
			r.n++
			group++
			end++
			r.to = end
			continue
		}
		width := separator(s, end, &r)
		if width == 0 {
			break
		}
		switch {
		case c >= 0x80:
			c = ' '
		case c == ' ' && s[end+1] == ' ':
			c = twoBlanks
		}
		closeGroup(c)
		end += width
	}
	switch {
	case r.ngroups < len(r.groups) && (end >= len(s) || !isDigit(s[end])):
		closeGroup(0)
	case r.ngroups == 0:
		r.n = 0 // longer than any number that we know
	default: // the last group has no room
		r.n -= group
		r.to = r.ends[r.ngroups-1]
	}
	return r
}

// twoBlanks is what stands in seps for two blanks.
const twoBlanks = '_'

// takesTwoBlanks says whether two blanks may follow: within a number that begins with a plus, or when each group of it is
// set apart by two. Else they set numbers apart.
func (r *digitRun) takesTwoBlanks() bool {
	return r.plus && r.n < 8 || r.ngroups == 0 || r.seps[0] == twoBlanks
}

// columns says whether two blanks set groups apart, as they do in tables.
func (r *digitRun) columns() bool {
	return bytes.IndexByte(r.seps[:max(r.ngroups-1, 0)], twoBlanks) >= 0
}

var wideSeparators = [...]string{"\u00A0", "\u202F", "\u2009", "\u2010", "\u2011", "\u2012", "\u2013"}

// separator returns how many bytes of a separator stand at end, 0 if none does.
func separator(s string, end int, r *digitRun) int {
	next := func(k int) byte {
		if end+k < len(s) {
			return s[end+k]
		}
		return 0
	}
	switch s[end] {
	case '(':
		if isDigit(next(1)) {
			r.open = true
			return 1
		}
	case ')':
		if !r.open {
			return 0
		}
		switch {
		case isDigit(next(1)):
			r.paren = true
			return 1
		case (next(1) == ' ' || next(1) == '-') && isDigit(next(2)):
			r.paren = true
			return 2
		}
	case 0xC2, 0xE2: // no-break spaces and the dashes of typesetters
		for _, wide := range wideSeparators {
			if strings.HasPrefix(s[end:], wide) && isDigit(next(len(wide))) {
				return len(wide)
			}
		}
	case ' ', '-', '.', '/':
		switch {
		case isDigit(next(1)):
			return 1
		case s[end] == ' ' && next(1) == ' ' && isDigit(next(2)) && r.takesTwoBlanks():
			return 2
		case r.plus && next(1) == '-' && next(2) == ' ' && isDigit(next(3)):
			return 3
		case next(1) == '(' && isDigit(next(2)):
			r.open = true
			return 2
		}
	}
	return 0
}
