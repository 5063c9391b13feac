package buffer

// Reason is why spans are handed on.
type Reason uint8

// A trace is whole when nothing more is expected, and goes early when it must.
const (
	waiting   Reason = iota
	AfterRoot        // the root ended, no parent is missing, and the grace is over
	Idle             // no new span for as long as configured
	MaxAge           // it waited as long as it may
	Size             // it is larger than one trace may be
	Memory           // what waits takes all the memory there is
	Shutdown         // the processor ends
	Straggler        // it came after its trace was handed on
)

// String is the reason as metrics show it.
func (r Reason) String() string {
	return [...]string{"waiting", "after_root", "idle", "max_age", "size", "memory", "shutdown", "late"}[r]
}
