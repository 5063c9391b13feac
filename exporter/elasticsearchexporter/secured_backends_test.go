//go:build backends

package elasticsearchexporter

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/basicauthextension"
	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/bearertokenauthextension"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otelcol-baton/baton/e2e/backends"
	"github.com/otelcol-baton/baton/exporter/elasticsearchexporter/internal/metadata"
)

// guarded is a secured server and its words for rights.
type guarded struct {
	*backends.Secured
	opensearch bool
}

const writersPassword = "Kept-fr0m-all-logs!"

// rights are what a user may do, in the words of the server.
type rights struct{ cluster, indices []string }

// enough is what the README asks for.
func (g guarded) enough() rights {
	if g.opensearch {
		return rights{
			[]string{"cluster_monitor", "cluster_manage_index_templates", "indices:data/write/bulk"},
			[]string{"create_index", "write"},
		}
	}
	return rights{[]string{"monitor", "manage_index_templates"}, []string{"create_doc", "create_index"}}
}

// grant makes a user who has these rights and no others, or gives them to one who is there.
func (g guarded) grant(user string, r rights) {
	if g.opensearch {
		role := map[string]any{"cluster_permissions": r.cluster, "index_permissions": []any{}}
		if len(r.indices) > 0 {
			role["index_permissions"] = []any{map[string]any{"index_patterns": []string{"*"}, "allowed_actions": r.indices}}
		}
		g.Do("PUT", "/_plugins/_security/api/roles/"+user, text(role))
		g.Do("PUT", "/_plugins/_security/api/internalusers/"+user, text(map[string]any{"password": writersPassword}))
		g.Do("PUT", "/_plugins/_security/api/rolesmapping/"+user, text(map[string]any{"users": []string{user}}))
		return
	}
	role := map[string]any{"cluster": r.cluster, "indices": []any{}}
	if len(r.indices) > 0 {
		role["indices"] = []any{map[string]any{"names": []string{"*"}, "privileges": r.indices}}
	}
	g.Do("PUT", "/_security/role/"+user, text(role))
	g.Do("PUT", "/_security/user/"+user, text(map[string]any{"password": writersPassword, "roles": []string{user}}))
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

// login makes the configuration of an exporter that trusts the server and shows its certificate.
func (g guarded) login(more map[string]any) map[string]any {
	more["tls"] = map[string]any{"ca_file": g.CA, "cert_file": g.Certificate, "key_file": g.Key}
	return synchronous(g.URL, more)
}

// startObserved starts an exporter and returns what it logs.
func startObserved(t *testing.T, host component.Host, values map[string]any) (exporter.Traces, *observer.ObservedLogs) {
	t.Helper()
	core, logs := observer.New(zap.DebugLevel)
	set := exportertest.NewNopSettings(metadata.Type)
	set.Logger = zap.New(core)
	e, err := createTraces(t.Context(), set, load(t, values))
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), host))
	t.Cleanup(func() { require.NoError(t, e.Shutdown(context.Background())) })
	return e, logs
}

func extensionHost(t *testing.T, factory extension.Factory, config component.Config) component.Host {
	t.Helper()
	ext, err := factory.Create(t.Context(), extensiontest.NewNopSettings(factory.Type()), config)
	require.NoError(t, err)
	host := extended{componenttest.NewNopHost(), map[component.ID]component.Component{component.NewID(factory.Type()): ext}}
	require.NoError(t, ext.Start(t.Context(), host))
	t.Cleanup(func() { require.NoError(t, ext.Shutdown(context.Background())) })
	return host
}

func securedServers() map[string]func(testing.TB) guarded {
	return map[string]func(testing.TB) guarded{
		"elasticsearch_7.10.2": func(tb testing.TB) guarded { return guarded{Secured: backends.SecuredElasticsearch(tb)} },
		"opensearch_2.19.5": func(tb testing.TB) guarded {
			return guarded{Secured: backends.SecuredOpenSearch(tb), opensearch: true}
		},
	}
}

