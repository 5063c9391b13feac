package content

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// secretNames are what the names of secrets hold, in lower case without dashes and underscores.
var secretNames = []string{
	"apikey", "secret", "password", "passwd", "authorization", "accesstoken", "refreshtoken", "authtoken", "privatekey",
	"clientsecret", "bearertoken", "credential", "subscriptionkey", "accountkey", "accesskey", "sessiontoken", "xapikey",
}

// phoneNames are what the names of telephone numbers hold.
var phoneNames = []string{"phone", "mobile", "cellnumber", "fax", "whatsapp", "msisdn", "sms", "telefon", "handy"}

func namesOneOf(name string, words []string) bool {
	if name == "" || len(name) > 64 {
		return false
	}
	var buffer [64]byte
	low := buffer[:0]
	for i := 0; i < len(name); i++ {
		if c := name[i]; isLetter(c) {
			low = append(low, c|0x20)
		} else if c != '-' && c != '_' && c != ' ' {
			low = append(low, c)
		}
	}
	for _, w := range words {
		if bytes.Contains(low, []byte(w)) {
			return true
		}
	}
	return false
}

// byContext looks at a text that is a whole value by its name alone: {"api_key": "…"}, {"phone": "5551234567"}.
func byContext(context, s string) (find, bool) {
	if len(s) < 7 || len(s) > 512 || context == "" {
		return find{}, false
	}
	if secretValue(s) && (namesOneOf(context, secretNames) || strings.EqualFold(context, "token") && len(s) >= 12 && hasDigit(s)) {
		return find{0, len(s), APIKey}, true
	}
	return find{}, false
}

// secretValue says whether a text could be a secret: one word of at least six characters that are not all letters.
func secretValue(s string) bool {
	if len(s) < 6 || strings.ContainsAny(s, " \t\r\n[]{}<>") {
		return false
	}
	letters := 0
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c >= 'a' && c <= 'z' || c == '_' || c == '.' {
			letters++
		}
	}
	return letters < len(s)
}

// urlPassword looks for the password in scheme://user:password@host.
func urlPassword(s string, colon int) (find, bool) {
	rest, ok := strings.CutPrefix(s[colon:min(len(s), colon+200)], "://")
	if !ok {
		return find{}, false
	}
	if end := strings.IndexAny(rest, "/ \"'\n<>?#"); end >= 0 {
		rest = rest[:end]
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return find{}, false
	}
	user := strings.IndexByte(rest[:at], ':')
	if user < 0 || user+1 == at || rest[user+1:at] == "[API_KEY]" {
		return find{}, false
	}
	return find{colon + 3 + user + 1, colon + 3 + at, APIKey}, true
}

// named looks at a name with a value behind it: api_key=…, "password": "…", Authorization: Bearer …. i is where a word
// begins, end where its letters end.
func named(s string, i, end int) (find, bool) {
	if !nameBegins[s[i]] {
		return find{}, false
	}
	word := s[i:end]
	switch rest := s[end:]; {
	case strings.HasPrefix(rest, " ") && strings.EqualFold(word, "bearer"):
		return tokenFrom(s, end+1, 16)
	case strings.HasPrefix(rest, " ") && len(word) == 5 && strings.EqualFold(word, "basic"):
		if f, ok := basicCredentials(s, end+1); ok {
			return f, true
		}
	case strings.HasPrefix(rest, " is ") && strings.EqualFold(word, "password"):
		return tokenFrom(s, end+4, 6)
	}
	for end < len(s) && tokenByte(s[end]) && end-i < 40 {
		end++
	}
	// The separator first: nearly all words have none.
	at := end
	for at < len(s) && at-end < 4 && (s[at] == '"' || s[at] == '\'' || s[at] == ' ' || s[at] == '\\') {
		at++
	}
	if at >= len(s) {
		return find{}, false
	}
	flag := i > 1 && s[i-1] == '-' && s[i-2] == '-' && at == end+1 // --api-key …
	if s[at] != '=' && s[at] != ':' && !flag || !isSecretName(s[i:end]) {
		return find{}, false
	}
	if !flag {
		at++
	}
	for at < len(s) && at-end < 10 && (s[at] == '"' || s[at] == '\'' || s[at] == ' ' || s[at] == '\\') {
		at++
	}
	if rest := s[at:]; len(rest) > 7 && (strings.EqualFold(rest[:7], "bearer ") || strings.EqualFold(rest[:6], "basic ")) {
		at += strings.IndexByte(rest, ' ') + 1
	}
	least := 8
	if strings.EqualFold(s[i:end], "token") {
		least = 12
	}
	return tokenFrom(s, at, least)
}

// basicCredentials looks for a user and a password as HTTP writes them: a colon between them, and all in base64.
func basicCredentials(s string, from int) (find, bool) {
	end := from
	for end < len(s) && end-from < longestToken && (isAlnum(s[end]) || s[end] == '+' || s[end] == '/') {
		end++
	}
	if end-from < 8 {
		return find{}, false
	}
	plain, err := base64.RawStdEncoding.DecodeString(s[from:end])
	if err != nil || bytes.IndexByte(plain, ':') < 0 {
		return find{}, false
	}
	for _, c := range plain {
		if c < ' ' || c > '~' {
			return find{}, false
		}
	}
	for end < len(s) && s[end] == '=' {
		end++
	}
	return find{from, end, APIKey}, true
}

func isSecretName(name string) bool {
	return strings.EqualFold(name, "token") || namesOneOf(name, secretNames)
}

var nameBegins = func() (b [256]bool) {
	for _, w := range append(append([]string(nil), secretNames...), "bearer", "token", "x_", "my", "db", "aws", "openai", "anthropic", "azure") {
		b[w[0]], b[w[0]-'a'+'A'] = true, true
	}
	return b
}()

// tokenFrom takes the token at from as a secret, if it has at least so many characters.
func tokenFrom(s string, from, least int) (find, bool) {
	end := from
	for end < len(s) && end-from < 8*longestToken && (tokenByte(s[end]) || strings.IndexByte("./+=~!$%^&*#", s[end]) >= 0) {
		end++
	}
	for end > from && s[end-1] == '.' {
		end--
	}
	if end-from < least || !secretValue(s[from:end]) {
		return find{}, false
	}
	return find{from, end, APIKey}, true
}
