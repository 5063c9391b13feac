package processortime

import (
	"syscall"
	"time"
)

// Used is the processor time that this process has used, its own and the system's for it.
func Used() (time.Duration, error) {
	self, err := syscall.GetCurrentProcess()
	if err != nil {
		return 0, err
	}
	var created, ended, system, user syscall.Filetime
	if err := syscall.GetProcessTimes(self, &created, &ended, &system, &user); err != nil {
		return 0, err
	}
	return of(user) + of(system), nil
}

// of reads a length of time, which Windows counts in 100 ns. Filetime.Nanoseconds reads a date.
func of(t syscall.Filetime) time.Duration {
	return time.Duration(uint64(t.HighDateTime)<<32|uint64(t.LowDateTime)) * 100 // #nosec G115 -- no process lives for 292 years
}
