package content

import (
	"net/netip"
	"strings"
)

// ip4 looks for four numbers up to 255, joined by dots, from i on. A version (v1.2.3.4) is none.
func ip4(s string, i int) (find, bool) {
	end, parts := i, 0
	for parts < 4 {
		start, n := end, 0
		for end < len(s) && end-start < 3 && s[end] >= '0' && s[end] <= '9' {
			n = n*10 + int(s[end]-'0')
			end++
		}
		if end == start || n > 255 || end-start > 1 && s[start] == '0' {
			return find{}, false
		}
		if parts++; parts < 4 {
			if end >= len(s) || s[end] != '.' {
				return find{}, false
			}
			end++
		}
	}
	if end < len(s) && (isAlnum(s[end]) || s[end] == '_' || s[end] == '.' && end+1 < len(s) && isAlnum(s[end+1])) {
		return find{}, false
	}
	before := s[:i]
	if i > 0 && (isAlnum(s[i-1]) || s[i-1] == '_' || i > 1 && s[i-1] == '.' && isAlnum(s[i-2])) || versionBefore(before) {
		return find{}, false
	}
	return find{i, end, IPAddress}, true
}

// versionBefore says whether a text ends in the word that makes a version of the number behind it.
func versionBefore(s string) bool {
	tail := strings.ToLower(s[max(0, len(s)-10):])
	tail = strings.TrimRight(tail, " :=\"'")
	return strings.HasSuffix(tail, "version") || strings.HasSuffix(tail, "release") || strings.HasSuffix(tail, " v") || tail == "v"
}

// ip6 looks for an address around a colon. A text of few groups without a number that tells is a time, a ratio or C++.
func ip6(s string, at, done int) (find, bool) {
	from, end := at, at
	for from > done && at-from < 5 && isHex(s[from-1]) {
		from--
	}
	for end < len(s) && end-from < 46 && (isHex(s[end]) || s[end] == ':' || s[end] == '.') {
		end++
	}
	for end > at && (s[end-1] == '.' || s[end-1] == ':' && (end < 2 || s[end-2] != ':')) {
		end--
	}
	if from > 0 && (isAlnum(s[from-1]) || s[from-1] == '_') || end < len(s) && (isAlnum(s[end]) || s[end] == '_') {
		return find{}, false
	}
	text := s[from:end]
	colons := strings.Count(text, ":")
	if colons < 2 || !hasDigit(text) && colons < 4 {
		return find{}, false
	}
	if colons < 4 && text != "::1" && !telling(text) {
		return find{}, false
	}
	if _, err := netip.ParseAddr(text); err != nil {
		return find{}, false
	}
	return find{from, end, IPAddress}, true
}

// telling says whether a short address begins like one: fe80::, fd12::, 2001:db8::, ::ffff:.
func telling(s string) bool {
	first, _, _ := strings.Cut(s, ":")
	low := strings.ToLower(s)
	return len(first) >= 3 && hasDigit(first) || strings.HasPrefix(low, "::ffff:") || strings.HasPrefix(low, "fd") || strings.HasPrefix(low, "fc")
}

// hexGroups looks at a word that may be the first group of an address. The colon finds the others.
func hexGroups(s string, i, end int) (find, bool) {
	if end-i > 4 || end >= len(s) || s[end] != ':' {
		return find{}, false
	}
	for ; i < end; i++ {
		if !isHex(s[i]) {
			return find{}, false
		}
	}
	return ip6(s, end, 0)
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}
