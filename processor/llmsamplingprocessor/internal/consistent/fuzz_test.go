package consistent

import "testing"

// Whatever a span carries, what is written can be read again and never stands for less than it must.
func FuzzWrite(f *testing.F) {
	for _, raw := range []string{"", "vendor=x", "ot=th:8", "ot=rv:80000000000000;th:4,a=b", "ot=th:zz", "=,=", "ot=;;;", "a=b,,ot=k:v;th:0"} {
		f.Add(raw, uint64(1<<54), uint64(1<<55))
	}
	f.Fuzz(func(t *testing.T, raw string, threshold, r uint64) {
		r %= uint64(Never)
		wanted := Threshold(threshold % uint64(r+1))
		written := Write(raw, wanted, r, false)
		in := Read(written)
		if !in.HasT || in.T < wanted || !in.T.Keeps(r) {
			t.Fatalf("%q became %q: %+v", raw, written, in)
		}
	})
}
