package keytable

import "go.opentelemetry.io/collector/pdata/pcommon"

// Interest is which attributes one reader of spans wants to be told of by another, so that it need not look at all of
// them itself.
type Interest struct {
	// Keys are noted by their place in this list. Of equal keys the last counts.
	Keys []string
	// Prefixes begin other keys that are noted too.
	Prefixes []string
}

// Note is one attribute of a span.
type Note struct {
	// Number is the place of the key among Keys, Prefixed for a key that only begins as one of Prefixes.
	Number int
	Key    string
	Value  pcommon.Value
}

// Prefixed is the number of keys that only begin as something of interest.
const Prefixed = -1
