// Package tlstest makes certificates for tests of TLS on loopback.
package tlstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// Certificates makes an authority and the certificates of a server at 127.0.0.1 and of a client, good for an hour. It leaves
// ca, server and client in the folder, each as NAME.pem and NAME.key, and returns who trusts the authority.
func Certificates(tb testing.TB, folder string) *x509.CertPool {
	tb.Helper()
	ca, caKey := certificate(tb, folder, "ca", nil, nil)
	certificate(tb, folder, "server", ca, caKey)
	certificate(tb, folder, "client", ca, caKey)
	trusting := x509.NewCertPool()
	trusting.AddCert(ca)
	return trusting
}

// certificate makes one, signed by an authority or, without one, an authority; it leaves NAME.pem and NAME.key.
func certificate(tb testing.TB, folder, name string, ca *x509.Certificate, caKey *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(tb, err)
	c := &x509.Certificate{
		Subject:      pkix.Name{CommonName: name},
		SerialNumber: big.NewInt(time.Now().UnixNano()), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		IsCA:        ca == nil, BasicConstraintsValid: true,
	}
	if ca == nil {
		c.KeyUsage = x509.KeyUsageCertSign
		ca, caKey = c, key
	} else {
		c.KeyUsage = x509.KeyUsageDigitalSignature
	}
	der, err := x509.CreateCertificate(rand.Reader, c, ca, &key.PublicKey, caKey)
	require.NoError(tb, err)
	private, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(tb, err)
	for file, block := range map[string]*pem.Block{
		name + ".pem": {Type: "CERTIFICATE", Bytes: der}, name + ".key": {Type: "PRIVATE KEY", Bytes: private},
	} {
		require.NoError(tb, os.WriteFile(filepath.Join(folder, file), pem.EncodeToMemory(block), 0o600))
	}
	made, err := x509.ParseCertificate(der)
	require.NoError(tb, err)
	return made, key
}
