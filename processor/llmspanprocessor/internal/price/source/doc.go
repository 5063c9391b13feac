// Package source reads the data files of others into catalogs: those of genai-prices and of LiteLLM. It is used when
// the table is compiled, not at run time.
package source
