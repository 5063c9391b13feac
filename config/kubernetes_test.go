package config

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

func TestTheDaemonSetManifestHasNoUnknownOrMistypedKey(t *testing.T) {
	objects := map[string]func() any{
		"Namespace":          func() any { return &corev1.Namespace{} },
		"ServiceAccount":     func() any { return &corev1.ServiceAccount{} },
		"Service":            func() any { return &corev1.Service{} },
		"ClusterRole":        func() any { return &rbacv1.ClusterRole{} },
		"ClusterRoleBinding": func() any { return &rbacv1.ClusterRoleBinding{} },
		"DaemonSet":          func() any { return &appsv1.DaemonSet{} },
	}
	for _, document := range documents(t) {
		var meta metav1.TypeMeta
		require.NoError(t, yaml.Unmarshal(document, &meta))
		require.Contains(t, objects, meta.Kind)
		require.NoError(t, yaml.UnmarshalStrict(document, objects[meta.Kind]()), meta.Kind)
	}
}

func TestTheDaemonSetRunsABuiltInConfigAndSetsWhatItReads(t *testing.T) {
	container := daemonSet(t).Spec.Template.Spec.Containers[0]
	require.Equal(t, []string{"--config", "baton:agent"}, container.Args)
	content, err := pipelines.ReadFile("agent.yaml")
	require.NoError(t, err)

	set := map[string]bool{}
	for _, variable := range container.Env {
		set[variable.Name] = true
	}
	for _, variable := range regexp.MustCompile(`\$\{env:(\w+)|node_from_env_var: (\w+)`).FindAllSubmatch(content, -1) {
		name := string(variable[1]) + string(variable[2])
		require.True(t, set[name], "agent.yaml reads %s, which the manifest does not set", name)
	}
}

func TestTheDaemonSetAsksForNoMoreThanTheRestrictedStandard(t *testing.T) {
	pod := daemonSet(t).Spec.Template.Spec
	require.False(t, pod.HostNetwork)
	require.True(t, *pod.SecurityContext.RunAsNonRoot)
	require.Equal(t, corev1.SeccompProfileTypeRuntimeDefault, pod.SecurityContext.SeccompProfile.Type)
	for _, container := range pod.Containers {
		require.False(t, *container.SecurityContext.AllowPrivilegeEscalation)
		require.Equal(t, []corev1.Capability{"ALL"}, container.SecurityContext.Capabilities.Drop)
		for _, port := range container.Ports {
			require.Zero(t, port.HostPort)
		}
	}
}

func daemonSet(t *testing.T) appsv1.DaemonSet {
	for _, document := range documents(t) {
		var set appsv1.DaemonSet
		if err := yaml.UnmarshalStrict(document, &set); err == nil && set.Kind == "DaemonSet" {
			return set
		}
	}
	require.Fail(t, "no DaemonSet in the manifest")
	return appsv1.DaemonSet{}
}

func documents(t *testing.T) [][]byte {
	content, err := os.ReadFile("kubernetes/agent.yaml")
	require.NoError(t, err)
	return bytes.Split(content, []byte("\n---\n"))
}
