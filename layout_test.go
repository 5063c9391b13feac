// Package baton holds no code: this test keeps the layout of the repository, so far as a machine can check it.
package baton

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/otelcol-baton/baton/"

// kinds are the folders of components and the file that does the work in each.
var kinds = map[string]string{
	"receiver":  "receiver.go",
	"processor": "processor.go",
	"connector": "connector.go",
	"exporter":  "exporter.go",
	"extension": "extension.go",
}

var generatedHeader = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// goFile is a Go file of the repository.
type goFile struct {
	path      string // with slashes, from the root
	text      string
	syntax    *ast.File
	generated bool
	test      bool
}

func TestTheRootHasAtMost25Entries(t *testing.T) {
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	var names []string
	for _, entry := range entries {
		if name := entry.Name(); name != ".git" && name != "bin" && name != ".cache" {
			names = append(names, name)
		}
	}
	require.LessOrEqual(t, len(names), 25, "%v", names)
}

func TestPackagesAreNounsOfTheDomain(t *testing.T) {
	vague := []string{"util", "utils", "helper", "helpers", "common", "misc", "shared", "types", "base"}
	for _, file := range goFiles(t) {
		require.NotContains(t, vague, file.syntax.Name.Name, file.path)
		require.NotContains(t, vague, path.Base(path.Dir(file.path)), file.path)
		require.NotContains(t, vague, strings.TrimSuffix(path.Base(file.path), ".go"), file.path)
	}
}

func TestFilesAreSmall(t *testing.T) {
	var lengths []int
	for _, file := range goFiles(t) {
		if file.generated || file.test {
			continue
		}
		length := strings.Count(file.text, "\n")
		require.LessOrEqual(t, length, 400, file.path)
		lengths = append(lengths, length)
	}
	slices.Sort(lengths)
	require.Less(t, lengths[len(lengths)/2], 120, "median of the lines of a file")
}

func TestGeneratedFilesSayWhatTheyAre(t *testing.T) {
	for _, file := range goFiles(t) {
		named := strings.HasPrefix(path.Base(file.path), "generated_") || strings.HasPrefix(file.path, "cmd/otelcol-baton/")
		require.Equal(t, named, file.generated, "%s: a generated file has the header and is named generated_*.go or lives in cmd/otelcol-baton", file.path)
	}
}

func TestDependenciesPointOneWay(t *testing.T) {
	for _, file := range goFiles(t) {
		if file.test {
			continue
		}
		for _, imported := range ours(file.syntax) {
			switch {
			case strings.HasPrefix(file.path, "internal/genai/"):
				require.Fail(t, "internal/genai imports nothing of ours", "%s imports %s", file.path, imported)
			case strings.HasPrefix(file.path, "internal/"):
				require.Empty(t, component(imported), "%s imports %s: internal packages import no component", file.path, imported)
			case component(file.path) != "" && component(imported) != "":
				require.Equal(t, component(file.path), component(imported), "%s imports %s: components never import one another", file.path, imported)
			}
		}
	}
}

func TestComponentsAreLaidOutAlike(t *testing.T) {
	var problems []string
	for dir, worker := range components(t) {
		needed := []string{"doc.go", "config.go", "factory.go", worker, "metadata.yaml", "README.md"}
		allowed := append([]string{"telemetry.go", "testdata", "internal", "documentation.md"}, needed...)
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		var names []string
		for _, entry := range entries {
			name := entry.Name()
			names = append(names, name)
			if strings.HasPrefix(name, "generated_") || strings.HasSuffix(name, "_test.go") {
				continue
			}
			if !slices.Contains(allowed, name) {
				problems = append(problems, dir+"/"+name+": what is more than the usual files goes to internal/<noun>/")
			}
		}
		for _, name := range needed {
			if !slices.Contains(names, name) {
				problems = append(problems, dir+"/"+name+" is missing")
			}
		}
	}
	slices.Sort(problems)
	require.Empty(t, problems, strings.Join(problems, "\n"))
}

