package cut

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestText(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		limit    int
	}{
		"what fits stays": {in: "abc", limit: 3, want: "abc"},
		"a text keeps its beginning and tells its length": {
			in: strings.Repeat("a", 100), limit: 40, want: strings.Repeat("a", 25) + "… (100 bytes)",
		},
		"no character is cut in two": {
			in: strings.Repeat("é", 50), limit: 40, want: strings.Repeat("é", 12) + "… (100 bytes)",
		},
		"the longest text in JSON is cut first": {
			in:    `[{"role":"user","content":"` + strings.Repeat("x", 300) + `"},{"role":"tool","content":"short"}]`,
			limit: 200,
			want:  `[{"role":"user","content":"` + strings.Repeat("x", 114) + `… (300 bytes)"},{"role":"tool","content":"short"}]`,
		},
		"members go where texts are short": {
			in:    `[` + strings.Repeat(`12345678,`, 30) + `1]`,
			limit: 60, want: `[12345678,12345678,12345678,12345678,"… (273 bytes)"]`,
		},
		"an object too": {
			in:    `{"a":1,"b":[` + strings.Repeat(`12345678,`, 30) + `1]}`,
			limit: 60, want: `{"a":1,"…":"… (285 bytes)"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := Text(c.in, c.limit)
			require.Equal(t, c.want, got)
			require.LessOrEqual(t, len(got), c.limit)
		})
	}
}

func TestTextLeavesValidJSONWithinTheLimit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"a", "é", "日本", "\U0001F600", `"`, `\`, "\n", "\u2028", "<b>", strings.Repeat("long ", 50)}
	text := func() string {
		var b strings.Builder
		for range random.IntN(60) {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	var value func(depth int) any
	value = func(depth int) any {
		switch kind := random.IntN(6); {
		case kind == 0 && depth < 4:
			list := []any{}
			for range random.IntN(6) {
				list = append(list, value(depth+1))
			}
			return list
		case kind == 1 && depth < 4:
			object := map[string]any{}
			for range random.IntN(6) {
				object[text()] = value(depth + 1)
			}
			return object
		case kind == 2:
			return random.Float64()
		default:
			return text()
		}
	}
	for range 3000 {
		list := []any{value(0), value(0), value(0)}
		var in []byte
		if random.IntN(2) == 0 { // escaped as \u00e9 and as it is
			in, _ = json.Marshal(list)
		} else {
			var b strings.Builder
			e := json.NewEncoder(&b)
			e.SetEscapeHTML(false)
			require.NoError(t, e.Encode(list))
			in = []byte(ascii(b.String(), random.IntN(2) == 0))
		}
		limit := 128 + random.IntN(3000)
		got := Text(string(in), limit)
		require.True(t, json.Valid([]byte(got)), "%d\n%s\n%s", limit, in, got)
		require.LessOrEqual(t, len(got), limit, "%s\n%s", in, got)
		require.True(t, utf8.ValidString(got))
		if len(in) <= limit {
			require.Equal(t, string(in), got)
		}
		require.Equal(t, got, Text(got, limit), "twice changes nothing")
	}
}

// ascii escapes what is beyond ASCII, as Python's json does.
func ascii(s string, do bool) string {
	if !do {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, unit := range utf16(r) {
			b.WriteString(`\u`)
			const hex = "0123456789abcdef"
			for shift := 12; shift >= 0; shift -= 4 {
				b.WriteByte(hex[unit>>shift&0xF])
			}
		}
	}
	return b.String()
}

func utf16(r rune) []rune {
	if r < 0x10000 {
		return []rune{r}
	}
	r -= 0x10000
	return []rune{0xD800 + r>>10, 0xDC00 + r&0x3FF}
}

func TestWaterline(t *testing.T) {
	for name, c := range map[string]struct {
		lengths       []int
		excess, floor int
		want          int
		enough        bool
	}{
		"the longest alone":       {[]int{100, 20, 30}, 40, 10, 60, true},
		"down to the second":      {[]int{100, 20, 30}, 70, 10, 30, true},
		"two together":            {[]int{100, 20, 30}, 80, 10, 25, true},
		"never below the floor":   {[]int{100, 20, 30}, 1000, 10, 10, false},
		"nothing above the floor": {[]int{5, 5}, 1, 10, 10, false},
		"nothing":                 {nil, 1, 10, 10, false},
	} {
		t.Run(name, func(t *testing.T) {
			line, enough := waterline(c.lengths, c.excess, c.floor)
			require.Equal(t, c.enough, enough)
			require.Equal(t, c.want, line)
		})
	}
}
