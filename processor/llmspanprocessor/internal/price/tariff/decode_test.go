package tariff

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func testTable(t testing.TB) []byte {
	t.Helper()
	units := testUnits(t)
	name := Match{Op: Or, Args: []Match{{Op: Equals, Text: "a"}, {Op: Not, Args: []Match{{Op: Regex, Text: "^b"}}}}}
	return Encode(units, []*Catalog{{
		Source: Source{Name: "s", Version: "1", Date: "2026-01-02", Licence: "MIT", URL: "u"}, Units: units,
		Providers: []*Provider{{
			ID: "p", API: `https://api\.p`, ModelMatch: &name, Fallback: []string{"q"},
			Models: []*Model{{
				ID: "m", Match: name,
				Prices: []Period{
					{Rates: []Rate{{Unit: 0, Base: 1.5, Tiers: []Tier{{200_000, 3}}}}},
					{When: Constraint{StartDay: 20_000}, Rates: []Rate{{Unit: 1, Base: 0.1}}},
					{When: Constraint{Daily: true, From: 60, To: 30}},
				},
				Variants: []Variant{{Context: []Pair{{"a", "b"}}, Rates: []Rate{{Unit: 1, Base: 2}}}},
				Uplifts:  []Uplift{{"us", 1.1}},
			}},
		}},
	}})
}

func TestATableIsReadAsItWasWritten(t *testing.T) {
	table := testTable(t)
	catalogs, err := Decode(table)
	require.NoError(t, err)
	require.Equal(t, table, Encode(catalogs[0].Units, catalogs))
	c := catalogs[0]
	require.Equal(t, "s@1", c.Source.Label())
	require.Same(t, c.Providers[0], c.ByURL("https://api.p/v1"))
	require.Nil(t, c.ByURL("x https://api.p/v1"))
	p, m, own := c.Lookup("P", "A")
	require.Same(t, c.Providers[0], p)
	require.Equal(t, "m", m.ID)
	require.True(t, own)
}

func TestADamagedTableIsAnErrorWhereverItIsCut(t *testing.T) {
	table := testTable(t)
	for n := range table {
		_, err := Decode(table[:n])
		require.Error(t, err, n)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(testTable(f))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, table []byte) {
		catalogs, err := Decode(table)
		if err != nil {
			return
		}
		for _, c := range catalogs {
			c.Lookup("p", "m-20250101")
		}
	})
}
