package price

import (
	"errors"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// fault is what is wrong with one part of an override: the keys lead to it, and the numbers of items in lists.
type fault struct {
	path []string
	// named says that the key itself is at fault, not its value.
	named bool
	err   error
}

func (f *fault) Error() string { return f.err.Error() }

func (f *fault) Unwrap() error { return f.err }

// at says which part of an override an error is about.
func at(err error, path ...string) error {
	if err == nil {
		return nil
	}
	return &fault{path: path, err: err}
}

// lineOf is the line of the part of an override that an error is about, or as near to it as the file has one.
func lineOf(n *yaml.Node, err error) int {
	line := n.Line
	var f *fault
	if !errors.As(err, &f) {
		return line
	}
	for i, name := range f.path {
		key, value := part(follow(n), name)
		if value == nil {
			break
		}
		n, line = value, value.Line
		if f.named && i == len(f.path)-1 {
			line = key.Line
		}
	}
	return line
}

// part finds the value of a key, or an item by its number.
func part(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n.Kind == yaml.SequenceNode {
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i], n.Content[i]
		}
		return nil, nil
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; follow(key).Value == name {
			return key, n.Content[i+1]
		}
	}
	return nil, nil
}
