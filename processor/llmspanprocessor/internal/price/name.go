package price

import (
	"regexp"
	"slices"
	"strings"
)

// names lists what a model may be called in a price table, as it was written first, then with one thing after another
// taken off that does not tell models apart: the path to it, the region, the version, the date. All are in lower case.
func (t *Table) names(model string) []string {
	name := strings.ToLower(strings.TrimSpace(model))
	if name == "" {
		return nil
	}
	level := t.paths(name)
	list := slices.Clone(level)
	for _, cut := range cuts {
		for i := range level {
			level[i] = cut(level[i])
			if level[i] != "" && !slices.Contains(list, level[i]) {
				list = append(list, level[i])
			}
		}
	}
	return list
}

// cuts take off one thing each, in this order, from every name that is left of the one before.
var cuts = []func(string) string{cutVariant, cutTuning, cutRegion, cutRevision, cutAt, cutDate, cutMaker}

// paths lists a name and what is left as the path to it is taken off, a step at a time: an ARN, publishers/google/models/,
// azure/eu/.
func (t *Table) paths(name string) []string {
	list := []string{name}
	if strings.HasPrefix(name, "arn:") {
		name = name[strings.LastIndexByte(name, '/')+1:]
		list = append(list, name)
	}
	if i := strings.LastIndex(name, "models/"); i == 0 || i > 0 && name[i-1] == '/' {
		name = name[i+len("models/"):]
		list = append(list, name)
	}
	for {
		head, rest, ok := strings.Cut(name, "/")
		if !ok || rest == "" || !t.isPath(head) {
			return list
		}
		name = rest
		list = append(list, name)
	}
}

// isPath reports whether the first part of a model's name is no part of the model: a provider or a region.
func (t *Table) isPath(head string) bool {
	_, known := t.aliases.find(head)
	return known || head == "models" || head == "global" || geographies.MatchString(head) || region.MatchString(head)
}

// geographies are where Bedrock and Azure serve a model, as they write it in its name.
var geographies = regexp.MustCompile(`^(?:us|eu|apac|au|jp|us-gov|global|ca|uk)$`)

// region is a region of a cloud: us-east-1, westeurope is none.
var region = regexp.MustCompile(`^[a-z]{2}(?:-gov)?-[a-z]+-?\d$`)

func cutRegion(name string) string {
	if head, rest, ok := strings.Cut(name, "."); ok && geographies.MatchString(head) {
		return rest
	}
	return name
}

// cutVariant takes off OpenRouter's way of routing. What is free is not a way of routing but a price.
func cutVariant(name string) string {
	for _, v := range []string{free, ":nitro", ":thinking", ":floor", ":online", ":exacto", ":extended", ":beta"} {
		if base, ok := strings.CutSuffix(name, v); ok {
			return base
		}
	}
	return name
}

// free ends the names of models that OpenRouter gives away.
const free = ":free"

var revision = regexp.MustCompile(`(?:-v\d+)?:\d+(?::\w+)?$`)

// cutRevision takes off Bedrock's revision, -v1:0.
func cutRevision(name string) string {
	if isTuned(name) {
		return name
	}
	return revision.ReplaceAllString(name, "")
}

func isTuned(name string) bool { return strings.HasPrefix(name, "ft:") }

// cutTuning takes off whose fine-tuned model it is: ft:gpt-4o:acme::abc is priced as ft:gpt-4o.
func cutTuning(name string) string {
	if !isTuned(name) {
		return name
	}
	base, _, _ := strings.Cut(name[len("ft:"):], ":")
	return name[:len("ft:")+len(base)]
}

// cutAt takes off Vertex's version, @20250929 or @latest.
func cutAt(name string) string {
	base, _, _ := strings.Cut(name, "@")
	return base
}

var dated = regexp.MustCompile(`-(?:20\d{2}-?[01]\d-?[0-3]\d|latest)$`)

// cutDate takes off the date of a snapshot.
func cutDate(name string) string {
	return dated.ReplaceAllString(name, "")
}

var maker = regexp.MustCompile(`^(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|google|qwen|moonshotai|zai|writer|nvidia)\.`)

// cutMaker takes off who made a model, as Bedrock writes it.
func cutMaker(name string) string {
	return maker.ReplaceAllString(name, "")
}

// onBedrock reports whether a model has a name that only Bedrock gives.
func onBedrock(name string) bool {
	return strings.HasPrefix(name, "arn:aws") || maker.MatchString(cutRegion(name))
}
