package role

import (
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otelcol-baton/baton/internal/genai"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/dialect"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/spantree"
)

const clientKind = ptrace.SpanKindClient

// startSlack is how far apart two instrumentors may start the span of one call (dialects.md §4).
const startSlack = pcommon.Timestamp(50 * time.Millisecond)

// siblings finds two witnesses of one call that are not one above the other: by response id, else by time, model and
// usage, from two instrumentors.
func (r *Resolver) siblings(t *spantree.Tree) {
	calls := r.below[:0]
	for _, n := range t.Nodes {
		if n.Role != genai.RoleCall {
			continue
		}
		id := n.Facts.Text(dialect.ResponseID)
		if first := r.byID[id]; id != "" && first != nil && first.Role == genai.RoleCall {
			call, duplicate := prefer(first, n)
			r.merge(call, duplicate)
			r.byID[id] = call
			continue
		}
		if id != "" {
			if r.byID == nil {
				r.byID = map[string]*spantree.Node{}
			}
			r.byID[id] = n
		}
		calls = append(calls, n)
	}
	r.below = calls
	for i, a := range calls {
		for _, b := range calls[i+1 : min(i+1+spantree.Reach, len(calls))] {
			if b.Start() > a.Start()+startSlack {
				break
			}
			if a.Role == genai.RoleCall && b.Role == genai.RoleCall && r.alike(a, b) {
				r.merge(prefer(a, b))
			}
		}
	}
}

// alike says whether two calls that no response id joins are one: two instrumentors (a single one never writes the same
// call twice side by side), overlapping, of one model and one usage.
func (r *Resolver) alike(a, b *spantree.Node) bool {
	if a.End() < b.Start() || r.shareWitness(a, b) {
		return false
	}
	x, y := a.Facts.Text(dialect.ResponseID), b.Facts.Text(dialect.ResponseID)
	if x != "" && y != "" {
		return false // two ids that differ are two calls
	}
	if !sameModel(a, b) {
		return false
	}
	if hasUsage(a) && hasUsage(b) {
		return agree(a, b)
	}
	// Without usage on one of them they must also end together, or be one within the other.
	return within(a, b) || within(b, a) || b.End() > a.End() && b.End() <= a.End()+startSlack
}

func within(inner, outer *spantree.Node) bool {
	return inner.Start() >= outer.Start() && inner.End() <= outer.End()
}

// sameModel compares what was asked for and what answered, in any combination: one instrumentor tells gpt-4o, another
// gpt-4o-2024-08-06.
func sameModel(a, b *spantree.Node) bool {
	for _, x := range models(a) {
		for _, y := range models(b) {
			if isVersion(x, y) || isVersion(y, x) {
				return true
			}
		}
	}
	return models(a) == [2]string{} || models(b) == [2]string{}
}

// isVersion says whether a model's name is another's with a date or a version behind it: gpt-4o-mini is none of gpt-4o.
func isVersion(long, short string) bool {
	rest, ok := strings.CutPrefix(long, short)
	if !ok || short == "" {
		return false
	}
	if rest == "" || rest[0] == ':' || rest[0] == '@' {
		return true
	}
	if len(rest) < 2 || rest[0] != '-' {
		return false
	}
	return rest[1] >= '0' && rest[1] <= '9' || slices.ContainsFunc(versions, func(v string) bool { return strings.HasPrefix(rest[1:], v) })
}

// versions are words that begin a version where no digit does.
var versions = []string{"v1", "v2", "latest", "preview", "exp"}

func models(n *spantree.Node) [2]string {
	return [2]string{n.Facts.Text(dialect.RequestModel), n.Facts.Text(dialect.ResponseModel)}
}

// repeats finds the call that a usage record beside it repeats (AG2 1.x's record_usage), or lets it be a roll-up.
func repeats(t *spantree.Tree) {
	for _, n := range t.Nodes {
		if !n.Facts.Meaning.Repeats || n.Role != genai.RoleDuplicate || n.Settled {
			continue
		}
		n.Role = genai.RoleRollup
		if n.Parent == nil || !hasUsage(n) {
			continue
		}
		var best *spantree.Node
		for s := range n.Before() { // the latest first
			if s.Role == genai.RoleCall && agree(s, n) && hasUsage(s) {
				best = s
				break
			}
		}
		if best != nil {
			n.Role, n.Of = genai.RoleDuplicate, best
		}
	}
}

