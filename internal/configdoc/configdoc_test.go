package configdoc

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/config/configretry"
)

// sample has a key of every shape that components use.
type sample struct {
	// Idle is how long a trace must have gained no span to count as whole. Zero hands on every batch at once. Default 10s.
	Idle time.Duration `mapstructure:"idle"`
	// Mode is keep | drop.
	Mode string `mapstructure:"mode"`
	// Storage keeps what waits on disk.
	Storage *store `mapstructure:"storage"`
	// Cache keeps what was.
	Cache configoptional.Optional[store] `mapstructure:"cache"`
	// Rules decide, the first that matches wins.
	Rules []rule `mapstructure:"rules"`
	// Names are what to write.
	Names []string `mapstructure:"names"`
	// Retry is how to try again.
	Retry configretry.BackOffConfig `mapstructure:"retry"`
	store `mapstructure:",squash"`  // not exported: the Collector cannot set it
	// How to try once more.
	configretry.BackOffConfig `mapstructure:",squash"`
	Internal                  int `mapstructure:"-"`
}

type store struct {
	// Directory is where.
	// It must exist.
	Directory string `mapstructure:"directory"`
}

type rule struct {
	// Keep is a share, 0 to 1.
	Keep float64 `mapstructure:"keep"`
	// Not holds rules that must not match.
	Not []rule `mapstructure:"not"`
}

func TestTheTableTellsEveryKeyWithTypeDefaultAndMeaning(t *testing.T) {
	config := &sample{
		Idle:          time.Hour,
		Cache:         configoptional.Default(store{Directory: "/tmp"}),
		Names:         []string{"a", "b"},
		BackOffConfig: configretry.BackOffConfig{MaxInterval: time.Minute},
	}
	got, err := Rewrite("# x\n<!-- options -->\nstale\n<!-- /options -->\nrest\n", "../..", config)
	require.NoError(t, err)
	require.Equal(t, "# x\n<!-- options -->\n"+`
| Key | Type | Default | Meaning |
|---|---|---|---|
| `+"`idle` | duration | `1h`"+` | How long a trace must have gained no span to count as whole. Zero hands on every batch at once. |
| `+"`mode`"+` | string | empty | Keep \| drop. |
| `+"`storage`"+` | block | not set | Keeps what waits on disk. |
| `+"`storage.directory`"+` | string | empty | Where. It must exist. |
| `+"`cache`"+` | block | not set | Keeps what was. Keys as under `+"`storage`"+`. |
| `+"`rules`"+` | list of block | none | Decide, the first that matches wins. |
| `+"`rules[].keep` | float | `0`"+` | A share, 0 to 1. |
| `+"`rules[].not`"+` | list of block | none | Holds rules that must not match. Keys as under `+"`rules[]`"+`. |
| `+"`names` | list of string | `[a, b]`"+` | What to write. |
| `+"`retry`"+` | configretry.BackOffConfig |  | How to try again. |
| `+"`*`"+` | keys |  | How to try once more. All keys: [configretry.BackOffConfig](https://pkg.go.dev/go.opentelemetry.io/collector/config/configretry#BackOffConfig). |
| `+"`max_interval` | duration | `1m`"+` | As in configretry.BackOffConfig. |

<!-- /options -->
rest
`, got)
}

func TestAFieldWithoutACommentIsAnError(t *testing.T) {
	type bare struct {
		Idle time.Duration `mapstructure:"idle"`
	}
	_, err := Rewrite("<!-- options -->\n<!-- /options -->", "../..", &bare{})
	require.EqualError(t, err, "configdoc.bare.Idle has no comment: say what it is, its unit, what zero means")
}

func TestAReadmeWithoutThePlaceIsAnError(t *testing.T) {
	_, err := Rewrite("# x", "../..", &sample{})
	require.EqualError(t, err, "cannot find the place of the option table: write <!-- options --> and <!-- /options -->, a line each")
}

func TestAClosedBlockHasNoRows(t *testing.T) {
	got, err := Rewrite("<!-- options -->\n<!-- /options -->", "../..", &sample{}, "rules[]")
	require.NoError(t, err)
	require.Contains(t, got, "| `rules` |")
	require.NotContains(t, got, "rules[].")
}
