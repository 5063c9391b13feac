// Package story reads what happened in a run back from its enriched spans, in the order in which a person would tell it:
// who took part, who said what to whom, which models and tools were called, what ran side by side, what repeated.
//
// A batch is put in order (Reader), its spans become a tree of what can be told (tree.go), the tree is told as steps
// (teller.go and what it uses), repeated steps become loops (loop.go), and all is fitted into a number of lines (fit.go).
// The order in which the spans came makes no difference.
package story
