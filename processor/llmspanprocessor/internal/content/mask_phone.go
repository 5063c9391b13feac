package content

import "strings"

// phone says whether the run is a telephone number. A bare row of digits is one only where the words
// before it, or its name, say so: it may as well be a time or an id.
func (r *digitRun) phone(context, s string) bool {
	if r.to < len(s) && (isAlnum(s[r.to]) && !extension(s[r.to:]) || s[r.to] == '_') || r.n > 15 || r.date() {
		return false
	}
	switch {
	case r.plus:
		return r.digits[0] != 0 && r.n >= 8
	case r.columns():
		return phoneSaid(context, s[:r.from])
	case r.ngroups == 1:
		return phoneSaid(context, s[:r.from]) || r.dialled()
	case r.american(), r.dialled(), r.chinese(), r.paren && r.n >= 10 && r.ngroups >= 3:
		return true
	case r.digits[0] == 0 && r.digits[1] != 0 && r.groups[0] >= 2:
		if r.dotted() {
			return r.n == 10 && r.ngroups == 5 // 06.12.34.56.78
		}
		return r.n >= 9 && r.n <= 12 && r.ngroups <= 6
	}
	return phoneSaid(context, s[:r.from])
}

// date says whether the digits begin with a day, a month and a year, as in 05/11/2026 10:30.
func (r *digitRun) date() bool {
	if r.ngroups < 3 || r.plus {
		return false
	}
	g, d := r.groups, r.digits
	if g[0] == 4 && g[1] == 2 && g[2] == 2 {
		return d[0] == 1 && d[1] == 9 || d[0] == 2 && d[1] == 0
	}
	return g[0] == 2 && g[1] == 2 && g[2] == 4 && (d[4] == 1 && d[5] == 9 || d[4] == 2 && d[5] == 0)
}

// american says whether the digits are grouped as (212) 555-0123, with or without the 1 before, by North American rules.
func (r *digitRun) american() bool {
	g := r.groups[:r.ngroups]
	d := r.digits[:r.n]
	if len(g) == 4 && g[0] == 1 && d[0] == 1 {
		g, d = g[1:], d[1:]
	}
	return len(g) == 3 && g[0] == 3 && g[1] == 3 && g[2] == 4 && d[0] >= 2 && d[3] >= 2
}

// chinese says whether the digits are grouped as a Chinese mobile number: 138 0013 8000.
func (r *digitRun) chinese() bool {
	return r.ngroups == 3 && r.groups[0] == 3 && r.groups[1] == 4 && r.groups[2] == 4 && r.digits[0] == 1 && r.digits[1] >= 3
}

// extension says whether a text begins with the number behind a telephone system: x44.
func extension(s string) bool { return len(s) > 1 && s[0] == 'x' && isDigit(s[1]) }

// dialled says whether the digits begin with 00 and a country: 0049 171 1234567, 00 44 20 7946 0958.
func (r *digitRun) dialled() bool {
	first := r.groups[0]
	if r.ngroups == 1 {
		first = 2
	}
	return r.n >= 11 && r.n <= 15 && r.digits[0] == 0 && r.digits[1] == 0 && r.digits[2] != 0 && (first == 2 || first >= 4 && first <= 5)
}

func (r *digitRun) dotted() bool {
	for _, sep := range r.seps[:r.ngroups] {
		if sep == '.' {
			return true
		}
	}
	return false
}

// phoneMark is what a telephone number has been replaced by, in lower case.
const phoneMark = "[phone]"

// phoneSaid says whether the name of a value, or the words right before the number, say that it is a telephone number.
func phoneSaid(context, before string) bool {
	if namesOneOf(context, phoneNames) {
		return true
	}
	tail := strings.ToLower(before[max(0, len(before)-24):])
	if i := strings.LastIndex(tail, phoneMark); i >= 0 { // what has been masked says nothing of what comes next
		tail = tail[i+len(phoneMark):]
	}
	if end := strings.TrimRight(tail, " .:=#"); strings.HasSuffix(end, "tel") || strings.HasSuffix(end, "ph") || strings.HasSuffix(end, "mob") {
		return true
	}
	if i := strings.LastIndexAny(tail, ".;\n!?0123456789"); i >= 0 {
		tail = tail[i:]
	}
	for _, w := range [...]string{"phone", "mobile", " cell", "fax", "whatsapp", "tel:", "tel.", "tel ", "call ", "text me", "dial", "telefon", "handy"} {
		if strings.Contains(tail, w) {
			return true
		}
	}
	return false
}
