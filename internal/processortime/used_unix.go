//go:build unix

package processortime

import (
	"syscall"
	"time"
)

// Used is the processor time that this process has used, its own and the system's for it.
func Used() (time.Duration, error) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, err
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), nil
}
