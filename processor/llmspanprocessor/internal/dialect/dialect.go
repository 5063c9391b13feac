package dialect

import (
	"slices"

	"github.com/otelcol-baton/baton/internal/genai"
)

// Dialect is what one instrumentation writes, as data. Every pattern may end, or begin, in "*", which stands for anything.
type Dialect struct {
	// Name is the value of baton.dialect.
	Name string
	// Source says what was read and when; it is documentation that the table of docs/dialects.md shows.
	Source string
	// Lacks says what it cannot tell; documentation too.
	Lacks string

	// Scopes are patterns of the instrumentation scope's name: the surest sign.
	Scopes []string
	// Keys are patterns of attribute keys whose presence is a sign.
	Keys []string
	// With are keys of which one must be there too before the signs count; none means that a sign is enough.
	With []string
	// Unless are keys that say that the signs are those of somebody else.
	Unless []string
	// Values are attributes whose value is a sign; the value is a pattern.
	Values []KeyValue
	// Names are patterns of span names that are a sign.
	Names []string
	// ResourceValues are resource attributes whose value is a sign.
	ResourceValues []KeyValue

	// Everywhere says that the rows hold on every span, whoever wrote it: the conventions themselves.
	Everywhere bool
	// Private says that the rows hold only on spans that carry a sign of the dialect, because the keys mean other things
	// elsewhere. A key without a dot or a colon is private anyway.
	Private bool

	// Kinds says what a span is by an attribute's value; the first row that knows the value wins.
	Kinds []Kind
	// NameKinds says what a span is by its name, where no kind does; the first that matches wins.
	NameKinds []NameKind
	// Attrs says which attribute tells what, in order of precedence for each field.
	Attrs []Attr
	// Embedded says what JSON (or a Python repr) inside an attribute tells.
	Embedded []Embedded
	// Events says what the attributes of span events tell, where no attribute of the span does.
	Events []EventAttr
	// AgentNames takes an agent's name from the name of its span where no attribute tells it.
	AgentNames []Trim
	// ToolNames does the same for tools.
	ToolNames []Trim

	// Exclusive lists the providers (GenAI names; "*" for all) whose cached tokens this dialect leaves out of the input
	// (dialects.md §3.2). Providers that are not listed are inclusive when Known is set, else unknown.
	Exclusive []Exclusive
	// Known says that the rest of the row in dialects.md §3.2 is inclusive, so that no default is taken.
	Known bool

	// NotAgents are patterns of names that look like agents and are none: managers, selectors, executors, graph nodes.
	NotAgents []string
	// WrongAgents are names that the emitter writes on calls in place of the agent's.
	WrongAgents []string
	// Graphs are patterns of scopes whose agent-like spans are graphs, no agents, where agents are below and no call of
	// their own.
	Graphs []string
	// AgentNodes are the nodes in which the graph of a prebuilt agent calls its model: what runs one bears its name.
	AgentNodes []string
	// Managers says that an agent-like span with an agent right below it and no call of its own routes, and is no agent.
	Managers bool
	// CalledTools are what the keys begin and end with that name the tools an answer asks for, an attribute each.
	CalledTools []Trim
	// Lazy are patterns of names of spans that end when a stream is opened: the call comes after them, and where another
	// instrumentor tells of it, they are its duplicates.
	Lazy []string
	// StreamEnds are patterns of names of spans that only tell of a stream when it ended: each is the duplicate of a call
	// beside it that the same instrumentor opened before.
	StreamEnds []string
	// Free are patterns of span names that cost nothing (token counting, moderation).
	Free []string

	// Documents say where the documents of a rerank stand.
	Documents []Documents

	// UsageKeys and CostKeys are patterns of attributes that no row reads, because they only repeat or split what a row
	// tells; they leave a span that is no call with the rest of its usage.
	UsageKeys, CostKeys []string
}

// KeyValue is an attribute with one value.
type KeyValue struct{ Key, Value string }

// Meaning is what a kind of span is.
type Meaning struct {
	// Operation is the GenAI operation; empty leaves what the span says.
	Operation string
	Role      genai.Role
	// Replace says that the operation on the span is known to be wrong and goes even where Operation is empty.
	Replace bool
	// Repeats says that the span repeats the usage of a call beside it and is never the only witness of spending.
	Repeats bool
	// Selects says that the span chooses who is next.
	Selects bool
	// Weak says that a span that tells a model and its usage is a call all the same.
	Weak bool
	// AG2 is the value of baton.ag2.kind.
	AG2 string
}

