// Package chore does work again and again until it is told to stop.
package chore

import (
	"sync"
	"time"
)

// Chores are what goes on beside the spans. The zero value is not usable; call [New].
type Chores struct {
	stop chan struct{}
	done sync.WaitGroup
}

// New returns an empty list of chores.
func New() *Chores { return &Chores{stop: make(chan struct{})} }

// Every does a chore again and again until Stop.
func (c *Chores) Every(d time.Duration, chore func()) {
	c.done.Add(1)
	go func() {
		defer c.done.Done()
		ticker := time.NewTicker(d)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				chore()
			case <-c.stop:
				return
			}
		}
	}()
}

// Stop ends all chores and returns when none is at work any more. Call it once.
func (c *Chores) Stop() {
	close(c.stop)
	c.done.Wait()
}
