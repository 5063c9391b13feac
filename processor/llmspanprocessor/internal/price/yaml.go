package price

import (
	"bytes"
	"errors"
	"io"
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

// document reads the one document of a file.
func document(data []byte) (*yaml.Node, error) {
	docs := yaml.NewDecoder(bytes.NewReader(data))
	var first *yaml.Node
	for {
		var doc yaml.Node
		err := docs.Decode(&doc)
		switch {
		case errors.Is(err, io.EOF) && first == nil:
			return nil, errNoModels
		case errors.Is(err, io.EOF):
			return first, nil
		case err != nil:
			return nil, syntaxError(err)
		case first != nil:
			return nil, wrong(doc.Content[0], "a second document begins here, and only one would be read; put all into one")
		}
		first = doc.Content[0]
	}
}

// fields reads a mapping of known keys.
func fields(n *yaml.Node, known map[string]func(*yaml.Node) error) error {
	return entries(n, func(key, value *yaml.Node) error {
		read, ok := known[key.Value]
		if !ok {
			return wrong(key, "key %q is not known; there are %s", key.Value, strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		return read(value)
	})
}

// entries reads a mapping, each key once.
func entries(n *yaml.Node, read func(key, value *yaml.Node) error) error {
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
		if err := read(key, n.Content[i+1]); err != nil {
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

// syntaxError takes the line out of what the YAML library says. What its parser, not its scanner, finds is counted from
// zero. Of a file that is no text at all it tells no line: that is the first.
func syntaxError(err error) error {
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return &lineError{1, err}
	}
	line, _ := strconv.Atoi(m[1]) // only digits match
	if strings.HasPrefix(m[2], "did not find expected") {
		line++
	}
	return &lineError{line, errors.New(m[2])}
}
