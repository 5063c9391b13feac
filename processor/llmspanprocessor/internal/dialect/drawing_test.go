package dialect

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// drawing is a span in a text, see testdata/spans/README.md, and what it is expected to tell.
type drawing struct {
	title    string
	lines    []string // as they stand, without the expectation
	scope    Scope
	provider string
	span     ptrace.Span
	expect   []string
}

// drawnAt is when every drawn span starts.
var drawnAt = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

// parseDrawings reads the drawings of a file, and the comment on top of it.
func parseDrawings(t testing.TB, text string) (head string, list []*drawing) {
	var d *drawing
	for n, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		rest = strings.TrimSpace(rest)
		switch {
		case word == "span":
			d = &drawing{title: rest, span: ptrace.NewSpan(), scope: Scope{Resource: pcommon.NewMap()}}
			d.span.SetName(rest)
			d.span.SetStartTimestamp(pcommon.NewTimestampFromTime(drawnAt))
			d.lines = append(d.lines, line)
			list = append(list, d)
			continue
		case d == nil:
			head += line + "\n"
			continue
		case word == "=":
			d.expect = append(d.expect, strings.TrimSpace(line))
			continue
		case word == "":
			continue
		}
		d.lines = append(d.lines, line)
		require.NoError(t, d.draw(word, rest), "line %d: %s", n+1, line)
	}
	return strings.TrimRight(head, "\n"), list
}

func (d *drawing) draw(word, rest string) error {
	switch word {
	case "#":
	case "scope":
		d.scope.Name, d.scope.Version, _ = strings.Cut(rest, " version ")
	case "resource":
		return putDrawn(d.scope.Resource, rest)
	case "provider":
		d.provider = rest
	case "client":
		d.span.SetKind(ptrace.SpanKindClient)
	case "error":
		d.span.Status().SetCode(ptrace.StatusCodeError)
		d.span.Status().SetMessage(rest)
	case "event":
		name, attr, more := strings.Cut(rest, " with ")
		e := d.span.Events().AppendEmpty()
		e.SetName(name)
		if more {
			return putDrawn(e.Attributes(), attr)
		}
	default:
		return putDrawn(d.span.Attributes(), strings.TrimSpace(word+" "+rest))
	}
	return nil
}

// putDrawn reads "key = value": a number, true, false, a list and a text in quotes as JSON, anything else as it is.
func putDrawn(m pcommon.Map, attr string) error {
	key, value, ok := strings.Cut(attr, " = ")
	if !ok {
		return fmt.Errorf("%q is no %q", attr, "key = value")
	}
	if n, err := strconv.ParseInt(value, 10, 64); err == nil {
		m.PutInt(key, n)
		return nil
	}
	var x any
	if strings.HasPrefix(value, "{") || json.Unmarshal([]byte(value), &x) != nil {
		m.PutStr(key, value)
		return nil
	}
	return m.PutEmpty(key).FromRaw(x)
}

// told writes down everything that a span tells.
func (d *drawing) told(f *Facts) []string {
	if f.Dialect == nil {
		return []string{"= nothing"}
	}
	m := f.Meaning
	first := strings.TrimRight(fmt.Sprintf("= %s %s %s", f.Dialect.Name, m.Role, m.Operation), " ")
	for _, flag := range []struct {
		on   bool
		name string
	}{{m.Replace, "replace"}, {m.Repeats, "repeats"}, {m.Selects, "selects"}, {m.AG2 != "", "ag2=" + m.AG2}, {f.Command, "command"}} {
		if flag.on {
			first += " " + flag.name
		}
	}
	lines := []string{first}
	for x := none + 1; x < lastField; x++ {
		if f.Has(x) && x != Operation {
			lines = append(lines, fmt.Sprintf("= %s %s", fieldNames[x], f.show(x)))
		}
	}
	provider := d.provider
	if provider == "" {
		provider = f.Text(Provider)
	}
	if u := f.Usage(provider, d.scope); u.Known {
		lines = append(lines, "= usage"+showUsage(&u))
	}
	for kind, n := range f.Bad {
		if n > 0 {
			lines = append(lines, fmt.Sprintf("= bad %s %d", BadKind(kind), n))
		}
	}
	return lines
}

func (f *Facts) show(x Field) string {
	switch {
	case x.isList():
		return strings.Join(*f.list(x), ", ")
	case x.isText():
		return f.Text(x)
	case x.isWhole():
		return strconv.FormatInt(f.Whole(x), 10)
	case x.isNumber():
		return strconv.FormatFloat(f.Number(x), 'g', 12, 64)
	default:
		return strconv.FormatBool(f.Flag(x))
	}
}

func showUsage(u *Usage) string {
	var b strings.Builder
	for _, part := range []struct {
		name string
		n    int64
	}{
		{"in", u.Input},
		{"out", u.Output},
		{"read", u.CacheRead},
		{"write", u.CacheWrite},
		{"write5m", u.CacheWrite5m},
		{"write1h", u.CacheWrite1h},
		{"reasoning", u.Reasoning},
		{"audio-in", u.AudioInput},
		{"audio-out", u.AudioOutput},
		{"searches", u.WebSearches},
		{"compaction-in", u.CompactionIn},
		{"compaction-out", u.Compaction},
	} {
		if part.n != 0 || part.name == "in" || part.name == "out" {
			fmt.Fprintf(&b, " %s %d", part.name, part.n)
		}
	}
	if u.Decision != ByNothing {
		fmt.Fprintf(&b, " by %s", u.Decision)
	}
	return b.String()
}

func (d *drawing) String() string { return strings.Join(append(d.lines, d.indented()...), "\n") }

func (d *drawing) indented() []string {
	out := make([]string, len(d.expect))
	for i, line := range d.expect {
		out[i] = "  " + line
	}
	return out
}
