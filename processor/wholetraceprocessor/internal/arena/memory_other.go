//go:build !unix

package arena

// mapMemory takes memory from the Go heap: the garbage collector counts it, but finds no pointers to follow.
func mapMemory(size int) []byte { return make([]byte, size) }

func unmapMemory([]byte) {}
