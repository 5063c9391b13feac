package wholetraceprocessor

import (
	"sync"
	"time"

	"go.uber.org/zap"

	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/spill"
	"github.com/otelcol-baton/baton/processor/wholetraceprocessor/internal/wheel"
)

// How often the chores are done. What has left is noted on disk within flushEvery; a process that dies in between hands
// it on again.
const (
	packEvery  = 100 * time.Millisecond
	flushEvery = 20 * time.Millisecond
	syncEvery  = time.Second
)

func (p *wholeTrace) startChores() {
	p.every(wheel.Step, func() { p.buffer.Tick(p.now()) })
	p.every(packEvery, func() { p.buffer.Pack(p.now()) })
	if p.log == nil {
		return
	}
	p.every(flushEvery, func() { p.complain("cannot write to storage", p.log.Flush()) })
	p.every(syncEvery, func() {
		if p.cfg.Storage.Get().Fsync == string(spill.Interval) {
			p.complain("cannot sync storage", p.log.Sync())
		}
		p.complain("cannot move what waits on in storage", p.buffer.Clean())
	})
}

// every does a chore again and again until Shutdown.
func (p *wholeTrace) every(d time.Duration, chore func()) {
	p.chores.Add(1)
	go func() {
		defer p.chores.Done()
		ticker := time.NewTicker(d)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				chore()
			case <-p.stop:
				return
			}
		}
	}()
}

// quiet lets one pass a minute.
type quiet struct {
	mu   sync.Mutex // guards next
	next time.Time
}

func (q *quiet) pass(now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if now.Before(q.next) {
		return false
	}
	q.next = now.Add(time.Minute)
	return true
}

// complain logs what a chore could not do. It is done again in a moment, so one word about it a minute is enough.
func (p *wholeTrace) complain(what string, err error) {
	if err == nil {
		return
	}
	p.telemetry.storageError()
	if p.quiet.pass(time.Now()) {
		p.set.Logger.Error(what, zap.Error(err))
	}
}
