package content

import "strings"

// email looks for a local part before the at sign, which may be written %40, and a domain behind it.
func email(s string, at, done int) (find, bool) {
	behind := at + 1
	if s[at] == '%' {
		if !strings.HasPrefix(s[at:], "%40") {
			return find{}, false
		}
		behind = at + 3
	}
	from := at
	for from > done && at-from < 64 && localByte(s[from-1]) {
		from--
	}
	for from < at && (s[from] == '.' || s[from] == '-' || s[from] == '\'') {
		from++
	}
	if from == at && at > done && s[at-1] == '"' { // "john doe"@example.org
		if open := strings.LastIndexByte(s[max(done, at-66):at-1], '"'); open >= 0 {
			from = max(done, at-66) + open
		}
	}
	end, top := behind, 0
	for end < len(s) && end-at < 255 && (isAlnum(s[end]) || s[end] == '-' || s[end] == '.' || s[end] >= 0x80) {
		if s[end] == '.' {
			if end == behind || s[end-1] == '.' {
				break
			}
			top = end + 1
		}
		end++
	}
	for end > behind && (s[end-1] == '.' || s[end-1] == '-') {
		end--
		if top > end {
			top = strings.LastIndexByte(s[at:end], '.') + at + 1
		}
	}
	if from == at || top <= behind || !topLevel(s[top:end]) {
		return find{}, false
	}
	return find{from, end, Email}, true
}

func localByte(c byte) bool {
	return isAlnum(c) || c >= 0x80 || strings.IndexByte("._%+-'", c) >= 0
}

// fileEndings are what follows the at sign of a file's name (icon@2x.png), and are no top-level domains.
var fileEndings = map[string]bool{"png": true, "jpg": true, "jpeg": true, "gif": true, "svg": true, "webp": true, "css": true, "js": true, "json": true, "html": true}

func topLevel(s string) bool {
	if len(s) < 2 || fileEndings[strings.ToLower(s)] {
		return false
	}
	if strings.HasPrefix(strings.ToLower(s), "xn--") {
		return true
	}
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; (c < 'a' || c > 'z') && s[i] < 0x80 {
			return false
		}
	}
	return true
}
