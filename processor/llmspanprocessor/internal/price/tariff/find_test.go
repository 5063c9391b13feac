package tariff

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCompactDatesAreDashed(t *testing.T) {
	for name, want := range map[string]string{
		"gpt-5.2-20251211":         "gpt-5.2-2025-12-11",
		"gpt-20251211-preview":     "gpt-2025-12-11-preview",
		"gpt-20251211:free":        "gpt-2025-12-11:free",
		"a-20251211-20240229":      "a-2025-12-11-2024-02-29",
		"gpt-20250230":             "gpt-20250230", // no such day
		"gpt-20251311":             "gpt-20251311",
		"gpt-202512110":            "gpt-202512110",
		"gpt-19991211":             "gpt-19991211",
		"gpt20251211":              "gpt20251211",
		"-20251211":                "-2025-12-11",
		"":                         "",
		"gpt-4o-2024-08-06":        "gpt-4o-2024-08-06",
		"claude@20250929":          "claude@20250929",
		"x-20251211x":              "x-20251211x",
		"é-20251211":               "é-2025-12-11",
		"gpt-2025-12-11-20251211-": "gpt-2025-12-11-2025-12-11-",
	} {
		require.Equal(t, want, dashDates(name))
	}
}

func TestAPriceHoldsInItsTime(t *testing.T) {
	const day = 24 * 60 * 60
	start := Constraint{StartDay: 100}
	require.False(t, start.active(100*day-1))
	require.True(t, start.active(100*day))
	night := Constraint{Daily: true, From: 23 * 3600, To: 3600}
	for second, want := range map[int64]bool{0: true, 3599: true, 3600: false, 23*3600 - 1: false, 23 * 3600: true, -1: true} {
		require.Equal(t, want, night.active(second), second)
	}
	noon := Constraint{Daily: true, From: 12 * 3600, To: 13 * 3600}
	for second, want := range map[int64]bool{12*3600 - 1: false, 12 * 3600: true, 13*3600 - 1: true, 13 * 3600: false, -12 * 3600: true} {
		require.Equal(t, want, noon.active(second), second)
	}
	require.True(t, (&Constraint{}).active(-5))
}
