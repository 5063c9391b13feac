// Package processortime measures what benchmarks take of the processor. Unlike the time on the clock it does not count what
// else a busy machine does.
package processortime
