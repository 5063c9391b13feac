package agenttrace

import "strings"

// Weight is how many traces a trace stands for whose state says that an earlier sampler kept it with some probability:
// one over that probability. The state is W3C's; the probability is OpenTelemetry's rejection threshold, `ot=th:…`, of up
// to 14 hex digits with the trailing zeros left out. Without one, or with one that cannot be read, it stands for itself.
func Weight(state string) float64 {
	if len(state) < len("ot=th:0") {
		return 1
	}
	for member := range strings.SplitSeq(state, ",") {
		fields, ok := strings.CutPrefix(strings.TrimSpace(member), "ot=")
		if !ok {
			continue
		}
		for field := range strings.SplitSeq(fields, ";") {
			if digits, ok := strings.CutPrefix(field, "th:"); ok {
				return weight(digits)
			}
		}
	}
	return 1
}

// weight is 2^56 / (2^56 - threshold).
func weight(digits string) float64 {
	const most = 14
	if len(digits) == 0 || len(digits) > most {
		return 1
	}
	threshold := uint64(0)
	for i := range len(digits) {
		c := digits[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		default:
			return 1
		}
		threshold = threshold<<4 | uint64(c)
	}
	threshold <<= 4 * (most - len(digits))
	const all = 1 << 56
	return all / float64(all-threshold)
}
