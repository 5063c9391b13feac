package backends

import (
	"crypto/tls"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otelcol-baton/baton/internal/tlstest"
)

// Secured is a server that asks who one is: TLS with an authority of its own, a client's certificate, and a password. Do
// and Ask are its superuser's.
type Secured struct {
	*Server
	// CA, Certificate and Key are PEM files: the authority, and what a client shows.
	CA, Certificate, Key string
	// User and Password are the superuser's.
	User, Password string
}

// SecuredElasticsearch starts version 7.10.2 with x-pack's security.
func SecuredElasticsearch(tb testing.TB, settings ...string) *Secured {
	tb.Helper()
	s := secured(tb, "elasticsearch", "elastic", append([]string{
		"xpack.security.enabled=true", "xpack.security.authc.api_key.enabled=true",
		"xpack.license.self_generated.type=trial", "xpack.security.authc.token.enabled=true",
		"xpack.security.http.ssl.enabled=true", "xpack.security.http.ssl.client_authentication=required",
		"xpack.security.http.ssl.certificate=server.pem", "xpack.security.http.ssl.key=server.key",
		"xpack.security.http.ssl.certificate_authorities=ca.pem",
	}, settings...))
	s.env = []string{"ES_PASSWORD=" + s.Password}
	s.Start()
	tb.Cleanup(s.Kill)
	return s
}

// SecuredOpenSearch starts version 2.19.5 with the plugin opensearch-security.
func SecuredOpenSearch(tb testing.TB, settings ...string) *Secured {
	tb.Helper()
	s := secured(tb, "opensearch", "admin", append([]string{
		"plugins.security.allow_default_init_securityindex=true", "plugins.security.restapi.roles_enabled=all_access",
		"plugins.security.ssl.transport.pemcert_filepath=server.pem", "plugins.security.ssl.transport.pemkey_filepath=server.key",
		"plugins.security.ssl.transport.pemtrustedcas_filepath=ca.pem", "plugins.security.ssl.transport.enforce_hostname_verification=false",
		"plugins.security.ssl.http.enabled=true", "plugins.security.ssl.http.clientauth_mode=REQUIRE",
		"plugins.security.ssl.http.pemcert_filepath=server.pem", "plugins.security.ssl.http.pemkey_filepath=server.key",
		"plugins.security.ssl.http.pemtrustedcas_filepath=ca.pem",
	}, settings...))
	s.Password = "admin" // of the plugin's own example
	s.Server.password = s.Password
	s.env = []string{"OS_PLUGINS=opensearch-security"}
	s.Start()
	tb.Cleanup(s.Kill)
	return s
}

// secured prepares a server and the certificates in its folder config.
func secured(tb testing.TB, recipe, user string, settings []string) *Secured {
	tb.Helper()
	home := tb.TempDir()
	config := filepath.Join(home, "config")
	require.NoError(tb, os.Mkdir(config, 0o700))
	authorities := tlstest.Certificates(tb, config)
	pair, err := tls.LoadX509KeyPair(filepath.Join(config, "client.pem"), filepath.Join(config, "client.key"))
	require.NoError(tb, err)

	port := freePorts(tb, 1)
	s := &Secured{
		CA: filepath.Join(config, "ca.pem"), Certificate: filepath.Join(config, "client.pem"), Key: filepath.Join(config, "client.key"),
		User: user, Password: "the-superuser-s-password",
	}
	s.Server = &Server{
		tb: tb, name: recipe, Port: port, URL: "https://127.0.0.1:" + strconv.Itoa(port), ready: "/",
		args: append([]string{strconv.Itoa(port), home}, settings...),
		user: user, password: s.Password,
		client: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{
			RootCAs: authorities, Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12,
		}}},
	}
	return s
}
