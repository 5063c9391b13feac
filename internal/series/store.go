package series

import (
	"encoding/binary"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Settings of a Store.
type Settings struct {
	// Scope names the instrumentation scope of the metrics.
	Scope string
	// Max bounds the series of all metrics together. What is beyond goes to one more series of its metric, which has the
	// label otel.metric.overflow and no other.
	Max int
	// Expire is how long a series may go unchanged before it is forgotten. Zero keeps all.
	Expire time.Duration
	// Delta makes every collection tell what came since the one before, instead of since the start.
	Delta bool
	// Now is the clock.
	Now func() time.Time
}

// Store holds the series of a list of metrics.
type Store struct {
	settings Settings
	metrics  []*Metric
	count    int
	epoch    uint64
	since    pcommon.Timestamp // of the last collection
	key      []byte            // scratch
}

// Metric holds the series of one instrument.
type Metric struct {
	Instrument
	store    *Store
	series   map[string]*Point
	overflow *Point
}

// New returns an empty store.
func New(settings Settings) *Store {
	return &Store{settings: settings, since: pcommon.NewTimestampFromTime(settings.Now())}
}

// Metric adds a metric.
func (s *Store) Metric(i Instrument) *Metric {
	m := &Metric{Instrument: i, store: s, series: map[string]*Point{}}
	s.metrics = append(s.metrics, m)
	return m
}

// Len returns how many series there are, without those that take what is too much.
func (s *Store) Len() int { return s.count }

// Epoch changes when series were forgotten: points that were held on to are stale then.
func (s *Store) Epoch() uint64 { return s.epoch }

// Point returns the series with these values of the instrument's labels, and false when there were too many to make it:
// the point is then the one for what is too much. The values are kept.
func (m *Metric) Point(values ...string) (*Point, bool) {
	key := m.store.key[:0]
	for _, v := range values {
		key = binary.AppendUvarint(key, uint64(len(v)))
		key = append(key, v...)
	}
	m.store.key = key
	if p, ok := m.series[string(key)]; ok {
		return p, true
	}
	if m.store.count >= m.store.settings.Max {
		if m.overflow == nil {
			m.overflow = m.point(nil)
		}
		return m.overflow, false
	}
	m.store.count++
	p := m.point(append([]string(nil), values...))
	m.series[string(key)] = p
	return p, true
}

func (m *Metric) point(values []string) *Point {
	now := m.store.settings.Now()
	p := &Point{values: values, bounds: m.Bounds, start: pcommon.NewTimestampFromTime(now), seen: now}
	if m.store.settings.Delta {
		p.start = m.store.since
	}
	if m.Bounds != nil {
		p.counts = make([]float64, len(m.Bounds)+1)
	}
	return p
}

// expire forgets the series that have not changed for long.
func (s *Store) expire(now time.Time) {
	if s.settings.Expire == 0 {
		return
	}
	forgotten := false
	for _, m := range s.metrics {
		for key, p := range m.series {
			if !p.dirty && now.Sub(p.seen) >= s.settings.Expire {
				delete(m.series, key)
				s.count--
				forgotten = true
			}
		}
	}
	if forgotten {
		s.epoch++
	}
}
