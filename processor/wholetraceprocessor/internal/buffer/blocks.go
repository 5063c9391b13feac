package buffer

// blocks gives out traces from blocks of many, and takes them back. On the heap they would lie among short-lived objects
// of the same size and keep their pages from being freed.
type blocks struct {
	block []trace // what is left of the latest
	free  []*trace
}

// perBlock makes a block about 32 KiB.
const perBlock = 200

// get returns an empty trace.
func (b *blocks) get() *trace {
	if n := len(b.free); n > 0 {
		t := b.free[n-1]
		b.free = b.free[:n-1]
		return t
	}
	if len(b.block) == 0 {
		b.block = make([]trace, perBlock)
	}
	t := &b.block[0]
	b.block = b.block[1:]
	return t
}

func (b *blocks) put(t *trace) {
	*t = trace{}
	b.free = append(b.free, t)
}
