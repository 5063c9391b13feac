package keep

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Adaptive shares a goal among the kinds of traces, as their numbers over the last seconds stand to one another.
type Adaptive struct {
	// Goal is how much to keep: traces a second (`20/s`), or a share of all (`5%`). Required.
	Goal string `mapstructure:"goal"`
	// By names what tells kinds of traces apart: any of service, agent, model, provider, tool, dialect, status, error_type,
	// name (the root span's). Empty treats all traces as one kind.
	By []string `mapstructure:"by"`
	// MaxKeys bounds how many kinds are told apart; those beyond it count as one. Zero means 500.
	MaxKeys int `mapstructure:"max_keys"`
	// HalfLife is how long a trace takes to count half in the numbers. Zero means 15s.
	HalfLife time.Duration `mapstructure:"half_life"`

	_ struct{}
}

// The words that By knows.
const (
	ByService   = "service"
	ByAgent     = "agent"
	ByModel     = "model"
	ByProvider  = "provider"
	ByTool      = "tool"
	ByDialect   = "dialect"
	ByStatus    = "status"
	ByErrorType = "error_type"
	ByName      = "name"
)

var byWords = []string{ByService, ByAgent, ByModel, ByProvider, ByTool, ByDialect, ByStatus, ByErrorType, ByName}

// Validate says what is wrong with the goal.
func (a *Adaptive) Validate() error {
	if _, _, err := a.goal(); err != nil {
		return err
	}
	for _, word := range a.By {
		if !slices.Contains(byWords, word) {
			return fmt.Errorf("by: %q tells no traces apart; write any of %s", word, strings.Join(byWords, ", "))
		}
	}
	if a.MaxKeys < 0 {
		return fmt.Errorf("max_keys: %d is less than none; write 1 or more", a.MaxKeys)
	}
	if a.HalfLife < 0 {
		return fmt.Errorf("half_life: %s is in the past; write a second or more", a.HalfLife)
	}
	return nil
}

// goal returns traces a second, or a share of all traces; the other of the two is zero.
func (a *Adaptive) goal() (perSecond, share float64, err error) {
	if a.Goal == "" {
		return 0, 0, errors.New("goal is not set; write traces a second (20/s) or a share of all (5%)")
	}
	if digits, ok := strings.CutSuffix(a.Goal, "/s"); ok {
		n, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
		if err != nil || !(n > 0) || n > 1e12 {
			return 0, 0, fmt.Errorf("goal: %q is no number of traces a second; write more than 0, as 20/s", a.Goal)
		}
		return n, 0, nil
	}
	if !strings.HasSuffix(a.Goal, "%") {
		return 0, 0, fmt.Errorf("goal: %q is no goal; write traces a second (20/s) or a share of all (5%%)", a.Goal)
	}
	share, err = percentage(a.Goal)
	if err != nil {
		return 0, 0, fmt.Errorf("goal: %w", err)
	}
	if share == 0 {
		return 0, 0, fmt.Errorf("goal: %q keeps nothing; write keep: none for that", a.Goal)
	}
	return 0, share, nil
}
