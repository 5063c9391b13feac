package cluster

import (
	"encoding/base64"
	"fmt"
	"strings"
)

// CloudNodes reads the address of a cluster out of its Cloud ID: NAME:BASE64 of HOST$CLUSTER$KIBANA.
func CloudNodes(id string) ([]string, error) {
	_, encoded, ok := strings.Cut(id, ":")
	if !ok {
		return nil, fmt.Errorf("cloudid: %q has no colon; copy it whole, NAME:LETTERS", id)
	}
	decoded, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return nil, fmt.Errorf("cloudid: what follows the colon is not base64; copy it whole: %w", err)
	}
	parts := strings.Split(string(decoded), "$")
	if len(parts) < 2 || parts[0] == "" || parts[1] == "" {
		return nil, fmt.Errorf("cloudid: %q names no cluster; copy it whole from the deployment's page", id)
	}
	host, port, hasPort := strings.Cut(parts[0], ":")
	if !hasPort {
		port = "443"
	}
	return []string{"https://" + parts[1] + "." + host + ":" + port}, nil
}
