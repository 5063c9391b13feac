package content

import "strings"

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
	low := strings.ToLower(name)
	if strings.ContainsAny(low, "-_ ") {
		low = strings.NewReplacer("-", "", "_", "", " ", "").Replace(low)
	}
	for _, w := range words {
		if strings.Contains(low, w) {
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
	if namesOneOf(context, secretNames) && secretValue(s) {
		return find{0, len(s), APIKey}, true
	}
	return find{}, false
}

// secretValue says whether a text could be a secret: one word of at least eight characters that are not all letters.
func secretValue(s string) bool {
	if len(s) < 8 || strings.ContainsAny(s, " \t\r\n[]{}<>") {
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

// named looks at a name with a value behind it: api_key=…, "password": "…", Authorization: Bearer …. i is where a word
// begins, end where its letters end.
func named(s string, i, end int) (find, bool) {
	if !nameBegins[s[i]] {
		return find{}, false
	}
	word := s[i:end]
	if strings.EqualFold(word, "bearer") && strings.HasPrefix(s[end:], " ") {
		return tokenFrom(s, end+1, 16)
	}
	for end < len(s) && tokenByte(s[end]) && end-i < 40 {
		end++
	}
	// The separator first: nearly all words have none.
	at := end
	for at < len(s) && at-end < 4 && (s[at] == '"' || s[at] == '\'' || s[at] == ' ' || s[at] == '\\') {
		at++
	}
	if at >= len(s) || s[at] != '=' && s[at] != ':' || !namesOneOf(s[i:end], secretNames) {
		return find{}, false
	}
	at++
	for at < len(s) && at-end < 10 && (s[at] == '"' || s[at] == '\'' || s[at] == ' ' || s[at] == '\\') {
		at++
	}
	if rest := s[at:]; len(rest) > 7 && (strings.EqualFold(rest[:7], "bearer ") || strings.EqualFold(rest[:6], "basic ")) {
		at += strings.IndexByte(rest, ' ') + 1
	}
	return tokenFrom(s, at, 8)
}

var nameBegins = func() (b [256]bool) {
	for _, w := range append(append([]string(nil), secretNames...), "bearer", "x_", "my", "db", "aws", "openai", "anthropic", "azure") {
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
