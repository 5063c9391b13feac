package content

import "strings"

// wordAt looks at a word from its first letter: a key by its prefix, a JWT, an IBAN. A letter within a word is none.
func wordAt(s string, i int) (find, bool) {
	none := find{to: wordEnd(s, i)}
	if i > 0 && (isAlnum(s[i-1]) || s[i-1] == '_') {
		return none, false
	}
	if f, ok := jwt(s, i); ok {
		return f, true
	}
	if f, ok := apiKey(s, i); ok {
		return f, true
	}
	if f, ok := iban(s, i); ok {
		return f, true
	}
	if f, ok := named(s, i, none.to); ok {
		return f, true
	}
	if f, ok := hexGroups(s, i, none.to); ok {
		return f, true
	}
	return none, false
}

// wordEnd returns where the letters and digits from i on end. What follows is looked at by itself.
func wordEnd(s string, i int) int {
	for i < len(s) && isAlnum(s[i]) {
		i++
	}
	return i
}

func tokenByte(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }

type keyPrefix struct {
	prefix string
	more   int
}

// keyPrefixes are what the keys of services begin with, and how many more characters follow at least. Sources: the
// services' own documents and the rules of GitHub's secret scanning, read 2026-11-22.
var keyPrefixes = []keyPrefix{
	{"sk-ant-", 20},
	{"sk-proj-", 20},
	{"sk-svcacct-", 20},
	{"sk-admin-", 20},
	{"sk-or-v1-", 20},
	{"sk-lf-", 20},
	{"pk-lf-", 20},
	{"sk-", 20},
	{"sk_live_", 16},
	{"sk_test_", 16},
	{"rk_live_", 16},
	{"rk_test_", 16},
	{"pk_live_", 16},
	{"pk_test_", 16},
	{"whsec_", 20},
	{"AKIA", 16},
	{"ASIA", 16},
	{"AIza", 30},
	{"ya29.", 20},
	{"GOCSPX-", 20},
	{"ghp_", 30},
	{"gho_", 30},
	{"ghu_", 30},
	{"ghs_", 30},
	{"ghr_", 30},
	{"github_pat_", 30},
	{"glpat-", 16},
	{"xoxb-", 20},
	{"xoxp-", 20},
	{"xoxa-", 20},
	{"xoxr-", 20},
	{"xoxs-", 20},
	{"xapp-", 20},
	{"hf_", 30},
	{"gsk_", 30},
	{"xai-", 30},
	{"pplx-", 30},
	{"r8_", 30},
	{"nvapi-", 30},
	{"tvly-", 20},
	{"lsv2_pt_", 20},
	{"lsv2_sk_", 20},
	{"npm_", 30},
	{"pypi-", 40},
	{"dop_v1_", 40},
	{"shpat_", 28},
	{"SG.", 30},
	{"AGE-SECRET-KEY-", 40},
	{"pat-", 32},
	{"sntrys_", 30},
	{"phc_", 30},
	{"PMAK-", 30},
	{"dapi", 32},
	{"hooks.slack.com/services/", 30},
}

// longestToken bounds how far a token is followed, so that a text of nothing but tokens takes no longer than others.
const longestToken = 512

// apiKey looks at the token that begins at i.
func apiKey(s string, i int) (find, bool) {
	candidates := keysByByte[s[i]]
	if candidates == nil || i > 1 && s[i-1] == '-' && isAlnum(s[i-2]) { // within a token
		return find{}, false
	}
	for _, k := range candidates {
		if !strings.HasPrefix(s[i:], k.prefix) {
			continue
		}
		end := i
		for end < len(s) && end-i < longestToken && tokenByte(s[end]) {
			end++
		}
		if last := k.prefix[len(k.prefix)-1]; last == '.' || last == '/' { // the token goes on behind it
			for end = i + len(k.prefix); end < len(s) && end-i < longestToken && (tokenByte(s[end]) || s[end] == last); {
				end++
			}
		}
		if end-i-len(k.prefix) < k.more || !random(k.prefix, s[i+len(k.prefix):end]) {
			continue
		}
		if k.prefix == "AKIA" || k.prefix == "ASIA" {
			if rest := s[i:end]; strings.ToUpper(rest) != rest || len(rest) != 20 {
				continue
			}
		}
		return find{i, end, APIKey}, true
	}
	return find{}, false
}

// vaguePrefixes are those that also begin other words: their keys have a digit.
var vaguePrefixes = map[string]bool{
	"sk-": true, "hf_": true, "npm_": true, "pat-": true, "dapi": true, "phc_": true, "r8_": true, "SG.": true, "pypi-": true,
	"hooks.slack.com/services/": true,
}

// random says whether what follows a prefix could be made by chance.
func random(prefix, s string) bool {
	return hasDigit(s) || !vaguePrefixes[prefix] && strings.ToLower(s) != s && strings.ToUpper(s) != s
}

var keysByByte = func() (by [256][]keyPrefix) {
	for _, k := range keyPrefixes {
		by[k.prefix[0]] = append(by[k.prefix[0]], k)
	}
	return by
}()

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// jwt looks for three parts of base64url joined by dots, of which the first is {" in base64. Five are an encrypted one.
func jwt(s string, i int) (find, bool) {
	if !strings.HasPrefix(s[i:], "eyJ") || i > 0 && s[i-1] == '-' {
		return find{}, false
	}
	dots, part, end := 0, 0, i
	for ; end < len(s); end++ {
		if tokenByte(s[end]) {
			part++
		} else if s[end] == '.' && part >= 4 && dots < 4 {
			dots, part = dots+1, 0
		} else {
			break
		}
	}
	if part == 0 && dots > 2 { // the end of a sentence
		end--
		dots--
	}
	return find{i, end, JWT}, dots >= 2 && end-i >= 24
}

const (
	keyBegin = "-----BEGIN "
	keyEnd   = "-----END "
)

// privateKey looks for a PEM block of a private key, which may be cut.
func privateKey(s string, i int) (find, bool) {
	if !strings.HasPrefix(s[i:], keyBegin) {
		end := i
		for end < len(s) && s[end] == '-' {
			end++
		}
		if end-i >= 5 && strings.HasPrefix(s[end-5:], keyBegin) {
			end -= 5
		}
		return find{to: end}, false
	}
	rest := s[i+len(keyBegin):]
	label, _, ok := strings.Cut(rest[:min(len(rest), 45)], "-----")
	if !ok || !strings.HasSuffix(label, "PRIVATE KEY") && !strings.HasSuffix(label, "PRIVATE KEY BLOCK") {
		return find{to: i + len(keyBegin)}, false
	}
	rest = rest[len(label)+5:]
	end := strings.Index(rest, keyEnd)
	if end < 0 {
		return find{i, len(s), PrivateKey}, true
	}
	start := len(s) - len(rest) + end + len(keyEnd)
	if tail := strings.Index(s[start:], "-----"); tail >= 0 && tail < 60 {
		return find{i, start + tail + 5, PrivateKey}, true
	}
	return find{i, len(s), PrivateKey}, true
}
