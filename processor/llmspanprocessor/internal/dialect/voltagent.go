package dialect

// voltAgent is filled in next.
var voltAgent = Dialect{Name: "voltagent"}
