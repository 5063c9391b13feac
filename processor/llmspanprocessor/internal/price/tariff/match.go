package tariff

import (
	"fmt"
	"regexp"
	"strings"
)

// An Op is the operator of a [Match].
type Op uint8

// The operators. All compare without regard to case, a regular expression with the name in lower case.
const (
	Equals Op = iota
	StartsWith
	EndsWith
	Contains
	Regex
	Or
	And
	Not
)

// A Match is a condition on a name.
type Match struct {
	Op Op
	// Text is what is compared with, in lower case but for regular expressions.
	Text string
	// Args are the conditions of Or, And and Not.
	Args []Match

	re *regexp.Regexp
}

// Matches reports whether the condition holds for a name, which must be in lower case.
func (m *Match) Matches(name string) bool {
	switch m.Op {
	case Equals:
		return name == m.Text
	case StartsWith:
		return strings.HasPrefix(name, m.Text)
	case EndsWith:
		return strings.HasSuffix(name, m.Text)
	case Contains:
		return strings.Contains(name, m.Text)
	case Regex:
		return m.re != nil && m.re.MatchString(name)
	case Or:
		return m.any(name)
	case And:
		return m.all(name)
	case Not:
		return !m.any(name)
	}
	return false
}

func (m *Match) any(name string) bool {
	for i := range m.Args {
		if m.Args[i].Matches(name) {
			return true
		}
	}
	return false
}

func (m *Match) all(name string) bool {
	for i := range m.Args {
		if !m.Args[i].Matches(name) {
			return false
		}
	}
	return true
}

// Compile compiles the regular expressions in the condition.
func (m *Match) Compile() error {
	if m.Op == Regex {
		re, err := regexp.Compile(m.Text)
		if err != nil {
			return fmt.Errorf("cannot compile a match: %w", err)
		}
		m.re = re
	}
	for i := range m.Args {
		if err := m.Args[i].Compile(); err != nil {
			return err
		}
	}
	return nil
}
