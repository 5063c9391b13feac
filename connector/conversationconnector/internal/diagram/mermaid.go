package diagram

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
)

// mostMermaid bounds a diagram in bytes: Mermaid draws none of more than 50,000 characters (its maxTextSize).
const mostMermaid = 49_000

// Mermaid writes a run as a sequence diagram. It is good until the next run is written. Names are shown as they are, and never used as Mermaid's own ids, so that no
// name can be taken for a word of the language.
func (w *Writer) Mermaid(run *story.Run) []byte {
	for chars := -1; ; chars = smaller(chars) {
		m := mermaid{Writer: w, run: run, chars: chars}
		w.out = w.out[:0]
		m.write()
		if len(w.out) <= mostMermaid || chars == 0 {
			return w.out
		}
	}
}

// smaller is the next limit for texts and names, in characters. Escaped, one may take five.
func smaller(chars int) int {
	if chars < 0 {
		return 60
	}
	return chars / 2
}

type mermaid struct {
	*Writer
	run    *story.Run
	chars  int // limits texts where not negative
	indent int
}

func (m *mermaid) write() {
	m.out = append(m.out, "sequenceDiagram\n"...)
	m.indent = 1
	if m.run.Name != "" {
		m.line("title ", []byte(m.run.Name))
	}
	m.used = append(m.used[:0], make([]bool, len(m.run.People))...)
	m.use(m.run.Steps)
	m.people()
	m.steps(m.run.Steps)
	if m.run.Sum.Calls > 0 {
		m.sum()
	}
}

func (m *mermaid) use(steps []story.Step) {
	for i := range steps {
		if s := &steps[i]; s.From >= 0 {
			m.used[s.From], m.used[s.To] = true, true
		}
		m.use(steps[i].Steps)
	}
}

// people declares those who are drawn.
func (m *mermaid) people() {
	for i := range m.run.People {
		if !m.used[i] {
			continue
		}
		word := "participant "
		if m.run.People[i].Role == story.User {
			word = "actor "
		}
		m.begin()
		m.out = append(m.out, word...)
		m.id(int32(i)) // #nosec G115
		m.out = append(m.out, " as "...)
		m.text([]byte(m.run.People[i].Name))
		m.out = append(m.out, '\n')
	}
}

func (m *mermaid) steps(steps []story.Step) {
	for i := range steps {
		m.step(&steps[i])
	}
}

func (m *mermaid) step(s *story.Step) {
	switch s.Kind {
	case story.Parallel:
		m.parallel(s)
	case story.Loop:
		m.scratch = appendWords(m.scratch[:0], s, m.run.People)
		m.line("loop ", m.scratch)
		m.frame(s.Steps)
	case story.Nested:
		m.line("rect rgb(238, 242, 250)", nil)
		m.indent++
		m.note(s, s.From, s.To)
		m.indent--
		m.frame(s.Steps)
	case story.LeftOut:
		m.note(s, m.first(), m.last())
	default:
		m.arrow(s)
	}
}

// frame writes what is framed, and the end of the frame.
func (m *mermaid) frame(steps []story.Step) {
	m.indent++
	m.steps(steps)
	m.indent--
	m.line("end", nil)
}

func (m *mermaid) parallel(s *story.Step) {
	word := "par "
	for i := range s.Steps {
		branch := s.Steps[i].Steps
		name := "branch"
		if len(branch) > 0 && branch[0].To >= 0 {
			name = m.run.People[branch[0].To].Name
		}
		m.line(word, []byte(name))
		m.indent++
		if s.Steps[i].Kind == story.LeftOut {
			m.step(&s.Steps[i])
		}
		m.steps(branch)
		m.indent--
		word = "and "
	}
	m.line("end", nil)
}

func (m *mermaid) arrow(s *story.Step) {
	sign := "->>"
	switch {
	case s.Kind == story.Return && s.Failed:
		sign = "--x"
	case s.Failed:
		sign = "-x"
	case s.Kind == story.Return:
		sign = "-->>"
	}
	m.begin()
	m.id(s.From)
	m.out = append(m.out, sign...)
	m.id(s.To)
	m.words(s)
}

func (m *mermaid) note(s *story.Step, from, to int32) {
	m.begin()
	m.out = append(m.out, "Note over "...)
	m.id(from)
	if to != from {
		m.out = append(m.out, ',')
		m.id(to)
	}
	m.words(s)
}

// words writes what stands on an arrow or in a note, and ends the line.
func (m *mermaid) words(s *story.Step) {
	m.out = append(m.out, ": "...)
	m.scratch = appendWords(m.scratch[:0], s, m.run.People)
	m.text(m.scratch)
	m.out = append(m.out, '\n')
}

// text writes a text, which no character of can be taken for anything else.
func (m *mermaid) text(s []byte) {
	if m.chars < 0 || len(s) <= m.chars {
		m.out = escape(m.out, s)
		return
	}
	end := 0
	for range m.chars {
		_, size := utf8.DecodeRune(s[end:])
		end += size
	}
	m.out = escape(m.out, s[:end])
	if end < len(s) {
		m.out = append(m.out, "…"...)
	}
}

// sum is a note below all that is drawn.
func (m *mermaid) sum() {
	m.begin()
	m.out = append(m.out, "Note over "...)
	m.id(m.first())
	if m.last() != m.first() {
		m.out = append(m.out, ',')
		m.id(m.last())
	}
	m.out = append(m.out, ": "...)
	m.scratch = append(m.scratch[:0], m.run.Summary...)
	if m.chars >= 0 {
		m.scratch = m.scratch[:bytes.IndexByte(append(m.scratch, '\n'), '\n')]
	}
	colon := colonMeans(m.scratch)
	for i, line := 0, m.scratch; len(line) > 0; i++ {
		var rest []byte
		line, rest, _ = bytes.Cut(line, []byte("\n"))
		if i > 0 {
			m.out = append(m.out, "<br/>"...)
		}
		m.out = escapeWith(m.out, line, colon)
		line = rest
	}
	m.out = append(m.out, '\n')
}

func (m *mermaid) first() int32 {
	for i, used := range m.used {
		if used {
			return int32(i) // #nosec G115
		}
	}
	return 0
}

func (m *mermaid) last() int32 {
	for i := len(m.used) - 1; i >= 0; i-- {
		if m.used[i] {
			return int32(i) // #nosec G115
		}
	}
	return 0
}

// id writes P and a number.
func (m *mermaid) id(person int32) {
	m.out = strconv.AppendInt(append(m.out, 'P'), int64(person), 10)
}

func (m *mermaid) begin() {
	for range m.indent {
		m.out = append(m.out, "  "...)
	}
}

func (m *mermaid) line(words string, text []byte) {
	m.begin()
	m.out = append(m.out, words...)
	m.text(text)
	m.out = append(m.out, '\n')
}