func TestSecured(t *testing.T) {
	for name, start := range securedServers() {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			server.grant("writer", server.enough())
			t.Run("every_login_stores", func(t *testing.T) { everyLogin(t, server) })
			t.Run("a_wrong_password_is_told", func(t *testing.T) {
				told(t, server, map[string]any{"user": "writer", "password": "wr0ng-secret"},
					"the server refuses the credentials (401): check user and password, api_key or auth")
			})
			t.Run("a_missing_right_is_told_and_waited_for", func(t *testing.T) { missingRights(t, server) })
			t.Run("roll_over_and_retention_with_the_rights_they_need", func(t *testing.T) { lifeRights(t, server) })
			t.Run("an_unknown_authority_is_told", func(t *testing.T) {
				_, logs := startObserved(t, componenttest.NewNopHost(), synchronous(server.URL, map[string]any{
					"user": "writer", "password": writersPassword,
				}))
				requireLine(t, logs, "certificate signed by unknown authority")
			})
		})
	}
}

// everyLogin stores spans by each way to log in that the server has, and no secret is in the logs.
func everyLogin(t *testing.T, server guarded) {
	type way struct {
		values  map[string]any
		host    component.Host
		secrets []string
	}
	basic := basicauthextension.NewFactory()
	basicConfig := basic.CreateDefaultConfig().(*basicauthextension.Config)
	basicConfig.ClientAuth = &basicauthextension.ClientAuthSettings{Username: "writer", Password: writersPassword}
	ways := map[string]way{
		"user": {map[string]any{"user": "writer", "password": writersPassword}, componenttest.NewNopHost(), []string{writersPassword}},
		"basicauth": {
			map[string]any{"auth": map[string]any{"authenticator": "basicauth"}},
			extensionHost(t, basic, basicConfig),
			[]string{writersPassword},
		},
	}
	if !server.opensearch {
		id, key := server.apiKey(t)
		encoded := base64.StdEncoding.EncodeToString([]byte(id + ":" + key))
		ways["api_key"] = way{map[string]any{"api_key": encoded}, componenttest.NewNopHost(), []string{key, encoded}}
		bearer := bearertokenauthextension.NewFactory()
		config := bearer.CreateDefaultConfig().(*bearertokenauthextension.Config)
		config.BearerToken = configopaque.String(server.token(t))
		ways["bearer"] = way{
			map[string]any{"auth": map[string]any{"authenticator": "bearertokenauth"}},
			extensionHost(t, bearer, config),
			[]string{string(config.BearerToken)},
		}
	}
	from := 0
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			e, logs := startObserved(t, way.host, server.login(way.values))
			send(t, e, numbered(from, 10, 10))
			require.Len(t, stored(t, server.Server, "jaeger-span-*"), from+10)
			for _, line := range logs.All() {
				for _, secret := range way.secrets {
					require.NotContains(t, fmt.Sprint(line.Message, line.ContextMap()), secret)
				}
			}
		})
		from += 10
	}
}

// apiKey makes an API key with the rights of writer.
func (g guarded) apiKey(t *testing.T) (id, key string) {
	var made struct {
		ID  string `json:"id"`
		Key string `json:"api_key"`
	}
	r := g.enough()
	require.NoError(t, json.Unmarshal([]byte(g.Do("POST", "/_security/api_key", text(map[string]any{
		"name": "baton", "role_descriptors": map[string]any{"writer": map[string]any{
			"cluster": r.cluster, "index": []any{map[string]any{"names": []string{"*"}, "privileges": r.indices}},
		}},
	}))), &made))
	return made.ID, made.Key
}

// token makes a bearer token of writer's.
func (g guarded) token(t *testing.T) string {
	var made struct {
		Token string `json:"access_token"`
	}
	require.NoError(t, json.Unmarshal([]byte(g.Do("POST", "/_security/oauth2/token", text(map[string]any{
		"grant_type": "password", "username": "writer", "password": writersPassword,
	}))), &made))
	return made.Token
}

