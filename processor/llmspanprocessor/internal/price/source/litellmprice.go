package source

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

// costs are LiteLLM's keys for prices in the units of genai-prices; LiteLLM's are for one token, second or query.
var costs = map[string]string{
	"input_cost_per_token":                  "input_tokens",
	"output_cost_per_token":                 "output_tokens",
	"output_cost_per_reasoning_token":       "output_reasoning_tokens",
	"cache_read_input_token_cost":           "cache_read_tokens",
	"cache_creation_input_token_cost":       "cache_write_tokens",
	"input_cost_per_audio_token":            "input_audio_tokens",
	"output_cost_per_audio_token":           "output_audio_tokens",
	"cache_read_input_audio_token_cost":     "cache_audio_read_tokens",
	"cache_creation_input_audio_token_cost": "cache_audio_write_tokens",
	"input_cost_per_image_token":            "input_image_tokens",
	"output_cost_per_image_token":           "output_image_tokens",
	"cache_read_input_image_token_cost":     "cache_image_read_tokens",
	"input_cost_per_video_token":            "input_video_tokens",
	"output_cost_per_video_token":           "output_video_tokens",
	"citation_cost_per_token":               "output_citation_tokens",
	"input_cost_per_character":              "input_characters",
	"input_cost_per_request":                tariff.Requests,
	"ocr_cost_per_page":                     "input_document_pages",
	"annotation_cost_per_page":              "input_annotated_document_pages",
	"output_cost_per_image":                 "output_images",
}

// costKey takes apart cache_creation_input_token_cost_above_1hr_above_200k_tokens_batches.
var costKey = regexp.MustCompile(`^(.+?)(_above_1hr)?(?:_above_(\d+)k_tokens)?(?:_(batches|flex|priority))?$`)

// contexts are LiteLLM's suffixes in the words of genai-prices.
var contexts = map[string]tariff.Pair{
	"batches":  {Key: "processing", Value: "batch"},
	"flex":     {Key: "service_tier", Value: "flex"},
	"priority": {Key: "service_tier", Value: "priority"},
}

// model reads the prices of an entry; nil when it has none that are understood.
func (r *liteLLM) model(key string, entry map[string]json.RawMessage) (*tariff.Model, error) {
	sets := map[string]map[uint8]*tariff.Rate{"": {}}
	for field, value := range entry {
		r.read(sets, field, number(value))
	}
	r.steps(sets[""], entry["tiered_pricing"])
	r.byMode(sets[""], entry)
	if len(sets[""]) == 0 {
		return nil, nil
	}
	units := r.before.Units
	rates, from := units.Complete(list(sets[""]))
	if err := units.Check(rates); err != nil {
		return nil, err
	}
	m := &tariff.Model{ID: key, Prices: []tariff.Period{{Rates: rates}}, Uplifts: uplifts(entry)}
	for _, suffix := range []string{"batches", "flex", "priority"} {
		set := sets[suffix]
		if len(set) == 0 {
			continue
		}
		// What took another's price takes it here too.
		for unit, of := range from {
			if price := set[of]; price != nil && set[unit] == nil {
				set[unit] = &tariff.Rate{Unit: unit, Base: price.Base, Tiers: price.Tiers}
			}
		}
		m.Variants = append(m.Variants, tariff.Variant{Context: []tariff.Pair{contexts[suffix]}, Rates: r.within(set, rates)})
	}
	return m, nil
}

// within keeps of a variant the prices of units that have a standard price: others cannot be told apart.
func (r *liteLLM) within(set map[uint8]*tariff.Rate, standard []tariff.Rate) []tariff.Rate {
	out := slices.DeleteFunc(list(set), func(v tariff.Rate) bool {
		return !slices.ContainsFunc(standard, func(s tariff.Rate) bool { return s.Unit == v.Unit })
	})
	r.before.Units.Sort(out)
	return out
}

func list(set map[uint8]*tariff.Rate) []tariff.Rate {
	var out []tariff.Rate
	for _, r := range set {
		slices.SortFunc(r.Tiers, func(a, b tariff.Tier) int { return int(a.Start - b.Start) })
		out = append(out, *r)
	}
	return out
}

