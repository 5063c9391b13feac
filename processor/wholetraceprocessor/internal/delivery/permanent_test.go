package delivery

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.uber.org/multierr"
)

func TestPermanent(t *testing.T) {
	permanent, passing := consumererror.NewPermanent(errors.New("bad data")), errors.New("try again")
	for _, tt := range []struct {
		name string
		err  error
		want bool
	}{
		{"no_error", nil, false},
		{"an_error_that_passes", passing, false},
		{"a_permanent_error", permanent, true},
		{"a_wrapped_permanent_error", fmt.Errorf("exporter: %w", permanent), true},
		{"permanent_in_every_branch", multierr.Append(permanent, permanent), true},
		{"permanent_beside_one_that_passes", multierr.Append(permanent, passing), false},
		{"joined_and_wrapped", fmt.Errorf("fan-out: %w", errors.Join(passing, permanent)), false},
		{"permanent_around_one_that_passes", consumererror.NewPermanent(multierr.Append(permanent, passing)), true},
	} {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.want, Permanent(tt.err)) })
	}
}
