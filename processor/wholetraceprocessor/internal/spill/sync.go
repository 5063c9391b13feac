package spill

// Sync makes what was written safe from a power cut.
func (l *Log) Sync() error {
	l.mu.Lock()
	written := l.written
	l.mu.Unlock()
	return l.syncUpTo(written)
}

// syncUpTo returns when the first written bytes are safe. Those who come while one fsync is under way are served
// together by the next.
func (l *Log) syncUpTo(written uint64) error {
	l.syncMu.Lock()
	defer l.syncMu.Unlock()
	if l.synced >= written {
		return nil
	}
	l.mu.Lock()
	now, file := l.written, l.active.file // older segments were synced when they were left
	l.mu.Unlock()
	if err := file.Sync(); err != nil {
		return err
	}
	l.synced = now
	return nil
}