// Kind is a table from an attribute's value to its meaning. Values are compared without case; one that begins with "*"
// stands for any beginning.
type Kind struct {
	Key    string
	Values map[string]Meaning
	// Events says that the key is the name of a span event instead of an attribute.
	Events bool
}

// NameKind is a row from a span name's pattern to its meaning.
type NameKind struct {
	Name string
	Meaning
	// Over says that the row wins over the kinds too.
	Over bool
}

// Attr is a row from an attribute to a field.
type Attr struct {
	Field Field
	Key   string
	// Scale multiplies a number: 0.001 turns milliseconds into seconds. Zero is 1.
	Scale float64
	// Only restricts the row to spans of one role, where a key means different things on different spans.
	Only genai.Role
	// Parse says how to take the value apart; the zero value takes it as it is.
	Parse Parse
}

// EventAttr is a row from an attribute of a span event to a field.
type EventAttr struct {
	Event string
	Attr
}

// Parse says how to take a text value apart.
type Parse uint8

// The ways in which a value is packed.
const (
	AsIs          Parse = iota
	BeforeUUID          // writer_1f0c…: what stands before the run's uuid
	TheUUID             // writer_1f0c…/1f0c…: the uuid
	BeforeSlash         // writer/1f0c…: what stands before the slash
	FirstPathNode       // supervisor:<uuid>|agent:<uuid>
	RFC3339Since        // an ISO time, counted from the span's start
	JSONString          // a JSON-encoded string
)

// Embedded is a document inside an attribute.
type Embedded struct {
	Key    string
	Format Format
	Fields []Path
	// Only restricts the row to spans of one role.
	Only genai.Role
}

// Format is how an embedded document is written.
type Format uint8

// The formats of embedded documents.
const (
	JSON       Format = iota
	PythonRepr        // {'cache_read': 10}
	Scan              // text in which Path names what stands right before the value: current_agent_name='
)

// Path leads to a value in a document: keys joined by dots, an array's first element by 0. Several paths for one field
// stand in order of precedence; with Add they are summed up instead.
type Path struct {
	Field Field
	Path  string
	Add   bool
}

// Exclusive is a provider whose cached tokens are outside of the input.
type Exclusive struct {
	Provider string
	// Scope restricts the row to scopes of this pattern; empty means all.
	Scope string
	// Before is the first scope version that is inclusive; empty means every version is exclusive.
	Before string
}

// Trim takes a name out of a span's name.
type Trim struct {
	Prefix, Suffix string
	// Scope restricts the row to scopes of this pattern.
	Scope string
}

// IsAgent says whether a name that stands where an agent's name stands is one.
func (d *Dialect) IsAgent(name string) bool {
	return name != "" && !matchesAny(d.NotAgents, name) && !matchesAny(semconv.NotAgents, name)
}

// IsGraph says whether an agent-like span of this scope may be a graph that only runs agents.
func (d *Dialect) IsGraph(scope string) bool { return matchesAny(d.Graphs, scope) }

// IsAgentNode says whether a node of this name makes the graph around it one agent.
func (d *Dialect) IsAgentNode(name string) bool { return slices.Contains(d.AgentNodes, name) }

// IsWrongAgent says whether the emitter writes this name on calls in place of the agent's.
func (d *Dialect) IsWrongAgent(name string) bool {
	return matchesAny(d.WrongAgents, name) || matchesAny(semconv.WrongAgents, name)
}

// IsLazy says whether spans of this name end before the call that they stand for begins.
func (d *Dialect) IsLazy(name string) bool { return matchesAny(d.Lazy, name) }

// IsStreamEnd says whether a span of this name tells of the end of a stream that another span opened.
func (d *Dialect) IsStreamEnd(name string) bool { return matchesAny(d.StreamEnds, name) }

// IsFree says whether spans of this name cost nothing.
func (d *Dialect) IsFree(name string) bool {
	return matchesAny(d.Free, name) || matchesAny(semconv.Free, name)
}
