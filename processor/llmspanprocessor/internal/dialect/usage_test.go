package dialect

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestUsage goes through testdata/usage.txt, one case a line.
func TestUsage(t *testing.T) {
	text, err := os.ReadFile("testdata/usage.txt")
	require.NoError(t, err)
	r := NewReader()
	for n, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cells := strings.Split(line, " | ")
		require.Len(t, cells, 5, "line %d", n+1)
		name, at, _ := strings.Cut(cells[0], " @ ")
		var scope Scope
		scope.Name, scope.Version, _ = strings.Cut(at, " ")
		require.NotEqual(t, -1, r.find(name), "line %d: there is no dialect %q", n+1, name)
		f := Facts{Dialect: r.dialects[r.find(name)]}
		tell(t, &f, cells[2])

		u := f.Usage(cells[1], scope)
		require.Equal(t, cells[3], showResolved(&u, cells[3]), "line %d: %s", n+1, line)
		require.Equal(t, strings.Trim(cells[4], "-"), string(u.Decision), "line %d: %s", n+1, line)
	}
}

// TestEveryExclusiveRowIsTested wants a line of testdata/usage.txt for each row of a dialect's Exclusive.
func TestEveryExclusiveRowIsTested(t *testing.T) {
	text, err := os.ReadFile("testdata/usage.txt")
	require.NoError(t, err)
	for _, d := range dialects() {
		for _, e := range d.Exclusive {
			provider := strings.Trim(e.Provider, "*")
			require.Regexp(t, fmt.Sprintf(`(?m)^%s( @ \S+ \S+)? \| %s.*\| table$`, d.Name, provider), string(text))
		}
	}
}

func TestPartsAreNoMoreThanTheirSum(t *testing.T) {
	for _, c := range []struct {
		name string
		told map[Field]int64
		want Usage
	}{
		{
			"reasoning, where the total says that the output holds it",
			map[Field]int64{InputTokens: 100, OutputTokens: 500, TotalTokens: 600, Reasoning: 1 << 30},
			Usage{Known: true, Input: 100, Output: 500, Reasoning: 500},
		},
		{
			"cached tokens, where the total says that the input holds them",
			map[Field]int64{InputTokens: 100, OutputTokens: 10, TotalTokens: 110, CacheRead: 1 << 30, CacheWrite: 5},
			Usage{Known: true, Input: 100, Output: 10, CacheRead: 100, Decision: ByTotal},
		},
		{
			"audio and images",
			map[Field]int64{
				InputTokens: 100, OutputTokens: 10, AudioInput: 1000, ImageInput: 1000, AudioOutput: 8, ImageOutput: 8, AudioCacheRead: 7,
			},
			Usage{Known: true, Input: 100, Output: 10, AudioInput: 100, AudioOutput: 8, ImageOutput: 2},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			var f Facts
			for x, n := range c.told {
				f.SetWhole(x, n)
			}
			require.Equal(t, c.want, f.Usage("openai", Scope{}))
			require.EqualValues(t, 1, f.Bad[BadNumber])
		})
	}
	var f Facts
	f.SetWhole(InputTokens, 100)
	f.SetWhole(CacheRead, 100)
	f.Usage("openai", Scope{})
	require.Zero(t, f.Bad, "as much as the sum is nothing bad")
}

var toldNames = map[string]Field{
	"in": InputTokens, "out": OutputTokens, "read": CacheRead, "write": CacheWrite, "write5m": CacheWrite5m, "write1h": CacheWrite1h,
	"total": TotalTokens, "no_cache": NoCacheTokens, "reasoning": Reasoning, "outside_out": OutsideReasoning, "outside_in": OutsideInput,
}

func tell(t *testing.T, f *Facts, cell string) {
	words := strings.Fields(cell)
	for i := 0; i+1 < len(words); i += 2 {
		if words[i] == "semantics" {
			f.SetText(TokenSemantics, words[i+1])
			continue
		}
		n, err := strconv.ParseInt(words[i+1], 10, 64)
		require.NoError(t, err)
		require.Contains(t, toldNames, words[i])
		f.SetWhole(toldNames[words[i]], n)
	}
}

// showResolved writes the parts of a usage that the expectation names.
func showResolved(u *Usage, want string) string {
	if !u.Known {
		return "unknown"
	}
	s := fmt.Sprintf("in %d out %d", u.Input, u.Output)
	if strings.Contains(want, "reasoning") {
		s += fmt.Sprintf(" reasoning %d", u.Reasoning)
	}
	if strings.Contains(want, "write") {
		s += fmt.Sprintf(" write %d", u.CacheWrite)
	}
	return s
}

func TestVersionsAreComparedNumberByNumber(t *testing.T) {
	for _, c := range []struct {
		a, b  string
		older bool
	}{
		{"4.9", "4.31", true},
		{"4.31", "4.31", false},
		{"4.31.0", "4.31", false},
		{"4.30.99", "4.31", true},
		{"5", "4.31", false},
		{"4.31rc1", "4.31", false},
		{"v4", "4.31", true},
		{"99999999999999999999", "4.31", false},
	} {
		require.Equal(t, c.older, olderThan(c.a, c.b), "%s before %s", c.a, c.b)
	}
}
