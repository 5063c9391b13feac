package agenttrace

import "strings"

// Name is an agent's name without the uuid that some runtimes add to it for each run: writer_1f0c… is writer. It is what
// labels are made of, so that they do not grow by the run.
func Name(agent string) string {
	const n, most = 36, 4096
	if len(agent) < n {
		return agent
	}
	for i := 0; i+n <= min(len(agent), most); i++ {
		if !isUUID(agent[i : i+n]) {
			continue
		}
		if clean := strings.TrimRight(agent[:i], "_-/. ("); clean != "" {
			return clean
		}
		return agent
	}
	return agent
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
