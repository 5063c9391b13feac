package price

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// follow returns what an alias stands for.
func follow(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

// fields reads a mapping of known keys.
func fields(n *yaml.Node, known map[string]func(*yaml.Node) error) error {
	return entries(n, func(key string, value *yaml.Node) error {
		read, ok := known[key]
		if !ok {
			return wrong(value, "key %q is not known; there are %s", key, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		return read(value)
	})
}

// entries reads a mapping, each key once.
func entries(n *yaml.Node, read func(key string, value *yaml.Node) error) error {
	n = follow(n)
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return wrong(n, "here stands a %s; write keys with values", kind(n))
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := follow(n.Content[i])
		if key.Kind != yaml.ScalarNode {
			return wrong(key, "a key cannot be a %s", kind(key))
		}
		if seen[key.Value] {
			return wrong(key, "key %q stands here twice; keep one", key.Value)
		}
		seen[key.Value] = true
		if err := read(key.Value, n.Content[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// items reads a list.
func items(n *yaml.Node, read func(*yaml.Node) error) error {
	n = follow(n)
	if isNull(n) {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		return wrong(n, "here stands a %s; write a list", kind(n))
	}
	for _, item := range n.Content {
		if err := read(item); err != nil {
			return err
		}
	}
	return nil
}

// text reads a string into a place.
func text(into *string) func(*yaml.Node) error {
	return func(n *yaml.Node) error {
		v := follow(n)
		if v.Kind != yaml.ScalarNode {
			return wrong(v, "here stands a %s; write a text", kind(v))
		}
		*into = v.Value
		return nil
	}
}

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

func kind(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "mapping"
	case yaml.SequenceNode:
		return "list"
	}
	return "text"
}

var yamlLine = regexp.MustCompile(`^yaml: line (\d+): (.*)`)

// syntaxError puts the line in front of what the YAML library says. What its parser, not its scanner, finds is counted
// from zero.
func syntaxError(err error) string {
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return " " + err.Error()
	}
	line, _ := strconv.Atoi(m[1]) // only digits match
	if strings.HasPrefix(m[2], "did not find expected") {
		line++
	}
	return fmt.Sprintf("%d: %s", line, m[2])
}
