package ingest

import (
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
	"go.opentelemetry.io/collector/config/confighttp"
)

// mostWindow is how far a zstd body may refer back, which is memory that it gets for announcing it: 8 MiB, what RFC 8878
// wants every decoder to have. The Collector's own decoder gives 512 MiB to a body of 200 bytes.
const mostWindow = 8 << 20

// ServerOptions make the server's own errors, 401 among them, answers like ours, and unpack zstd in bounded memory where
// the server takes it at all.
func ServerOptions(cfg *confighttp.ServerConfig) []confighttp.ToServerOption {
	options := []confighttp.ToServerOption{confighttp.WithErrorHandler(answerForServer)}
	if cfg.CompressionAlgorithms == nil || slices.Contains(cfg.CompressionAlgorithms, "zstd") {
		options = append(options, confighttp.WithDecoder("zstd", unpackZstd))
	}
	return options
}

func unpackZstd(body io.ReadCloser) (io.ReadCloser, error) {
	decoder, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(mostWindow))
	if err != nil {
		return nil, err
	}
	return decoder.IOReadCloser(), nil
}
