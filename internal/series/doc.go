// Package series keeps the series of metrics that are counted from spans: it finds the one that belongs to a set of
// labels, adds to it, bounds how many there are, forgets those that are stale, and writes them as OTLP metrics.
//
// Values carry the weight of the span that they were counted from, so that what an earlier sampler dropped is counted
// too. Weights are added up as they are and rounded when they go out.
//
// A Store and what belongs to it is not safe for concurrent use: whoever owns it holds a lock.
package series
