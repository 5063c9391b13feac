package dialect

// googleADK is filled in next.
var googleADK = Dialect{Name: "google_adk"}
