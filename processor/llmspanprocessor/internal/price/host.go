package price

import (
	"regexp"
	"slices"
	"strings"
)

// trust is how far a provider may be guessed from the name of a model.
type trust uint8

const (
	// nothing is guessed: the host is known, and it does not sell the model.
	nothing trust = iota
	// closed is for hosts that are not known: models that only their maker sells cost what the maker asks.
	closed
	// anything is for calls that say nothing of where they went.
	anything
)

// makers are the providers whose models are sold at their price wherever they are had.
var makers = []string{"openai", "anthropic", "google", "x-ai"}

// hosts lists who may have sold a model, most certain first, and says how far to guess when none of them did. The host
// decides the price, not the maker.
func (t *Table) hosts(k *key, model string) (hosts []string, guess trust) {
	model = strings.ToLower(model)
	guess = anything
	local := k.server != ""
	if p := t.byServer(k.server); p != "" {
		hosts, local = append(hosts, p), false
	}
	if onBedrock(model) {
		hosts = append(hosts, "aws")
	}
	name := strings.ToLower(strings.TrimSpace(k.provider))
	s, known := t.aliases.find(name)
	switch {
	case s != nil && s.id != "":
		hosts = append(hosts, s.id)
		// The OpenAI library is how many gateways and other providers are called.
		if s.id != "openai" {
			guess = nothing
		}
	case s != nil:
		hosts, guess = append(hosts, s.name), nothing
	case name != "" && !known:
		hosts, guess = append(hosts, name), closed
	}
	if guess == nothing {
		return hosts, guess
	}
	if head, _, ok := strings.Cut(model, "/"); ok {
		if s, _ := t.aliases.find(head); s != nil && s.id != "" {
			hosts = append(hosts, s.id)
		} else if s == nil {
			hosts = append(hosts, head)
		}
	}
	if local {
		guess = closed
	}
	return hosts, guess
}

// byServer returns the provider whose API a host serves.
func (t *Table) byServer(server string) string {
	if server == "" {
		return ""
	}
	for _, c := range t.catalogs {
		if p := c.ByURL("https://" + strings.ToLower(server) + "/"); p != nil {
			return p.ID
		}
	}
	return ""
}

// servers are the hosts whose names tell a region.
var servers = regexp.MustCompile(`^(?:bedrock(?:-runtime)?(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com|([a-z0-9-]+)-aiplatform\.googleapis\.com|(eu|us)\.api\.openai\.com)$`)

// where returns the region of a request: as it says, or as the host that it asked says.
func (k *key) where() string {
	if k.region != "" {
		return strings.ToLower(k.region)
	}
	for _, region := range slices.Concat(servers.FindAllStringSubmatch(k.server, 1)...) {
		if region != "" && region != k.server {
			return region
		}
	}
	return ""
}
