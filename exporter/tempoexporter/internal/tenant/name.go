// Package tenant finds the tenant that spans belong to, and keeps tenants apart.
package tenant

import (
	"errors"
	"fmt"
	"strings"
)

// maxName is the longest name that Tempo takes, in bytes (grafana/dskit, tenant package, read 2026-08).
const maxName = 150

// special are the characters that a name may have besides letters of ASCII and digits.
const special = "!-_.*'()"

// Check says what is wrong with a name.
func Check(name string) error {
	switch {
	case name == "":
		return errors.New("is empty")
	case len(name) > maxName:
		return fmt.Errorf("is longer than %d bytes", maxName)
	case name == "." || name == "..":
		return errors.New("is a path")
	}
	for _, r := range name {
		if !letterOrDigit(r) && !strings.ContainsRune(special, r) {
			return fmt.Errorf("has a %q; Tempo takes letters, digits and %s", r, special)
		}
	}
	return nil
}

func letterOrDigit(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9'
}
