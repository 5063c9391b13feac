// Command compile turns the price data of others into the one table that is embedded in the program. go generate runs
// it in the folder above; it reads data/ and writes table.bin.gz. With -take it takes over newer files first:
//
//	go run ./compile -take genai-prices@0.2.4=units.json,data.json -date 2026-12-01
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/source"
	"github.com/otelcol-baton/baton/processor/llmspanprocessor/internal/price/tariff"
)

func main() {
	data := flag.String("data", "data", "folder with sources.json and the files it lists")
	out := flag.String("out", "table.bin.gz", "table to write")
	newer := flag.String("take", "", "newer files of a source, as name@version=file,file")
	date := flag.String("date", time.Now().UTC().Format(time.DateOnly), "when the newer files were taken")
	flag.Parse()
	if *newer != "" {
		if err := take(*data, *newer, *date); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	if err := compile(*data, *out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func compile(data, out string) error {
	catalogs, err := source.Read(data)
	if err != nil {
		return err
	}
	if len(catalogs) == 0 {
		return errors.New("cannot compile a table of no sources: list one in sources.json")
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(tariff.Encode(catalogs[0].Units, catalogs)); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(out, packed.Bytes(), 0o644); err != nil {
		return fmt.Errorf("cannot write the table: %w", err)
	}
	for _, c := range catalogs {
		models := 0
		for _, p := range c.Providers {
			models += len(p.Models)
		}
		fmt.Printf("%s of %s: %d providers, %d models\n", c.Source.Label(), c.Source.Date, len(c.Providers), models)
	}
	return nil
}
