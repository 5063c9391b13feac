package price

import "fmt"

// Settings are what a user says about prices.
type Settings struct {
	// File is a YAML file of prices, which is read again when it changes. Empty is none.
	File string
	// Overrides come before the file's, and both before the table.
	Overrides []Override
	// DefaultModel is the model of calls that name none, as provider/model or a model of the call's provider.
	DefaultModel string
}

// Validate reports what is wrong with the settings, without reading the file.
func (s *Settings) Validate() error {
	for i := range s.Overrides {
		if err := s.Overrides[i].Validate(); err != nil {
			return fmt.Errorf("overrides::%d: %w", i, err)
		}
	}
	return nil
}

// with returns the table with settings, and a file's overrides, on top of it.
func (t *Table) with(s *Settings, file *File) (*Table, error) {
	out, err := newTable(t.catalogs)
	if err != nil {
		return nil, err
	}
	out.defaultModel = s.DefaultModel
	for i := range s.Overrides {
		r, err := out.rule(&s.Overrides[i], "overrides")
		if err != nil {
			return nil, fmt.Errorf("overrides::%d: %w", i, err)
		}
		out.rules = append(out.rules, r)
	}
	if file == nil {
		return out, nil
	}
	for i := range file.Overrides {
		r, err := out.rule(&file.Overrides[i], file.Name)
		if err != nil {
			return nil, file.place(i, err)
		}
		out.rules = append(out.rules, r)
	}
	return out, nil
}
