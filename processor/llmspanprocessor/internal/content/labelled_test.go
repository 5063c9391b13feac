package content

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

// maker makes labelled texts, the same ones each time.
type maker struct{ *rand.Rand }

func (m maker) of(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = alphabet[m.IntN(len(alphabet))]
	}
	return string(b)
}

func (m maker) one(of ...string) string { return of[m.IntN(len(of))] }

const (
	digits0 = "0123456789"
	lower   = "abcdefghijklmnopqrstuvwxyz"
	upper   = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	alnums  = digits0 + lower + upper
)

func (m maker) email() string {
	local := m.one("ann", "bob.smith", "j.o'neil", "info+news", "x_y-z", "Grace.Hopper", "müller") + m.one("", m.of(digits0, 3))
	return local + "@" + m.one("", "mail.", "eu.mail.") + m.one("example", "acme-corp", "xn--bcher-kva", "a1") + "." + m.one("org", "com", "co.uk", "io", "museum", "de")
}

func (m maker) phone() string {
	n := func(k int) string { return m.of("23456789", 1) + m.of(digits0, k-1) }
	switch m.IntN(9) {
	case 0:
		return "+" + n(2) + " " + n(3) + " " + n(7)
	case 1:
		return "+1 (" + n(3) + ") " + n(3) + "-" + m.of(digits0, 4)
	case 2:
		return "(" + n(3) + ") " + n(3) + "-" + m.of(digits0, 4)
	case 3:
		return n(3) + m.one("-", ".", " ") + n(3) + m.one("-", ".", " ") + m.of(digits0, 4)
	case 4:
		return "0" + n(2) + m.one(" ", "/", "-") + n(7)
	case 5:
		return "0" + n(1) + " " + n(2) + " " + n(2) + " " + n(2) + " " + n(2)
	case 6:
		return "00" + n(2) + " " + n(3) + " " + n(7)
	case 7:
		return "+" + n(12)
	default:
		return "020 7" + n(3) + " " + n(4)
	}
}

func (m maker) card() string {
	prefix, n := "4"+m.of(digits0, 3), 16
	switch m.IntN(5) {
	case 1:
		prefix = "5" + m.of("12345", 1) + m.of(digits0, 2)
	case 2:
		prefix, n = m.one("34", "37")+m.of(digits0, 2), 15
	case 3:
		prefix = "6011"
	case 4:
		prefix = "35" + m.of("345678", 1) + "0"
	}
	body := prefix + m.of(digits0, n-5)
	for c := range 10 {
		full := body + string(rune('0'+c))
		raw := make([]byte, n)
		for i := range raw {
			raw[i] = full[i] - '0'
		}
		if !luhn(raw) {
			continue
		}
		if sep := m.one("", " ", "-"); n == 16 {
			return full[:4] + sep + full[4:8] + sep + full[8:12] + sep + full[12:]
		} else {
			return full[:4] + sep + full[4:10] + sep + full[10:]
		}
	}
	return ""
}

func (m maker) iban() string {
	country := m.one("DE", "FR", "GB", "NL", "ES", "IT", "CH", "AT", "PL", "SE", "NO", "MT")
	body := m.of(digits0, ibanLengths[country]-4)
	if country == "GB" || country == "NL" || country == "MT" {
		body = m.of(upper, 4) + body[4:]
	}
	rest := 0
	for _, c := range body + country + "00" {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	s := country + fmt.Sprintf("%02d", 98-rest) + body
	if m.IntN(2) == 0 {
		return s
	}
	var groups []string
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:min(i+4, len(s))])
	}
	return strings.Join(groups, " ")
}

func (m maker) ip() string {
	switch m.IntN(4) {
	case 0:
		return fmt.Sprintf("2001:db8:%x:%x::%x", m.IntN(0xffff), m.IntN(0xffff), 1+m.IntN(0xfffe))
	case 1:
		return fmt.Sprintf("fe80::%x:%x:%x:%x", m.IntN(0xffff), m.IntN(0xffff), m.IntN(0xffff), m.IntN(0xffff))
	}
	return fmt.Sprintf("%d.%d.%d.%d", 1+m.IntN(254), m.IntN(256), m.IntN(256), 1+m.IntN(254))
}