// read adds one field's price to the set it belongs to.
func (r *liteLLM) read(sets map[string]map[uint8]*tariff.Rate, field string, value float64) {
	k := costKey.FindStringSubmatch(field)
	if k == nil || math.IsNaN(value) {
		return
	}
	usage, ok := costs[k[1]]
	if k[2] != "" {
		if usage != "cache_write_tokens" {
			return
		}
		usage = "cache_write_1h_tokens"
	}
	unit, found := r.before.Units.Find(usage)
	if !ok || !found {
		return
	}
	set := sets[k[4]]
	if set == nil {
		set = map[uint8]*tariff.Rate{}
		sets[k[4]] = set
	}
	rate := set[unit]
	if rate == nil {
		rate = &tariff.Rate{Unit: unit}
		set[unit] = rate
	}
	price := r.price(unit, value)
	if k[3] == "" {
		rate.Base = price
		return
	}
	if thousands, err := strconv.ParseInt(k[3], 10, 32); err == nil {
		rate.Tiers = append(rate.Tiers, tariff.Tier{Start: thousands * 1000, Price: price})
	}
}

// price turns the price of one into the price of as many as the unit is priced by, without the noise that comes of it.
func (r *liteLLM) price(unit uint8, one float64) float64 {
	clean, err := strconv.ParseFloat(strconv.FormatFloat(one*r.before.Units.List[unit].Per, 'g', 12, 64), 64)
	if err != nil {
		return 0
	}
	return clean
}

// number reads a number, or NaN.
func number(raw json.RawMessage) float64 {
	var f float64
	if len(raw) == 0 || json.Unmarshal(raw, &f) != nil || f < 0 {
		return math.NaN()
	}
	return f
}

// steps reads prices by the number of input tokens.
func (r *liteLLM) steps(set map[uint8]*tariff.Rate, raw json.RawMessage) {
	var steps []map[string]json.RawMessage
	if len(raw) == 0 || json.Unmarshal(raw, &steps) != nil {
		return
	}
	for _, step := range steps {
		var span []float64
		if json.Unmarshal(step["range"], &span) != nil || len(span) == 0 {
			continue
		}
		for field, value := range step {
			usage, ok := costs[field]
			one := number(value)
			if !ok || math.IsNaN(one) {
				continue
			}
			unit, _ := r.before.Units.Find(usage)
			rate := set[unit]
			if rate == nil {
				rate = &tariff.Rate{Unit: unit}
				set[unit] = rate
			}
			if span[0] == 0 {
				rate.Base = r.price(unit, one)
			} else {
				rate.Tiers = append(rate.Tiers, tariff.Tier{Start: int64(span[0]), Price: r.price(unit, one)})
			}
		}
	}
}

// byMode reads the prices whose unit depends on what the model is for, and the fee for a search.
func (r *liteLLM) byMode(set map[uint8]*tariff.Rate, entry map[string]json.RawMessage) {
	var mode string
	_ = json.Unmarshal(entry["mode"], &mode) // no mode is as good as one that is not known
	add := func(usage string, one float64) {
		if unit, ok := r.before.Units.Find(usage); ok && !math.IsNaN(one) {
			set[unit] = &tariff.Rate{Unit: unit, Base: r.price(unit, one)}
		}
	}
	switch mode {
	case "rerank":
		add("rerank_searches", number(entry["input_cost_per_query"]))
	case "search":
		add("web_searches", number(entry["input_cost_per_query"]))
	case "audio_transcription", "audio_speech":
		add("audio_seconds", number(entry["input_cost_per_second"]))
	case "image_generation":
		if one := number(entry["input_cost_per_image"]); math.IsNaN(number(entry["output_cost_per_image"])) {
			add("output_images", one)
		}
	}
	var search struct {
		Medium *float64 `json:"search_context_size_medium"`
	}
	if json.Unmarshal(entry["search_context_cost_per_query"], &search) == nil && search.Medium != nil {
		add("web_searches", *search.Medium)
	}
}

// uplifts reads what regions add: Anthropic's inference geography, OpenAI's data residency, Vertex's regional endpoints.
func uplifts(entry map[string]json.RawMessage) []tariff.Uplift {
	var out []tariff.Uplift
	add := func(region string, factor float64) {
		if !math.IsNaN(factor) && factor != 1 {
			out = append(out, tariff.Uplift{Region: region, Factor: factor})
		}
	}
	var specific map[string]json.RawMessage
	if json.Unmarshal(entry["provider_specific_entry"], &specific) == nil {
		add("us", number(specific["us"]))
	}
	add("eu", number(entry["regional_processing_uplift_multiplier_eu"]))
	add("us", number(entry["regional_processing_uplift_multiplier_us"]))
	add("", number(entry["regional_endpoint_uplift_multiplier"]))
	return out
}
