package configdoc

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
)

// comments finds the comments of struct fields in the source; it reads each package once.
type comments struct {
	root     string                       // of the module
	packages map[string]map[string]string // by import path, then by Type.Field
}

// of returns the comment of a field as one sentence or more, without the field's name at its head.
func (c *comments) of(structure reflect.Type, field string) (string, error) {
	found, err := c.read(structure.PkgPath())
	if err != nil {
		return "", err
	}
	text := found[structure.Name()+"."+field]
	if text == "" {
		return "", fmt.Errorf("%s.%s has no comment: say what it is, its unit, what zero means", structure, field)
	}
	return meaning(text, field), nil
}

func (c *comments) read(pkg string) (map[string]string, error) {
	if found, ok := c.packages[pkg]; ok {
		return found, nil
	}
	files, err := filepath.Glob(filepath.Join(c.root, strings.TrimPrefix(pkg+"/", ours), "*.go"))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, file := range files {
		syntax, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		ast.Inspect(syntax, func(node ast.Node) bool {
			if named, ok := node.(*ast.TypeSpec); ok {
				collect(named, found)
			}
			return true
		})
	}
	c.packages[pkg] = found
	return found, nil
}

func collect(named *ast.TypeSpec, into map[string]string) {
	structure, ok := named.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, field := range structure.Fields.List {
		text := field.Doc.Text()
		if text == "" {
			text = field.Comment.Text()
		}
		for _, name := range field.Names {
			into[named.Name.Name+"."+name.Name] = text
		}
		if embedded, ok := field.Type.(*ast.SelectorExpr); ok && field.Names == nil {
			into[named.Name.Name+"."+embedded.Sel.Name] = text
		}
	}
}

// meaning makes a table's cell of a comment: one line, without `Idle is` at its head and without the default, which has a column.
func meaning(text, field string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, head := range []string{field + " is ", field + " are ", field + " "} {
		if rest, ok := strings.CutPrefix(text, head); ok {
			text = strings.ToUpper(rest[:1]) + rest[1:]
			break
		}
	}
	sentences := strings.SplitAfter(text, ". ")
	kept := sentences[:0]
	for _, sentence := range sentences {
		if !strings.HasPrefix(sentence, "Default ") && !strings.HasPrefix(sentence, "Default: ") {
			kept = append(kept, sentence)
		}
	}
	return strings.ReplaceAll(strings.TrimSpace(strings.Join(kept, "")), "|", `\|`)
}
