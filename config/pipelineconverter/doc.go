// Package pipelineconverter is a confmap converter that changes nothing: it checks what no component can see for itself,
// namely which components stand before and behind it, through every pipeline and every connector between them.
//
// It follows each way that spans can take, from every receiver to every exporter, and refuses a config in which
// whole traces are promised but not kept: a sampler without whole_trace before it, a batch in between that loses the mark,
// a buffer twice on one way or in two pipelines. `otelcol-baton validate` and the start show the same sentences.
package pipelineconverter
