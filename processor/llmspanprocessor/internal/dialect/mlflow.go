package dialect

// mlflow is filled in next.
var mlflow = Dialect{Name: "mlflow"}