func (m maker) key() string {
	return m.one(
		"sk-"+m.of(alnums, 20)+"T3BlbkFJ"+m.of(alnums, 20), "sk-proj-"+m.of(alnums+"_-", 60)+"7", "sk-ant-api03-"+m.of(alnums+"_-", 80)+"AA",
		"AKIA"+m.of(upper+"234567", 15)+"7", "ghp_"+m.of(alnums, 35)+"9", "github_pat_"+m.of(alnums, 22)+"_"+m.of(alnums, 58)+"1", "glpat-"+m.of(alnums, 19)+"3",
		"xoxb-"+m.of(digits0, 12)+"-"+m.of(digits0, 12)+"-"+m.of(alnums, 24), "AIzaSy"+m.of(alnums+"_-", 32)+"5", "hf_"+m.of(alnums, 33)+"2",
		"gsk_"+m.of(alnums, 50)+"8", "sk_live_"+m.of(alnums, 24)+"4", "npm_"+m.of(alnums, 35)+"6", "lsv2_pt_"+m.of("0123456789abcdef", 32)+"_"+m.of("0123456789abcdef", 10),
	)
}

func (m maker) jwt() string {
	part := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	return part(`{"alg":"`+m.one("HS256", "RS256", "ES256")+`","typ":"JWT"}`) + "." + part(`{"sub":"`+m.of(digits0, 10)+`","name":"`+m.of(lower, 8)+`"}`) + "." + m.of(alnums+"_-", 43)
}

func (m maker) privateKey() string {
	label := m.one("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")
	return "-----BEGIN " + label + "PRIVATE KEY-----\n" + m.of(alnums+"+/", 64) + "\n" + m.of(alnums+"+/", 40) + "==\n-----END " + label + "PRIVATE KEY-----"
}

// innocent makes what looks like one of these and is none.
func (m maker) innocent() string {
	hexes := func(n int) string { return hex.EncodeToString([]byte(m.of(alnums, n/2))) }
	d := func(n int) string { return m.of("123456789", 1) + m.of(digits0, n-1) }
	return m.one(
		"17"+d(8), "17"+d(11), "17"+d(17), // times since 1970
		hexes(32), hexes(16), hexes(8)+"-"+hexes(4)+"-4"+m.of(digits0, 3)+"-a"+m.of(digits0, 3)+"-"+hexes(12), // ids
		"chatcmpl-"+m.of(alnums, 29), "call_"+m.of(alnums, 24), "resp_"+hexes(32), "toolu_"+m.of(alnums, 22), "msg_"+m.of(alnums, 24), "run-"+hexes(8),
		fmt.Sprintf("0.%s, -0.%s", m.of(digits0, 16), m.of(digits0, 17)), fmt.Sprintf("%d.%se-%s", m.IntN(9), m.of(digits0, 15), d(1)),
		fmt.Sprintf("v%d.%d.%d", m.IntN(9), m.IntN(99), m.IntN(99)), fmt.Sprintf("version 1.%d.%d.%d", m.IntN(9), m.IntN(99), m.IntN(99)), "120.0.6099."+d(3),
		fmt.Sprintf("2026-%02d-%02d %02d:%02d:%02d", 1+m.IntN(12), 1+m.IntN(28), m.IntN(24), m.IntN(60), m.IntN(60)),
		fmt.Sprintf("2026-%02d-%02dT%02d:%02d:%02d.%sZ", 1+m.IntN(12), 1+m.IntN(28), m.IntN(24), m.IntN(60), m.IntN(60), m.of(digits0, 6)),
		fmt.Sprintf("%02d/%02d/2026 %02d:%02d", 1+m.IntN(28), 1+m.IntN(12), m.IntN(24), m.IntN(60)),
		"order 2026-"+d(6), "INV-"+d(7), "ticket #"+d(6), "$"+d(1)+","+d(3)+",000.00", d(3)+"-"+d(2)+" items", "ISBN 978-3-"+d(5)+"-"+d(3)+"-"+d(1),
		"gpt-4o-2024-08-06", "claude-sonnet-4-5-20250929", "text-embedding-3-small", "anthropic.claude-3-5-sonnet-20241022-v2:0",
		"@app.route('/x')", "icon@2x.png", "pkg@^1.2.3", "git@v2", "user@localhost", "a @ b", "std::vector<int>::iterator", "Foo::Bar", "de:ad:be:ef:00:0"+d(1), "12:30:45", "ratio 16:9",
		"1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "3 + 4 = 7", "(1) first (2) second", "20 7 3", "59.9"+d(4)+", 10.7"+d(4), "100 000 000", "1.000.000", "https://example.org/a/b?c="+d(6),
		"DE"+d(2)+" is a plate", "FR12 and GB7", "EU 2016/679", "RFC 8259", "-----BEGIN CERTIFICATE-----", "eyJ is how they begin", "sk-learn and sk-image", "the secret: be kind", "password: none",
		"data:image/png;base64,iVBORw0KGgo"+m.of(alnums, 40), "192.168 is a prefix", "Room 4111, floor 3", "4111 1111 1111", "token_count: 1234567", "max_tokens=1024", "page 5550123 of many",
	)
}

