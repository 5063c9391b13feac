// Package dialect reads what each instrumentation writes on its spans.
//
// A dialect is a row of data in a file of its own: how its spans are recognised, what its kinds of span mean, and which
// attribute tells what. dialects.go lists the rows in the order of detection. Reading a span (Reader.Read) finds the
// dialect that wrote it, by scope name first and attributes second, and fills Facts from the winner; what the winner
// does not tell is taken from the other dialects on the same span.
//
// Nothing here looks at more than one span, and nothing here writes.
package dialect
