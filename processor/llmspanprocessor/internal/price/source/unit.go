package source

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// readUnits reads genai-prices' list of units in the order of the file.
func readUnits(data []byte) (*tariff.Units, error) {
	var units map[string]struct {
		Per        float64           `json:"per"`
		PriceKey   string            `json:"price_key"`
		Dimensions map[string]string `json:"dimensions"`
	}
	if err := json.Unmarshal(data, &units); err != nil {
		return nil, fmt.Errorf("cannot read the units: %w", err)
	}
	order, err := keys(data)
	if err != nil {
		return nil, fmt.Errorf("cannot read the units: %w", err)
	}
	var list []tariff.Unit
	for _, key := range order {
		u := units[key]
		if u.PriceKey == "" {
			u.PriceKey = key
		}
		list = append(list, tariff.Unit{
			Key: key, PriceKey: u.PriceKey, Per: u.Per, Dimensions: pairs(u.Dimensions), Part: partOf(u.Dimensions),
		})
	}
	return tariff.NewUnits(append(list, further...))
}

// further are units that genai-prices does not count.
var further = []tariff.Unit{
	{
		Key: "output_images", PriceKey: "output_images", Per: 1, Part: tariff.Output,
		Dimensions: []tariff.Pair{{Key: "direction", Value: "output"}, {Key: "family", Value: "images"}},
	},
}

// keys returns the keys of a JSON object in the order of the file.
func keys(data []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return nil, err
	}
	var out []string
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		out = append(out, fmt.Sprint(key))
		var skip json.RawMessage
		if err := d.Decode(&skip); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// partOf says which part of a cost a unit counts towards. Cached audio counts as cached: that it was cached is what
// made it cheap.
func partOf(dimension map[string]string) tariff.Part {
	out := dimension["direction"] == "output"
	switch {
	case dimension["token_type"] == "cache_read":
		return tariff.CacheRead
	case dimension["token_type"] == "cache_write":
		return tariff.CacheWrite
	case dimension["token_type"] == "reasoning":
		return tariff.Reasoning
	case dimension["modality"] == "audio" && out:
		return tariff.AudioOutput
	case dimension["modality"] == "audio":
		return tariff.AudioInput
	case dimension["family"] == "tool_calls", dimension["family"] == "requests":
		return tariff.Fee
	case out:
		return tariff.Output
	}
	return tariff.Input
}
