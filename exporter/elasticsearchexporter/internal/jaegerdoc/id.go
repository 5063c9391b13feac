package jaegerdoc

import "strconv"

// FNV-1a, 64 bits, which is what Jaeger's writer names its service documents by.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func fnv(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return h
}

// appendServiceID appends the id that Jaeger's writer gives an operation, so that both name it once.
func appendServiceID(dst []byte, service, agent, operation string) []byte {
	h := fnv(fnvOffset, service)
	if agent != "" {
		h = fnv(fnv(h, "/"), agent)
	}
	return strconv.AppendUint(dst, fnv(h, operation), 16)
}
