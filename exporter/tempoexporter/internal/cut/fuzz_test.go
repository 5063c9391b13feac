package cut

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever a text holds, what is left of it fits, is JSON where it was, and is text where it was.
func FuzzText(f *testing.F) {
	for _, seed := range []string{
		"plain", `{"a":"b"}`, `[{"role":"user","parts":[{"content":"\ud83d\ude00 \\ \" é"}]}]`, `{"":{"":[1,2,{"x":[]}]}}`, ` [ "a" , 1e9 ] `, "\xff[",
	} {
		f.Add(seed, uint16(0), uint16(200))
	}
	f.Fuzz(func(t *testing.T, text string, repeat, limit uint16) {
		const least = 128 // of max_attribute_bytes
		most := least + int(limit)
		if json.Valid([]byte(text)) {
			// Larger without ceasing to be JSON.
			text = "[" + strings.Repeat(text+",", int(repeat)%300) + text + "]"
		} else {
			text = strings.Repeat(text, 1+int(repeat)%300)
		}
		got := Text(text, most)
		if len(got) > most {
			t.Fatalf("%d bytes of %d became %d of %d", len(text), most, len(got), most)
		}
		if json.Valid([]byte(text)) && !json.Valid([]byte(got)) {
			t.Fatalf("%q became %q, which is no JSON", text, got)
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Fatalf("%q became %q, which is no text", text, got)
		}
	})
}
