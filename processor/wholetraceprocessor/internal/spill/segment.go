package spill

import (
	"fmt"
	"os"
	"path/filepath"
)

// segment is one file of the log. Only the newest is written to.
type segment struct {
	number uint32
	path   string
	file   *os.File
	size   int64
	live   int64 // bytes of records that still wait
	count  int   // and how many these are
}

func segmentPath(dir string, number uint32) string {
	return filepath.Join(dir, fmt.Sprintf("%08d.spans", number))
}

func createSegment(dir string, number uint32) (*segment, error) {
	s := &segment{number: number, path: segmentPath(dir, number)}
	var err error
	if s.file, err = os.OpenFile(s.path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return nil, err
	}
	if err = s.write([]byte(fileMagic)); err != nil {
		_ = s.remove()
		return nil, err
	}
	return s, nil
}

// write adds p to the file, all of it or nothing.
func (s *segment) write(p []byte) error {
	if _, err := s.file.WriteAt(p, s.size); err != nil {
		// What was written of it is cut off; if even that fails, the next write goes over it.
		_ = s.file.Truncate(s.size)
		return err
	}
	s.size += int64(len(p))
	return nil
}

func (s *segment) remove() error {
	_ = s.file.Close()
	return os.Remove(s.path)
}

// syncDir makes the names of a directory's files safe from a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
