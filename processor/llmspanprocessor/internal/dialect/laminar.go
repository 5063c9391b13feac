package dialect

// laminar is filled in next.
var laminar = Dialect{Name: "laminar"}
