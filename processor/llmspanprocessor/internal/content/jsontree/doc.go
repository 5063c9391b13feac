// Package jsontree reads JSON as spans hold it: cut in the middle by an attribute length limit, with Python's NaN, None
// and single quotes in it, or not as text at all but as a structured OTLP value. All of these become one Tree.
//
// What is whole before a cut is kept, and so is the beginning of a string that was cut. Text that breaks the grammar in
// another way than by ending is not JSON. Time and memory are linear in the length of the text; the number of nodes and
// the depth are bounded, and what is beyond counts as cut. Strings and untouched objects are slices of the source.
package jsontree
