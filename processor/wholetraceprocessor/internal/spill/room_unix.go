//go:build unix

package spill

import (
	"errors"

	"golang.org/x/sys/unix"
)

// noRoom reports whether a write failed because the disk, or what may be taken of it, is full.
func noRoom(err error) bool { return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT) }
