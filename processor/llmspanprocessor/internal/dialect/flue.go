package dialect

// flue is filled in next.
var flue = Dialect{Name: "flue"}