func TestComponentsExportNewFactoryAndConfigAlone(t *testing.T) {
	dirs := components(t)
	exported := map[string][]ast.Node{}
	for _, file := range goFiles(t) {
		if _, ok := dirs[path.Dir(file.path)]; !ok || file.test {
			continue
		}
		for _, declaration := range file.syntax.Decls {
			exported[path.Dir(file.path)] = append(exported[path.Dir(file.path)], declaration)
		}
	}
	for dir, declarations := range exported {
		needed := typesOfConfig(declarations)
		for _, name := range exportedNames(declarations, needed) {
			require.True(t, name == "NewFactory" || needed[name], "%s exports %s, which is neither NewFactory nor Config nor a type that Config needs", dir, name)
		}
	}
}

// components returns the folders of components and the file that does the work in each.
func components(t *testing.T) map[string]string {
	found := map[string]string{}
	for kind, worker := range kinds {
		dirs, err := filepath.Glob(kind + "/*/metadata.yaml")
		require.NoError(t, err)
		for _, file := range dirs {
			found[filepath.ToSlash(filepath.Dir(file))] = worker
		}
	}
	return found
}

// component returns the folder of the component that the path lies in, or nothing.
func component(of string) string {
	parts := strings.Split(of, "/")
	if len(parts) < 2 || kinds[parts[0]] == "" {
		return ""
	}
	return parts[0] + "/" + parts[1]
}

// ours returns the imported packages of this module, as paths from the root.
func ours(file *ast.File) []string {
	var found []string
	for _, spec := range file.Imports {
		if imported, ok := strings.CutPrefix(strings.Trim(spec.Path.Value, `"`), module); ok {
			found = append(found, imported)
		}
	}
	return found
}

// typesOfConfig returns the names that the type Config reaches through its fields, Config among them.
func typesOfConfig(declarations []ast.Node) map[string]bool {
	types := map[string]ast.Expr{}
	for _, declaration := range declarations {
		if group, ok := declaration.(*ast.GenDecl); ok {
			for _, spec := range group.Specs {
				if named, ok := spec.(*ast.TypeSpec); ok {
					types[named.Name.Name] = named.Type
				}
			}
		}
	}
	reached := map[string]bool{}
	var reach func(name string)
	reach = func(name string) {
		if reached[name] || types[name] == nil {
			return
		}
		reached[name] = true
		ast.Inspect(types[name], func(node ast.Node) bool {
			if identifier, ok := node.(*ast.Ident); ok {
				reach(identifier.Name)
			}
			return true
		})
	}
	reach("Config")
	return reached
}

// exportedNames returns the exported functions, types, constants and variables. Methods belong to their type, as do the constants that are
// the values of a needed type.
func exportedNames(declarations []ast.Node, needed map[string]bool) []string {
	var found []string
	add := func(name *ast.Ident) {
		if name.IsExported() {
			found = append(found, name.Name)
		}
	}
	for _, declaration := range declarations {
		switch declared := declaration.(type) {
		case *ast.FuncDecl:
			if declared.Recv == nil {
				add(declared.Name)
			}
		case *ast.GenDecl:
			for _, spec := range declared.Specs {
				switch named := spec.(type) {
				case *ast.TypeSpec:
					add(named.Name)
				case *ast.ValueSpec:
					if kind, ok := named.Type.(*ast.Ident); ok && declared.Tok == token.CONST && needed[kind.Name] {
						continue
					}
					for _, name := range named.Names {
						add(name)
					}
				}
			}
		}
	}
	return found
}

func goFiles(t *testing.T) []goFile {
	var found []goFile
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || slices.Contains([]string{"testdata", "bin", "node_modules"}, entry.Name())) {
			return fs.SkipDir
		}
		if entry.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		syntax, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		found = append(found, goFile{
			path:      filepath.ToSlash(name),
			text:      string(text),
			syntax:    syntax,
			generated: generatedHeader.Match(text),
			test:      strings.HasSuffix(name, "_test.go"),
		})
		return nil
	})
	require.NoError(t, err)
	return found
}
