package content

import (
	"regexp"
	"strings"
)

// Kind is a sort of thing that Mask replaces.
type Kind uint8

// The kinds of things that Mask knows.
const (
	Email Kind = iota
	Phone
	Card
	IBAN
	IPAddress
	APIKey
	JWT
	PrivateKey
	kinds
)

// kindNames are what a thing is replaced by, in brackets.
var kindNames = [kinds]string{
	Email: "EMAIL", Phone: "PHONE", Card: "CARD", IBAN: "IBAN", IPAddress: "IP", APIKey: "API_KEY", JWT: "JWT", PrivateKey: "PRIVATE_KEY",
}

// String returns the kind's name in lower case, as metrics have it.
func (k Kind) String() string { return strings.ToLower(kindNames[k]) }

// masker finds things in texts and replaces them. It goes through a text once; what could begin a thing is told by one
// look at a table for each byte.
type masker struct {
	user []userPattern
	mark *regexp.Regexp // what masking has written, so that no pattern is looked for in it
}

type userPattern struct {
	re      *regexp.Regexp
	prefix  string // what every match begins with
	replace string
}

func newMasker(patterns []Pattern) *masker {
	m := &masker{}
	names := append([]string(nil), kindNames[:]...)
	for _, p := range patterns {
		re := regexp.MustCompile(p.Regexp)
		prefix, _ := re.LiteralPrefix()
		m.user = append(m.user, userPattern{re, prefix, "[" + p.Name + "]"})
		names = append(names, p.Name)
	}
	m.mark = regexp.MustCompile(`\[(?:` + strings.Join(names, "|") + `)\]`)
	return m
}

// text masks a text. context is the name under which it stands, which may say what it is.
func (m *masker) text(context, s string, counts *Counts) string {
	for i := range m.user {
		s = m.pattern(&m.user[i], s, counts)
	}
	return mask(context, s, counts)
}

// pattern masks what a pattern of the user's finds, but for what has been masked before.
func (m *masker) pattern(p *userPattern, s string, counts *Counts) string {
	if p.prefix != "" && !strings.Contains(s, p.prefix) {
		return s
	}
	found := p.re.FindAllStringIndex(s, -1)
	if found == nil {
		return s
	}
	marks := m.mark.FindAllStringIndex(s, -1)
	var b strings.Builder
	from := 0
	for _, f := range found {
		for len(marks) > 0 && marks[0][1] <= f[0] {
			marks = marks[1:]
		}
		if len(marks) > 0 && marks[0][0] < f[1] {
			continue
		}
		counts.User++
		b.WriteString(s[from:f[0]])
		b.WriteString(p.replace)
		from = f[1]
	}
	b.WriteString(s[from:])
	return b.String()
}

// find is something found in a text.
type find struct {
	from, to int
	kind     Kind
}

// mask replaces all things of known kinds in one pass. A text without any comes back as it is.
func mask(context, s string, counts *Counts) string {
	if f, ok := byContext(context, s); ok {
		counts.Masked[f.kind]++
		return s[:f.from] + "[" + kindNames[f.kind] + "]" + s[f.to:]
	}
	var b []byte
	done := 0
	for i := 0; i < len(s); {
		t := triggers[s[i]]
		if t == 0 {
			i++
			continue
		}
		f, ok := look(t, context, s, i, done)
		if !ok {
			i = max(i+1, f.to) // a look that found nothing may say how far it got
			continue
		}
		counts.Masked[f.kind]++
		b = append(b, s[done:f.from]...)
		b = append(b, '[')
		b = append(b, kindNames[f.kind]...)
		b = append(b, ']')
		i, done = f.to, f.to
	}
	if done == 0 {
		return s
	}
	return string(append(b, s[done:]...))
}

// trigger is what a byte could be in the middle or at the beginning of.
type trigger uint8

const (
	atSign trigger = 1 << iota
	digitOrPlus
	letter
	dash
	colon
	paren
)

var triggers = func() (t [256]trigger) {
	t['@'], t['-'], t[':'], t['+'], t['('] = atSign, dash, colon, digitOrPlus, paren
	t['%'] = atSign // %40
	for c := '0'; c <= '9'; c++ {
		t[c] = digitOrPlus
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c], t[c-'a'+'A'] = letter, letter
	}
	return t
}()

// look tries what the byte at i could be. done is where the last find ended: nothing found now may reach back over it.
func look(t trigger, context, s string, i, done int) (find, bool) {
	switch t {
	case atSign:
		return email(s, i, done)
	case digitOrPlus, paren:
		return digitsAt(context, s, i)
	case letter:
		return wordAt(s, i)
	case dash:
		return privateKey(s, i)
	case colon:
		if f, ok := urlPassword(s, i); ok {
			return f, true
		}
		return ip6(s, i, done)
	}
	return find{}, false
}
