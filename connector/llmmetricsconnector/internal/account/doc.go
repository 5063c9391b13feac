// Package account counts enriched spans: calls of models, what they took and cost, agents, tools and workflows,
// transitions, loops, and runs.
//
// One lookup a span finds its plan, which holds the series that spans with these labels add to; the series of each
// metric have only the labels that the metric is about.
package account
