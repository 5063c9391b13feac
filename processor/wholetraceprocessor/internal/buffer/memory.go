package buffer

// Shares of the memory, in hundredths: above high the heaviest traces make room, down to low. Decoded spans, ten times
// the size of packed ones, may take liveShare before they are packed whatever their age, and what is known of traces
// that are gone goneShare.
const (
	high      = 85
	low       = 80
	liveShare = 20
	goneShare = 12

	ever = 1<<63 - 1
)

func (b *Buffer) share(hundredths int64) int64 { return b.settings.MemoryBytes / 100 * hundredths }

// Pack packs what is old enough, and more when memory is short. Call it a few times a second.
func (b *Buffer) Pack(now int64) {
	for _, s := range b.shards {
		for s.packOldest(now-packAfter, now+soon) {
		}
		for s.condenseOldest(now-denseAfter, now+denseSoon) {
		}
	}
	b.account.settle(b.words.Bytes())
	b.habit.settle()
	b.relieve(0)
}

// relieve makes room for more bytes. Several may pack at a time; one at a time moves what is heaviest.
func (b *Buffer) relieve(more int64) {
	if b.account.used()+more <= b.share(high) && b.account.live.Load()+more <= b.share(liveShare) {
		return
	}
	for b.account.live.Load()+more > b.share(liveShare) && b.packAny() {
	}
	b.relief.Lock()
	defer b.relief.Unlock()
	if b.account.used()+more <= b.share(high) {
		return
	}
	for b.account.used()+more-b.leaving() > b.share(low) && b.moveHeaviest() {
	}
}

// leaving is what of the memory will be free when all has gone that is on its way: while downstream is slow, it is of no
// use to send others after it.
func (b *Buffer) leaving() int64 {
	if b.log != nil {
		return 0 // others can move to disk meanwhile
	}
	return b.going.Load() + b.account.flight.Load()
}

// packAny packs one trace of each shard, whatever its age.
func (b *Buffer) packAny() bool {
	packed := false
	for _, s := range b.shards {
		packed = s.packOldest(ever, 0) || packed
	}
	return packed
}

// moveHeaviest takes the trace that holds the most out of memory: to disk, or early on its way.
func (b *Buffer) moveHeaviest() bool {
	var heaviest *shard
	most := int64(0)
	for _, s := range b.shards {
		if w := s.heaviestWeight(); w > most {
			heaviest, most = s, w
		}
	}
	return heaviest != nil && heaviest.moveHeaviest()
}

func (s *shard) heaviestWeight() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, w, _ := s.heaviest.find(func(slot uint32) int64 { return s.weight(s.traces[slot]) })
	return w
}

func (s *shard) moveHeaviest() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	slot, _, ok := s.heaviest.find(func(slot uint32) int64 { return s.weight(s.traces[slot]) })
	if !ok {
		return false
	}
	t := s.traces[slot]
	if s.log != nil {
		s.spill(t)
		s.weigh(slot, t)
		return true
	}
	t.early = Memory
	s.judge(slot, t)
	return !t.packing // what that trace frees shows when it is packed
}

// spill leaves a trace to the disk, where all of it is already.
func (s *shard) spill(t *trace) {
	s.account.live.Add(-t.held.live.cost())
	t.held.live = nil
	s.unpack(&t.held)
	t.held.disk.only = true
}
