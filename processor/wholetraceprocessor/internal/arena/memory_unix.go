//go:build unix

package arena

import "golang.org/x/sys/unix"

// mapMemory asks the operating system for memory. When it gives none, the Go heap does.
func mapMemory(size int) []byte {
	m, err := unix.Mmap(-1, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return make([]byte, size)
	}
	return m
}

// unmapMemory gives memory back; that which came from the Go heap is not known to unix.Munmap and left alone.
func unmapMemory(m []byte) { _ = unix.Munmap(m) }
