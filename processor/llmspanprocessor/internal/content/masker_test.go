package content

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/content/jsontree"
)

func TestMask(t *testing.T) {
	m := newMasker([]Pattern{{Name: "EMPLOYEE", Regexp: `E-\d{6}`}, {Name: "WORDS", Regexp: `zz\w+`}})
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", "The clockmaker of Varn kept one clock.", "The clockmaker of Varn kept one clock."},
		{"email", "write to Bob.O'Neil+x@mail.example.co.uk, please", "write to [EMAIL], please"},
		{"email_in_brackets", "<a@b.org>", "<[EMAIL]>"},
		{"email_at_the_end_of_a_sentence", "Ask ann@x.io.", "Ask [EMAIL]."},
		{"no_email", "@app.route and icon@2x.png and user@localhost and pkg@1.2.3", "@app.route and icon@2x.png and user@localhost and pkg@1.2.3"},
		{"phone_international", "call +49 (171) 123-4567 now", "call [PHONE] now"},
		{"phone_american", "(212) 555-0123 or 212.555.0123 or 1-212-555-0123", "[PHONE] or [PHONE] or [PHONE]"},
		{"phone_national", "030 1234567, 06 12 34 56 78, 0171/1234567", "[PHONE], [PHONE], [PHONE]"},
		{"phone_in_words", "my phone number is 5551234567.", "my phone number is [PHONE]."},
		{
			"numbers_that_are_none", "at 1795358524 id 5551234567 on 2026-11-22 10:30:12, 05/11/2026 10:30, 0.009999999776482582 v1.2.3.4 120.0.6099.109",
			"at 1795358524 id 5551234567 on 2026-11-22 10:30:12, 05/11/2026 10:30, 0.009999999776482582 v1.2.3.4 120.0.6099.109",
		},
		{"card", "4111111111111111, 4111 1111 1111 1111 12/27, 3782-822463-10005", "[CARD], [CARD] 12/27, [CARD]"},
		{"card_after_another_number", "2 4111 1111 1111 1111 5", "2 [CARD] 5"},
		{"card_of_the_wrong_sum", "4111111111111112", "4111111111111112"},
		{"iban", "DE89 3704 0044 0532 0130 00 and GB82WEST12345698765432.", "[IBAN] and [IBAN]."},
		{"iban_of_the_wrong_sum", "DE88370400440532013000", "DE88370400440532013000"},
		{"ip", "from 192.168.0.1:8080, http://10.0.0.255/x", "from [IP]:8080, http://[IP]/x"},
		{"ip6", "2001:db8::8a2e:370:7334 and fe80::1 at 12:30:45, std::vector, ::1", "[IP] and [IP] at 12:30:45, std::vector, [IP]"},
		{"api_key", "key sk-proj-abc123DEF456ghi789JKL0 and AKIAIOSFODNN7EXAMPLE", "key [API_KEY] and [API_KEY]"},
		{"api_key_by_name", `OPENAI_API_KEY=abcd1234efgh password: "hunter2!x"`, `OPENAI_API_KEY=[API_KEY] password: "[API_KEY]"`},
		{"bearer", "Authorization: Bearer abcdef0123456789abcdef", "Authorization: Bearer [API_KEY]"},
		{"jwt", "t eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P.", "t [JWT]."},
		{"private_key", "a -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- b", "a [PRIVATE_KEY] b"},
		{"private_key_cut", "-----BEGIN PRIVATE KEY-----\nMIIE", "[PRIVATE_KEY]"},
		{"public_key", "-----BEGIN PUBLIC KEY-----\nMIIE", "-----BEGIN PUBLIC KEY-----\nMIIE"},
		{"users_pattern", "E-123456 zzz", "[EMPLOYEE] [WORDS]"},
		{
			"json", `{"mail":"a@b.org","n":4111111111111111,"x":[1,2.5,null],"args":"{\"to\":\"a@b.org\",\"card\":4111111111111111}"}`,
			`{"mail":"[EMAIL]","n":"[CARD]","x":[1,2.5,null],"args":"{\"to\":\"[EMAIL]\",\"card\":\"[CARD]\"}"}`,
		},
		{"json_names", `{"a@b.org": {"phone": "5551234567", "api_key": "abc-12345"}}`, `{"[EMAIL]": {"phone": "[PHONE]", "api_key": "[API_KEY]"}}`},
		{"json_escapes", `["a\u0040b.org"]`, `["[EMAIL]"]`},
		{"json_text", `"a\u0040b.org"`, `"[EMAIL]"`},
		{"json_cut", `{"mail":"a@b.org and c@d.or`, `{"mail":"[EMAIL] and [EMAIL]`},
		{"no_json", `[call +49 171 1234567] "a@b.org"`, `[call [PHONE]] "[EMAIL]"`},
		{"python", `{'mail': 'a@b.org'}`, `{'mail': '[EMAIL]'}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var counts Counts
			got := m.value("", tt.in, &counts)
			require.Equal(t, tt.want, got)
			require.Equal(t, got, m.value("", got, &counts), "twice changes nothing")
			require.Equal(t, json.Valid([]byte(tt.in)), json.Valid([]byte(got)))
		})
	}
}

func TestMaskCountsWhatItFinds(t *testing.T) {
	var counts Counts
	newMasker(nil).value("", `["a@b.org", "c@d.org", "10.0.0.1"]`, &counts)
	require.EqualValues(t, 2, counts.Masked[Email])
	require.EqualValues(t, 1, counts.Masked[IPAddress])
	require.Equal(t, "api_key", APIKey.String())
}

func TestMaskTakesTimeInProportionToTheText(t *testing.T) {
	m := newMasker(nil)
	for _, unit := range []string{"a-", "eyJ.", "eyJ-", "-----BEGIN ", "-", "1 ", "12:", "@", "a@b.", "secret:", "secret=", "sk-", "DE89 ", "(1", "+1", `\"`, `{"a":`, "\"[", "é@", "0049 "} {
		s := strings.Repeat(unit, (1<<20)/len(unit))
		for _, text := range []string{s, `["` + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), `"`, `\"`) + `"]`} {
			var counts Counts
			begun := time.Now()
			m.value("", text, &counts)
			t.Logf("%q %v", unit, time.Since(begun))
		}
	}
}

func FuzzMask(f *testing.F) {
	for _, s := range []string{"a@b.org", `{"card":4111111111111111}`, "+49 171 1234567", `["\u0040"]`, "DE89370400440532013000", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.x", "[1.2.3.4]", "::1", `{"phone":"5551234567"}`, "+123456789 0000000", "+49 171 1234567-1234567", "call a@b.org 5551234567"} {
		f.Add("", s)
	}
	m := newMasker([]Pattern{{Name: "EMPLOYEE", Regexp: `E-\d{6}`}})
	f.Fuzz(func(t *testing.T, context, s string) {
		var counts Counts
		once := m.value(context, s, &counts)
		require.Equal(t, once, m.value(context, once, &counts))
		if json.Valid([]byte(s)) && (jsontree.LooksLikeContainer(s) || strings.HasPrefix(s, `"`)) {
			require.True(t, json.Valid([]byte(once)), once)
		}
	})
}
