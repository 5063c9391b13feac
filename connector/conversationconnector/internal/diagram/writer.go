package diagram

// Writer writes runs. Its memory is reused; it may not be used concurrently.
type Writer struct {
	out     []byte
	scratch []byte
	used    []bool // whether each of the people is drawn
}
