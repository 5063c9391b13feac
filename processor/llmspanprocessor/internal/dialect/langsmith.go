package dialect

// langSmith is filled in next.
var langSmith = Dialect{Name: "langsmith"}
