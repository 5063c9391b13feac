package series

// Instrument describes a metric and the labels of its series.
type Instrument struct {
	Name, Unit, Description string
	// Bounds are the upper bounds of a histogram's buckets; nil makes a monotonic sum.
	Bounds []float64
	// Whole makes the values of a sum, or the sum of a histogram, whole numbers.
	Whole bool
	// Labels are the attribute keys of a series, in the order in which their values are given. A label whose value is
	// empty is left out.
	Labels []string
}

// Doubling returns n bounds from first on, each twice the one before.
func Doubling(first float64, n int) []float64 { return growing(first, 2, n) }

// Quadrupling returns n bounds from first on, each four times the one before.
func Quadrupling(first float64, n int) []float64 { return growing(first, 4, n) }

func growing(first, factor float64, n int) []float64 {
	list := make([]float64, n)
	for i := range list {
		list[i] = first
		first *= factor
	}
	return list
}
