package content

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMaskAsPeopleWrite has the many ways in which people write the same thing.
func TestMaskAsPeopleWrite(t *testing.T) {
	m := newMasker(nil)
	for _, tt := range []struct{ in, want string }{
		{"+49-171-1234567", "[PHONE]"},
		{"+44 (0)20 7946 0958", "[PHONE]"},
		{"tel:+12125550123", "tel:[PHONE]"},
		{"1 800 555 0199", "[PHONE]"},
		{"1-800-555-0199", "[PHONE]"},
		{"+1.212.555.0123", "[PHONE]"},
		{"0049 (0) 171 1234567", "[PHONE]"},
		{"+33 (0)6 12 34 56 78", "[PHONE]"},
		{"+81-3-1234-5678", "[PHONE]"},
		{"+91 98765 43210", "[PHONE]"},
		{"(030) 1234567", "[PHONE]"},
		{"800-555-0199 ext 5", "[PHONE] ext 5"},
		{"+55 (11) 91234-5678", "[PHONE]"},
		{"+86 138 0013 8000", "[PHONE]"},
		{"tel. 12345678", "tel. [PHONE]"},
		{"(02) 9374 4000", "[PHONE]"},
		{"138 0013 8000", "[PHONE]"},
		{"090-1234-5678", "[PHONE]"},
		{"8 (495) 123-45-67", "[PHONE]"},
		{"+49 (0) 30 - 12345678", "[PHONE]"},
		{"+1-212-555-0123x44", "[PHONE]x44"},
		{"Phone:5551234567", "Phone:[PHONE]"},
		{"phone=5551234567", "phone=[PHONE]"},
		{"+4917112345678", "[PHONE]"},
		{"BOB@EXAMPLE.COM", "[EMAIL]"},
		{"mailto:a@b.org?x", "mailto:[EMAIL]?x"},
		{"a@b.org,c@d.org", "[EMAIL],[EMAIL]"},
		{"info@bücher.de", "[EMAIL]"},
		{"\"john doe\"@example.com", "[EMAIL]"},
		{"a@b.org'", "[EMAIL]'"},
		{"\\na@b.org", "\\[EMAIL]"},
		{"user@[192.168.0.1]", "user@[[IP]]"},
		{"<a.b@c-d.example>;", "<[EMAIL]>;"},
		{"first.last@sub.domain.company.technology", "[EMAIL]"},
		{"[2001:db8::1]:443", "[[IP]]:443"},
		{"2001:0db8:0000:0000:0000:ff00:0042:8329", "[IP]"},
		{"::ffff:10.0.0.1", "[IP]"},
		{"10.0.0.1/24", "[IP]/24"},
		{"IP:10.0.0.1", "IP:[IP]"},
		{"ip=10.0.0.1,", "ip=[IP],"},
		{"2a00:1450:4001:82a::200e%eth0", "[IP]%eth0"},
		{"http://[fe80::1]/", "http://[[IP]]/"},
		{"10.0.0.1-10.0.0.9", "[IP]-[IP]"},
		{"4111.1111.1111.1111", "[CARD]"},
		{"4111\u00a01111\u00a01111\u00a01111", "[CARD]"},
		{"4111–1111–1111–1111", "[CARD]"},
		{"4111 1111 1111 1111 1111", "[CARD] 1111"},
		{"6304000000000000", "[CARD]"},
		{"30569309025904", "[CARD]"},
		{"3056 930902 5904", "[CARD]"},
		{"4222222222222", "[CARD]"},
		{"Visa:4111-1111-1111-1111/737", "Visa:[CARD]/737"},
		{"1,4111111111111111,2", "1,[CARD],2"},
		{"4111111111111111.", "[CARD]."},
		{"de89 3704 0044 0532 0130 00", "[IBAN]"},
		{"IBAN:DE89370400440532013000", "IBAN:[IBAN]"},
		{"DE89-3704-0044-0532-0130-00", "[IBAN]"},
		{"DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000", "[IBAN]"},
		{"NO9386011117947", "[IBAN]"},
		{"(GB29NWBK60161331926819)", "([IBAN])"},
		{"OPENAI_API_KEY=sk-abcdefghijklmnopqrst1234", "OPENAI_API_KEY=[API_KEY]"},
		{"\"apiKey\": \"abcd1234\"", "\"apiKey\": \"[API_KEY]\""},
		{"?key=AIzaSyA1234567890abcdefghijklmnopqrstuv", "?key=[API_KEY]"},
		{"https://user:pass123@host.example/x", "https://user:[API_KEY]@host.example/x"},
		{"Authorization: Basic dXNlcjpwYXNzd29yZA==", "Authorization: Basic [API_KEY]"},
		{"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = [API_KEY]"},
		{"x-api-key: abcdef123", "x-api-key: [API_KEY]"},
		{"AccountKey=abcd+/12345==;", "AccountKey=[API_KEY];"},
		{"https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "https://[API_KEY]"},
		{"postgres://user:s3cret@db/x", "postgres://user:[API_KEY]@db/x"},
		{"export TOKEN=abc123def456", "export TOKEN=[API_KEY]"},
		{"{\"token\": \"abc123def456ghi789\"}", "{\"token\": \"[API_KEY]\"}"},
		{"my password is hunter2", "my password is [API_KEY]"},
		{"--api-key abc123def", "--api-key [API_KEY]"},
		{"sk_live_51H8xyzABCDEFGHIJKLMNOP", "[API_KEY]"},
		{"'Authorization': 'token ghp_abcdefghijklmnopqrstuvwxyz0123456789'", "'Authorization': 'token [API_KEY]'"},
		{"AIzaSyA1234567890abcdefghijklmnopqrstuv", "[API_KEY]"},
		{"ASIAIOSFODNN7EXAMPLE", "[API_KEY]"},
		{"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.", "[JWT]"},
		{"Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P", "Bearer [API_KEY]"},
	} {
		var counts Counts
		got := m.value("", tt.in, &counts)
		require.Equal(t, tt.want, got, tt.in)
		require.Equal(t, got, m.value("", got, &counts), tt.in)
	}
}
