package configdoc

import (
	"fmt"
	"os"
	"strings"

	"go.opentelemetry.io/collector/confmap"
)

// Examples returns the YAML blocks of a document, in order, as a Collector reads them. An error tells the block by its
// place, from 1.
func Examples(document string) ([]*confmap.Conf, error) {
	text, err := os.ReadFile(document)
	if err != nil {
		return nil, err
	}
	var examples []*confmap.Conf
	for i, block := range strings.Split(string(text), "```yaml\n")[1:] {
		block, _, _ := strings.Cut(block, "```")
		retrieved, err := confmap.NewRetrievedFromYAML([]byte(block))
		if err != nil {
			return nil, fmt.Errorf("cannot read YAML block %d of %s: %w", i+1, document, err)
		}
		conf, err := retrieved.AsConf()
		if err != nil {
			return nil, fmt.Errorf("cannot read YAML block %d of %s: %w", i+1, document, err)
		}
		examples = append(examples, conf)
	}
	return examples, nil
}
