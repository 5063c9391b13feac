package otlpclient

import (
	"sync"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
)

// pause is how often the same thing is said.
const pause = time.Minute

// report says the same thing once a minute, with how often it happened since. It may be used from several goroutines.
type report struct {
	logger *zap.Logger
	now    func() time.Time

	mu   sync.Mutex // guards said
	said map[string]*saying
}

type saying struct {
	at     time.Time
	events int
	spans  int
}

// maxSayings bounds the memory; what is older than a minute goes first.
const maxSayings = 1000

func newReport(logger *zap.Logger, now func() time.Time) *report {
	return &report{logger: logger, now: now, said: map[string]*saying{}}
}

// say logs what is about the key, unless that was logged less than a minute ago.
func (r *report) say(level zapcore.Level, key, text string, spans int, fields ...zap.Field) {
	events, all, ok := r.due(key+text, spans)
	if !ok {
		return
	}
	if check := r.logger.Check(level, text); check != nil {
		check.Write(append(fields, zap.Int("times", events), zap.Int("spans", all))...)
	}
}

// due counts, and says whether it is time to speak: then what was counted, this time included.
func (r *report) due(key string, spans int) (events, all int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	s := r.said[key]
	if s == nil {
		if len(r.said) >= maxSayings {
			r.forget(now)
		}
		s = &saying{}
		r.said[key] = s
	}
	s.events++
	s.spans += spans
	if !s.at.IsZero() && now.Sub(s.at) < pause {
		return 0, 0, false
	}
	events, all = s.events, s.spans
	*s = saying{at: now}
	return events, all, true
}

func (r *report) forget(now time.Time) {
	for key, s := range r.said {
		if now.Sub(s.at) >= pause {
			delete(r.said, key)
		}
	}
	if len(r.said) >= maxSayings {
		clear(r.said)
	}
}

// quiet is a logger's core for the Collector's own queue and retry: each of their texts comes through once a minute. The
// line that the retry writes for every attempt of every batch does not: a report says the same, once for all.
type quiet struct {
	zapcore.Core
	report *report
}

// retryLine is what exporterhelper says before every retry.
const retryLine = "Exporting failed. Will retry the request after interval."

func (q quiet) With(fields []zapcore.Field) zapcore.Core {
	return quiet{Core: q.Core.With(fields), report: q.report}
}

func (q quiet) Check(entry zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	if entry.Message == retryLine || !q.Enabled(entry.Level) {
		return checked
	}
	return checked.AddCore(entry, q)
}

func (q quiet) Write(entry zapcore.Entry, fields []zapcore.Field) error {
	events, _, ok := q.report.due(entry.Message, 0)
	if !ok {
		return nil
	}
	return q.Core.Write(entry, append(fields, zap.Int("times", events)))
}
