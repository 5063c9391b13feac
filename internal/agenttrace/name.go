package agenttrace

import "strings"

// Name is an agent's name without the uuid that some runtimes add to it for each run: writer_1f0c… is writer. It is what
// labels are made of, so that they do not grow by the run.
func Name(agent string) string {
	if name, id := SplitUUID(agent); id != "" && name != "" {
		return name
	}
	return agent
}

// SplitUUID takes a run's uuid off a name: writer_997d692c-c361-49de-b72b-66396d7830f2 is writer and the uuid. What
// follows the first uuid does not count, and one beyond the first 4,096 bytes is none. A name without one comes back whole.
func SplitUUID(s string) (name, id string) {
	const n, most = 36, 4096
	for i := 0; i+n <= min(len(s), most); i++ {
		if isUUID(s[i : i+n]) {
			return strings.TrimRight(s[:i], "_-/. ("), s[i : i+n]
		}
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
