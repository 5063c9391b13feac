package backends

import (
	"net"
	"strconv"
	"testing"
)

// JaegerMemory prepares Jaeger v2 that keeps spans in memory, so that a restart forgets them. It runs once Start is called.
func JaegerMemory(tb testing.TB, env ...string) *Server {
	tb.Helper()
	port := freePorts(tb, 4)
	s := &Server{
		tb: tb, name: "jaeger", Port: port, URL: "http://127.0.0.1:" + strconv.Itoa(port), ready: "/api/services",
		OTLP: "http://127.0.0.1:" + strconv.Itoa(port+3), env: env, args: []string{"memory", strconv.Itoa(port)},
	}
	tb.Cleanup(func() {
		if s.cmd != nil {
			s.Kill()
		}
	})
	return s
}

// OTLPGRPC is where Jaeger takes OTLP/gRPC, as host:port.
func (s *Server) OTLPGRPC() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port+2)) }
