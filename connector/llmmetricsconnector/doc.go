// Package llmmetricsconnector is the connector llm_metrics: how much, how fast and how dear, over time. It counts enriched
// spans as metrics, watches budgets, and reports what is out of the ordinary as log records.
//
// A batch is read once (agenttrace.Batch), counted (internal/account), and its runs are added up over traces
// (internal/run). The series live in series.Store, which goes out every interval.
package llmmetricsconnector

//go:generate go tool mdatagen metadata.yaml
