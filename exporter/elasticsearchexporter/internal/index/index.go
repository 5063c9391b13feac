// Package index names what documents go to: daily indices, aliases with rollover, or data streams, each with the prefix
// and the tenant before it. The day is that of the document itself, so that a retry on the next day leads to the same
// index.
package index

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Rotation says how an index gives way to the next.
type Rotation string

const (
	// Daily writes to an index for each UTC day.
	Daily Rotation = "daily"
	// Rollover writes through an alias that ends in -write and is read through one that ends in -read, as Jaeger does.
	Rollover Rotation = "rollover"
	// DataStream writes to a data stream.
	DataStream Rotation = "data_stream"
)

// dayLayout is Jaeger's default date layout; Jaeger finds indices by exact name.
const dayLayout = "2006-01-02"

// Family is a kind of document's indices: jaeger-span for spans, say.
type Family struct {
	prefix   string // with its dash, or empty
	base     string
	rotation Rotation
}

// NewFamily returns the family of base. An empty prefix puts nothing before it.
func NewFamily(prefix, base string, rotation Rotation) Family {
	return Family{prefix: dashed(prefix), base: base, rotation: rotation}
}

// Name is what documents of a tenant and a day, counted from 1970, are written to.
func (f Family) Name(tenant string, day int64) string {
	name := f.Stem(tenant)
	switch f.rotation {
	case Rollover:
		return name + "-write"
	case DataStream:
		return name
	default:
		return name + "-" + time.Unix(day*secondsOfDay, 0).UTC().Format(dayLayout)
	}
}

// Stem is the name without what sets one index of the family apart from the next.
func (f Family) Stem(tenant string) string {
	return f.prefix + dashed(tenant) + f.base
}

// Base is the name without prefix and tenant.
func (f Family) Base() string { return f.base }

// Pattern matches every index of the family; with tenants, those of any tenant.
func (f Family) Pattern(tenants bool) string {
	p := f.prefix + f.base
	if tenants {
		p = f.prefix + "*" + f.base
	}
	if f.rotation == DataStream {
		return p
	}
	return p + "-*"
}

// Priority is that of the family's template. Servers refuse two templates of one priority when an index could match both,
// and with a star in the middle many could: so families, which have a rank below 8, differ, and longer prefixes go before
// shorter ones.
func (f Family) Priority(rank int) int { return 8*len(f.prefix) + rank }

// Rotation says how an index of the family gives way to the next.
func (f Family) Rotation() Rotation { return f.rotation }

// StemOf takes off a name what Name has put behind the stem, and says whether the family has such a name.
func (f Family) StemOf(name string) (string, bool) {
	stem := name
	switch f.rotation {
	case Daily:
		if _, ok := f.Day(name); !ok {
			return "", false
		}
		stem = name[:len(name)-len("-"+dayLayout)]
	case Rollover:
		var ok bool
		if stem, ok = strings.CutSuffix(name, "-write"); !ok {
			return "", false
		}
	}
	return stem, f.owns(stem)
}

// owns says that a stem is the family's, with any tenant.
func (f Family) owns(stem string) bool {
	inner, ok := strings.CutPrefix(stem, f.prefix)
	return ok && (inner == f.base || strings.HasSuffix(inner, "-"+f.base))
}

// Day returns the UTC day that an index of the family is for, and false when its name does not end in one.
func (f Family) Day(name string) (time.Time, bool) {
	cut := len(name) - len("-"+dayLayout)
	if cut < 0 || name[cut] != '-' || !f.owns(name[:cut]) {
		return time.Time{}, false
	}
	day, err := time.Parse(dayLayout, name[cut+1:])
	return day, err == nil
}

// Generation returns the stem of an index behind an alias and its number, and false for other names.
func (f Family) Generation(name string) (string, int, bool) {
	stem, digits, ok := cutLast(name)
	if !ok || len(digits) != 6 || !f.owns(stem) {
		return "", 0, false
	}
	n, err := strconv.Atoi(digits)
	return stem, n, err == nil
}

func cutLast(name string) (stem, last string, ok bool) {
	i := strings.LastIndexByte(name, '-')
	if i < 0 {
		return "", "", false
	}
	return name[:i], name[i+1:], true
}

const secondsOfDay = 24 * 60 * 60

// DayOf counts the days from 1970 to a time in nanoseconds.
func DayOf(nanos uint64) int64 { return int64(nanos / (secondsOfDay * uint64(time.Second))) }

func dashed(s string) string {
	if s == "" || strings.HasSuffix(s, "-") {
		return s
	}
	return s + "-"
}

// maxName bounds a prefix or a tenant; a whole name may take 255 bytes.
const maxName = 100

// Check says what is wrong with s as a part of an index name, by the server's own rules.
func Check(s string) error {
	switch {
	case s == "":
		return nil
	case len(s) > maxName:
		return fmt.Errorf("%q is longer than %d bytes", s, maxName)
	case strings.ToLower(s) != s:
		return fmt.Errorf("%q has capital letters; write %q", s, strings.ToLower(s))
	case strings.ContainsAny(s, " \"*\\<|,>/?#:\x00") || !utf8.ValidString(s) || strings.ContainsFunc(s, control):
		return fmt.Errorf(`%q has a character that an index name may not have: " * \ < | , > / ? # : or space`, s)
	case strings.ContainsAny(s[:1], "-_+."):
		return fmt.Errorf("%q starts with %q; start with a letter or a digit", s, s[:1])
	default:
		return nil
	}
}

func control(r rune) bool { return r < ' ' || r == 0x7f }
