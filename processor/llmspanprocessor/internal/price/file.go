package price

import (
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// A File is a user's prices:
//
//	currencies: {EUR: 1.08}                     # US dollars for one
//	models:
//	  - {provider: azure, model: my-deployment, same_as: openai/gpt-4o}
//	  - {provider: anthropic, discount_percent: 12.5}
//	  - provider: vllm
//	    model: qwen3-*
//	    currency: EUR
//	    prices:
//	      input_mtok: 0.20
//	      output_mtok: {base: 0.60, tiers: [{above: 200000, price: 1.20}]}
type File struct {
	// Name is the file's name without its folder.
	Name      string
	Overrides []Override

	// nodes are where the overrides stand.
	nodes []*yaml.Node
}

// place puts the file's name and the line at fault in front of what is wrong with an override.
func (f *File) place(override int, err error) error {
	return fmt.Errorf("%s:%d: %w", f.Name, lineOf(f.nodes[override], err), err)
}

// maxFile bounds the size of a price file.
const maxFile = 4 << 20

// ParseFile reads a price file. Errors begin with the file's name and the line at fault.
func ParseFile(name string, data []byte) (*File, error) {
	f := &File{Name: filepath.Base(name)}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s: %d bytes are too many; prices fit into %d", f.Name, len(data), maxFile)
	}
	doc, err := document(data)
	if err == nil {
		err = f.read(doc)
	}
	if err != nil {
		line := 1
		var at *lineError
		if errors.As(err, &at) {
			line = at.line
		}
		return nil, fmt.Errorf("%s:%d: %w", f.Name, line, err)
	}
	return f, nil
}

// errNoModels is what is wrong with a file that is empty, as one is for a moment while it is written anew: it must not
// take all prices away.
var errNoModels = errors.New("no models stand here; write your prices below models, or models: [] to have none")

// lineError is what is wrong on a line.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }

func (e *lineError) Unwrap() error { return e.err }

func wrong(n *yaml.Node, format string, args ...any) error {
	return &lineError{n.Line, fmt.Errorf(format, args...)}
}

func (f *File) read(doc *yaml.Node) error {
	rates := map[string]float64{"USD": 1}
	var models *yaml.Node
	err := fields(doc, map[string]func(*yaml.Node) error{
		"currencies": func(n *yaml.Node) error { return entries(n, currency(rates)) },
		"models":     func(n *yaml.Node) error { models = n; return nil },
	})
	if err != nil {
		return err
	}
	switch {
	case models == nil:
		return errNoModels
	case isNull(follow(models)):
		return &lineError{models.Line, errNoModels}
	}
	return items(models, func(n *yaml.Node) error {
		o, err := override(n, rates)
		if err != nil {
			return err
		}
		f.Overrides = append(f.Overrides, o)
		f.nodes = append(f.nodes, n)
		return nil
	})
}

func currency(rates map[string]float64) func(key, value *yaml.Node) error {
	return func(key, n *yaml.Node) error {
		code := key.Value
		rate, err := number(n)
		if err != nil {
			return err
		}
		if rate <= 0 {
			return wrong(n, "currency %s: %g is no rate; write how many US dollars one is", code, rate)
		}
		rates[code] = rate
		return nil
	}
}

func override(n *yaml.Node, rates map[string]float64) (Override, error) {
	var o Override
	err := fields(n, map[string]func(*yaml.Node) error{
		"provider": text(&o.Provider), "model": text(&o.Model), "same_as": text(&o.SameAs),
		"discount_percent": func(n *yaml.Node) (err error) { o.DiscountPercent, err = number(n); return err },
		"currency": func(n *yaml.Node) error {
			var code string
			if err := text(&code)(n); err != nil {
				return err
			}
			if o.Rate = rates[code]; o.Rate == 0 {
				return wrong(n, "currency %q has no rate; add it to currencies, as in currencies: {%s: 1.08}", code, code)
			}
			return nil
		},
		"prices": func(n *yaml.Node) error {
			o.Prices = map[string]Price{}
			return entries(n, func(key, n *yaml.Node) (err error) { o.Prices[key.Value], err = price(n); return err })
		},
	})
	if err != nil {
		return o, err
	}
	if err := o.Validate(); err != nil {
		return o, &lineError{lineOf(n, err), err}
	}
	return o, nil
}

// price reads a number, or a base with tiers.
func price(n *yaml.Node) (p Price, err error) {
	if follow(n).Kind == yaml.ScalarNode {
		p.Base, err = number(n)
		return p, err
	}
	err = fields(n, map[string]func(*yaml.Node) error{
		"base": func(n *yaml.Node) (err error) { p.Base, err = number(n); return err },
		"tiers": func(n *yaml.Node) error {
			return items(n, func(n *yaml.Node) error {
				t, err := tier(n)
				p.Tiers = append(p.Tiers, t)
				return err
			})
		},
	})
	return p, err
}

func tier(n *yaml.Node) (t Tier, err error) {
	err = fields(n, map[string]func(*yaml.Node) error{
		"above": func(n *yaml.Node) error {
			above, err := number(n)
			if err != nil {
				return err
			}
			if above != math.Trunc(above) || above < 0 || above > 1<<52 {
				return wrong(n, "a tier above %g tokens is none; write a whole number", above)
			}
			t.Above = int64(above)
			return nil
		},
		"price": func(n *yaml.Node) (err error) { t.Price, err = number(n); return err },
	})
	return t, err
}

// number reads a finite number.
func number(n *yaml.Node) (float64, error) {
	n = follow(n)
	f, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, wrong(n, "%q is no number", n.Value)
	}
	return f, nil
}
