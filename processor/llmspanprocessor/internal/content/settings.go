package content

import (
	"fmt"
	"regexp"
)

// Mode is what happens to content.
type Mode string

// The modes of a policy.
const (
	Keep     Mode = "keep"     // it stays
	Mask     Mode = "mask"     // what identifies people, or opens doors, is replaced
	Truncate Mode = "truncate" // long texts keep their beginning, their length and a hash
	Drop     Mode = "drop"     // it goes
)

// Settings are what a Policy is made of.
type Settings struct {
	// Mode is what happens to content. "" is Keep.
	Mode Mode
	// MaxBytes is how long a text may be in Truncate, the note about its length and hash included. A whole attribute of
	// JSON may have 16 times as much. 0 means 1024.
	MaxBytes int
	// Patterns are what Mask finds besides what it knows.
	Patterns []Pattern
	// Keys are attributes that hold content besides those that are known. One that ends in a dot is a prefix.
	Keys []string
}

// Pattern is something that Mask replaces by its name in brackets.
type Pattern struct {
	Name   string // upper-case letters, digits, underscores: EMPLOYEE becomes [EMPLOYEE]
	Regexp string // RE2
}

const (
	defaultMaxBytes = 1024
	leastMaxBytes   = 128 // the note takes up to 70
)

var patternName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

// Validate says what is wrong with the settings.
func (s Settings) Validate() error {
	switch s.Mode {
	case "", Keep, Mask, Truncate, Drop:
	default:
		return fmt.Errorf("%q is no way to treat content; write keep, mask, truncate or drop", s.Mode)
	}
	if s.MaxBytes != 0 && s.MaxBytes < leastMaxBytes {
		return fmt.Errorf("%d bytes leave no room for the length and the hash; write at least %d, or 0 for %d", s.MaxBytes, leastMaxBytes, defaultMaxBytes)
	}
	for i, p := range s.Patterns {
		if !patternName.MatchString(p.Name) {
			return fmt.Errorf("pattern %d: %q is no name; write upper-case letters, digits and underscores, such as EMPLOYEE", i, p.Name)
		}
		re, err := regexp.Compile(p.Regexp)
		if err != nil {
			return fmt.Errorf("pattern %s: %q is no regular expression of RE2: %w", p.Name, p.Regexp, err)
		}
		if re.MatchString("") {
			return fmt.Errorf("pattern %s: %q also matches nothing at all; make it match at least one character", p.Name, p.Regexp)
		}
	}
	return nil
}