// told starts an exporter and waits for a line that says this.
func told(t *testing.T, server guarded, values map[string]any, want string) {
	t.Helper()
	_, logs := startObserved(t, componenttest.NewNopHost(), server.login(values))
	requireLine(t, logs, want)
}

func requireLine(t *testing.T, logs *observer.ObservedLogs, want string) {
	t.Helper()
	require.Eventually(t, func() bool {
		for _, line := range logs.FilterLevelExact(zap.WarnLevel).All() {
			if strings.Contains(fmt.Sprint(line.Message, line.ContextMap()), want) {
				return true
			}
		}
		return false
	}, 10*time.Second, 20*time.Millisecond, "%v", logs.All())
}

// missingRights takes one right after the other away: each is told by its name, and what was sent is stored once it is granted.
func missingRights(t *testing.T, server guarded) {
	enough := server.enough()
	for i, right := range enough.cluster[:2] {
		user := fmt.Sprintf("without-%d", i)
		less := rights{indices: enough.indices}
		for _, other := range enough.cluster {
			if other != right {
				less.cluster = append(less.cluster, other)
			}
		}
		server.grant(user, less)
		told(t, server, map[string]any{"user": user, "password": writersPassword}, enoughInOurWords[i])
	}
	server.grant("reader", rights{cluster: enough.cluster})
	e, logs := startObserved(t, componenttest.NewNopHost(), server.login(map[string]any{"user": "reader", "password": writersPassword}))
	sent := make(chan error, 1)
	go func() { sent <- e.ConsumeTraces(context.Background(), numbered(1000, 10, 10)) }()
	requireLine(t, logs, "Grant the index privileges create_doc and create_index")
	server.grant("reader", enough)
	require.NoError(t, <-sent)
	require.Equal(t, 1, stored(t, server.Server, "jaeger-span-*")[number(1000).String()])
}

// lifeRights rolls over and removes with the rights that the README asks for, and no others.
func lifeRights(t *testing.T, server guarded) {
	r := server.enough()
	if server.opensearch {
		r.cluster = append(r.cluster, "cluster:admin/opendistro/ism/policy/*")
		r.indices = append(r.indices, "manage")
	} else {
		r.cluster = append(r.cluster, "manage_ilm")
		r.indices = append(r.indices, "manage")
	}
	server.grant("keeper", r)
	server.Do("PUT", "/days-jaeger-span-2020-01-01", "")
	_, logs := startObserved(t, componenttest.NewNopHost(), server.login(map[string]any{
		"user": "keeper", "password": writersPassword, "index": map[string]any{"prefix": "days", "retention": "24h"},
	}))
	require.Eventually(t, func() bool {
		status, _ := server.Ask("GET", "/days-jaeger-span-2020-01-01", "")
		return status == 404
	}, 10*time.Second, 50*time.Millisecond, "%v", logs.All())

	rolls := server.login(map[string]any{
		"user": "keeper", "password": writersPassword,
		"index": map[string]any{"prefix": "rolls", "rotate": "rollover", "retention": "24h", "policy": map[string]any{}},
	})
	e, logs := startObserved(t, componenttest.NewNopHost(), rolls)
	send(t, e, numbered(0, 10, 10))
	require.Len(t, stored(t, server.Server, "rolls-jaeger-span-read"), 10)
	_, again := startObserved(t, componenttest.NewNopHost(), rolls) // looks after the alias that is there now
	require.Eventually(t, func() bool { return again.FilterMessage("Found the server.").Len() > 0 }, 10*time.Second, 20*time.Millisecond)
	require.Never(t, func() bool {
		return logs.FilterLevelExact(zap.WarnLevel).Len()+again.FilterLevelExact(zap.WarnLevel).Len() > 0
	}, 2*time.Second, 100*time.Millisecond, "%v", again.All())
}

var enoughInOurWords = []string{"cluster privilege monitor", "cluster privilege manage_index_templates"}
