package dialect

// haystack is filled in next.
var haystack = Dialect{Name: "haystack"}
