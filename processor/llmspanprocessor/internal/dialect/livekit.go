package dialect

// liveKit is filled in next.
var liveKit = Dialect{Name: "livekit"}
