//go:build race

package wholetraceprocessor

// raceDetector says that the tests run under the race detector, which takes five to ten times the memory.
const raceDetector = true
