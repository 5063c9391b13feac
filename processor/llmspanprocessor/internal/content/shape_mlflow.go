package content

// mlflow is what MLflow's exporter writes; every value is JSON, texts as well (mlflow-tracing 3.17.2).
var mlflow = shape{id: MLflow, rows: []row{
	{key: "mlflow.spanInputs", holds: holdsInput, encoded: true},
	{key: "mlflow.spanOutputs", holds: holdsOutput, encoded: true},
	{key: "mlflow.chat.tools", holds: holdsTools, encoded: true},
}}
