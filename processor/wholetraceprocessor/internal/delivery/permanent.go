package delivery

import (
	"reflect"

	"go.opentelemetry.io/collector/consumer/consumererror"
)

// permanentType is what consumererror.NewPermanent returns; the type has no name outside.
var permanentType = reflect.TypeOf(consumererror.NewPermanent(nil))

// Permanent reports whether trying again is of no use to anybody. A fan-out joins the errors of its branches:
// a permanent one beside one that is not is repeated, since consumererror.IsPermanent, which finds it anywhere in the
// tree, would lose the spans for the other branch.
func Permanent(err error) bool {
	if err == nil {
		return false
	}
	if reflect.TypeOf(err) == permanentType {
		return true
	}
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		branches := e.Unwrap()
		for _, branch := range branches {
			if !Permanent(branch) {
				return false
			}
		}
		return len(branches) > 0
	case interface{ Unwrap() error }:
		return Permanent(e.Unwrap())
	}
	return consumererror.IsPermanent(err)
}
