package dialect

// openLIT is filled in next.
var openLIT = Dialect{Name: "openlit"}