// shareWitness says whether one instrumentor has told of both.
func (r *Resolver) shareWitness(a, b *spantree.Node) bool {
	by := func(n *spantree.Node, who string) bool {
		return who == n.Scope.Name || slices.Contains(r.witnesses[n], who)
	}
	return by(b, a.Scope.Name) || slices.ContainsFunc(r.witnesses[a], func(who string) bool { return by(b, who) })
}

// tools finds two witnesses of one run of a tool: by its call's id, else by name and time, from two instrumentors.
func (r *Resolver) tools(t *spantree.Tree) {
	var list []*spantree.Node
	for _, n := range t.Nodes {
		if n.Role != genai.RoleTool {
			continue
		}
		seen := false
		list = slices.DeleteFunc(list, func(first *spantree.Node) bool { return first.End() < n.Start() })
		list = list[max(0, len(list)-spantree.Reach):]
		for i, first := range list {
			if first.End() >= n.Start() && !r.shareWitness(first, n) && sameTool(first, n) {
				tool, duplicate := first, n
				if n.Failed() && !first.Failed() { // the framework around the tool may have caught what it raised
					tool, duplicate = n, first
				}
				duplicate.Role, duplicate.Of, list[i] = genai.RoleDuplicate, tool, tool
				r.attest(tool, r.witnesses[duplicate]...)
				r.attest(tool, duplicate.Scope.Name)
				seen = true
				break
			}
		}
		if !seen {
			list = append(list, n)
		}
	}
}

func sameTool(a, b *spantree.Node) bool {
	if a.Facts.Text(dialect.ToolName) != b.Facts.Text(dialect.ToolName) {
		return false
	}
	if x, y := a.Facts.Text(dialect.ToolCallID), b.Facts.Text(dialect.ToolCallID); x != "" && y != "" {
		return x == y
	}
	return b.Start() <= a.Start()+startSlack && b.End() <= a.End()+startSlack
}

// merge makes one of two witnesses the duplicate of the other, and gives the call what only the duplicate knows.
func (r *Resolver) merge(call, duplicate *spantree.Node) {
	r.attest(call, r.witnesses[duplicate]...)
	r.attest(call, duplicate.Scope.Name)
	duplicate.Role, duplicate.Of = genai.RoleDuplicate, call
	for _, x := range []dialect.Field{
		dialect.RequestModel, dialect.ResponseModel, dialect.ResponseID, dialect.ServiceTier, dialect.Conversation, dialect.User,
	} {
		if !call.Facts.Has(x) && duplicate.Facts.Has(x) {
			call.Facts.SetText(x, duplicate.Facts.Text(x))
		}
	}
	if call.Provider == "" {
		call.Provider = duplicate.Provider
	}
	if !hasUsage(call) {
		if hasUsage(duplicate) {
			call.Usage = duplicate.Usage
		}
		return
	}
	u, d := &call.Usage, &duplicate.Usage
	if !agree(call, duplicate) {
		return
	}
	// Equal sums, so the details belong to the same tokens.
	u.CacheRead = max(u.CacheRead, min(d.CacheRead, u.Input))
	u.CacheWrite = max(u.CacheWrite, min(d.CacheWrite, u.Input-u.CacheRead))
	u.CacheWrite5m = max(u.CacheWrite5m, min(d.CacheWrite5m, u.CacheWrite))
	u.CacheWrite1h = max(u.CacheWrite1h, min(d.CacheWrite1h, u.CacheWrite))
	u.Reasoning = max(u.Reasoning, min(d.Reasoning, u.Output))
	u.AudioInput = max(u.AudioInput, min(d.AudioInput, u.Input))
	u.AudioOutput = max(u.AudioOutput, min(d.AudioOutput, u.Output))
}
