package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var link = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)

func TestEveryLinkWithinTheRepositoryLeadsSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		content, err := os.ReadFile(page)
		require.NoError(t, err)
		for _, target := range link.FindAllStringSubmatch(string(content), -1) {
			if strings.Contains(target[1], "://") {
				continue
			}
			require.FileExists(t, filepath.Join(filepath.Dir(page), target[1]), page)
		}
	}
}

func TestPagesAreShort(t *testing.T) {
	for _, page := range pages(t) {
		content, err := os.ReadFile(page)
		require.NoError(t, err)
		lines := strings.Count(string(content), "\n")
		switch {
		case page == "../CONTRIBUTING.md":
			require.Less(t, lines, 100, page)
		case filepath.Base(page) == "README.md" && !strings.Contains(page, "e2e"):
			require.LessOrEqual(t, lines, 150, page)
		}
	}
}

// pages are the documents of the repository; what stands in testdata is none.
func pages(t *testing.T) []string {
	var found []string
	require.NoError(t, filepath.WalkDir("..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != ".." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "testdata" || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if filepath.Ext(name) == ".md" && entry.Name() != "documentation.md" {
			found = append(found, name)
		}
		return nil
	}))
	require.NotEmpty(t, found)
	return found
}
