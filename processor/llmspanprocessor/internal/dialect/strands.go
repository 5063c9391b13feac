package dialect

// strands is filled in next.
var strands = Dialect{Name: "strands"}
