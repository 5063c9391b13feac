package record

import (
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/diagram"
	"github.com/otelcol-baton/baton/connector/conversationconnector/internal/story"
)

// mostLines and mostPeople bound a diagram: more than this nobody reads.
const (
	mostLines  = 200
	mostPeople = 50
)

// Settings say what is written.
type Settings struct {
	Scope     string // the instrumentation scope of the records
	Format    string // mermaid, text or json
	Events    bool
	TextChars int
}

// Teller writes the records of batches. Its memory is reused; it may not be used concurrently.
type Teller struct {
	settings Settings
	reader   *story.Reader
	diagram  diagram.Writer
	to       writer
}

// NewTeller returns a teller.
func NewTeller(settings Settings) *Teller {
	return &Teller{
		settings: settings,
		reader:   story.NewReader(story.Settings{TextChars: settings.TextChars, Lines: mostLines, People: mostPeople}),
		to:       writer{scope: settings.Scope},
	}
}

// Told is what was written.
type Told struct {
	Logs             plog.Logs
	Diagrams, Events int
}

// IsEmpty says whether nothing was written.
func (t Told) IsEmpty() bool { return t.Diagrams+t.Events == 0 }

// Read reads a batch into its runs.
func (t *Teller) Read(td ptrace.Traces) []story.Run {
	t.reader.Read(td)
	return t.reader.Runs()
}

// Tell writes the runs of the batch that do not wait, then the events of all in the order of time. Late spans are no
// story, only events.
func (t *Teller) Tell(late bool) Told {
	t.to.begin()
	told := Told{Logs: t.to.logs}
	runs := t.reader.Runs()
	for i := range runs {
		run := &runs[i]
		if late || run.Waits || !run.HasSteps() {
			continue
		}
		t.reader.Tell(run)
		t.draw(run)
		told.Diagrams++
	}
	if t.settings.Events {
		events, byTime := t.reader.Events(story.Choice{Late: late, Texts: t.settings.TextChars > 0})
		for n, i := range byTime {
			t.to.event(&events[i], len(byTime)-n)
		}
		told.Events = len(events)
	}
	return told
}

// Keep adds a run of the batch to what is kept of it.
func (t *Teller) Keep(run *story.Run, kept *story.Kept) { t.reader.Keep(run, kept) }

// TellKept writes runs that waited, and the events that end them.
func (t *Teller) TellKept(list []*story.Kept) Told {
	t.to.begin()
	told := Told{Logs: t.to.logs}
	for _, kept := range list {
		run := t.reader.Assemble(kept)
		t.draw(run)
		told.Diagrams++
		if t.settings.Events {
			events := run.Ending()
			for i := range events {
				t.to.event(&events[i], len(events)-i)
			}
			told.Events += len(events)
		}
	}
	return told
}

func (t *Teller) draw(run *story.Run) {
	t.to.summary(run)
	var body []byte
	switch t.settings.Format {
	case "text":
		body = t.diagram.Text(run)
	case "json":
		body = t.diagram.JSON(run)
	default:
		body = t.diagram.Mermaid(run)
	}
	t.to.diagram(t.to.next(run.Resource, 1), run, t.settings.Format, t.to.texts.keep(body))
}
