package dialect

// semanticKernel is filled in next.
var semanticKernel = Dialect{Name: "semantic_kernel"}