// places wraps a text as texts stand in spans: alone, in JSON, in JSON in a string of JSON.
func (m maker) place(text string) string {
	sentence := m.one("%s", "It is %s.", "Please use %s, thank you", "(%s)", "a\n%s\nb", "Wert: %s; Ende", "\"%s\"", "für %s — bitte")
	s := strings.Replace(sentence, "%s", text, 1)
	quote := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return string(b)
	}
	switch m.IntN(3) {
	case 1:
		return quote([]any{map[string]any{"role": "user", "parts": []any{map[string]any{"type": "text", "content": s}}}})
	case 2:
		return quote(map[string]any{"arguments": quote(map[string]any{"q": s, "n": 7})})
	}
	return s
}

func TestMaskOnLabelledTexts(t *testing.T) {
	m := maker{rand.New(rand.NewPCG(1, 2))}
	masker := newMasker(nil)
	const each = 2000
	all, missed := 0, 0
	for kind, secret := range [kinds]func() string{
		Email: m.email, Phone: m.phone, Card: m.card, IBAN: m.iban, IPAddress: m.ip, APIKey: m.key, JWT: m.jwt, PrivateKey: m.privateKey,
	} {
		kind := Kind(kind)
		missedHere := 0
		for range each {
			s := secret()
			text := m.place(s)
			var counts Counts
			got := masker.value("", text, &counts)
			quoted, _ := json.Marshal(s)
			twice, _ := json.Marshal(strings.Trim(string(quoted), `"`))
			left := strings.Contains(got, s) || strings.Contains(got, strings.Trim(string(quoted), `"`)) || strings.Contains(got, strings.Trim(string(twice), `"`))
			if left || counts.Masked[kind] != 1 {
				if missedHere++; missedHere <= 5 {
					t.Logf("missed %s: %q became %q %v", kind, text, got, counts)
				}
			}
			if jsontree.LooksLikeContainer(text) {
				require.Equal(t, json.Valid([]byte(text)), json.Valid([]byte(got)), got)
			}
		}
		t.Logf("%s: %d of %d missed", kind, missedHere, each)
		all, missed = all+each, missed+missedHere
	}
	require.LessOrEqual(t, float64(missed)/float64(all), 0.005, "recall")

	wrong, total := 0, 20000
	for range total {
		s := m.innocent()
		text := m.place(s)
		var counts Counts
		if got := masker.value("", text, &counts); got != text {
			if wrong++; wrong <= 20 {
				t.Logf("wrong: %q became %q", text, got)
			}
		}
	}
	t.Logf("%d of %d masked for nothing", wrong, total)
	require.LessOrEqual(t, float64(wrong)/float64(total), 0.005, "false positives")
}
