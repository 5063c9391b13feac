// Package budget watches what is spent in sliding windows and says when a budget is half used, nearly used and used up.
//
// Spans may come twice: at once and on their own, with what they seem to cost, and again in their whole trace, with what
// they did cost. A ledger remembers what a span was counted with, so that the second word corrects the first.
package budget
