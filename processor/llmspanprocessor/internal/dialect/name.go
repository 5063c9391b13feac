package dialect

import (
	"strings"

	"github.com/tidwall/gjson"
)

func parseText(how Parse, s string) string {
	switch how {
	case BeforeUUID:
		name, _ := SplitUUID(s)
		return name
	case TheUUID:
		_, id := SplitUUID(s)
		return id
	case BeforeSlash:
		s, _, _ = strings.Cut(s, "/")
		return s
	case FirstPathNode:
		s, _, _ = strings.Cut(s, ":")
		return s
	case JSONString:
		if len(s) > 1 && s[0] == '"' {
			if r := gjson.Parse(s); r.Type == gjson.String {
				return r.String()
			}
		}
	}
	return s
}

// SplitUUID takes a run's uuid off a name: writer_997d692c-c361-49de-b72b-66396d7830f2 is writer and the uuid. What
// follows the first uuid does not count. A name without one comes back whole.
func SplitUUID(s string) (name, id string) {
	const n, most = 36, 4096
	for i := 0; i+n <= min(len(s), most); i++ {
		if !isUUID(s[i : i+n]) {
			continue
		}
		return strings.TrimRight(s[:i], "_-/. ("), s[i : i+n]
	}
	return s, ""
}

func isUUID(s string) bool {
	for i := range len(s) {
		c := s[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return false
			}
		}
	}
	return true
}
