package conformance

import (
	"bytes"
	"path/filepath"
	"testing"

	"golang.org/x/tools/txtar"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
)

// What "wxload k8s" prints, as its own tests have it, has no field that Kubernetes does
// not know, and each of the type that it has there.
func TestKubernetesKnowsEveryField(t *testing.T) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{appsv1.AddToScheme, batchv1.AddToScheme, corev1.AddToScheme} {
		if err := add(scheme); err != nil {
			t.Fatal(err)
		}
	}
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	archive, err := txtar.ParseFile("../../cmd/wxload/testdata/k8s.txtar")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, file := range archive.Files {
		if match, _ := filepath.Match("*.golden.yaml", file.Name); !match {
			continue
		}
		for object := range bytes.SplitSeq(file.Data, []byte("\n---\n")) {
			_, kind, err := decoder.Decode(object, nil, nil)
			if err != nil {
				t.Errorf("%s: %v in\n%s", file.Name, err, object)
				continue
			}
			seen[kind.Kind]++
		}
	}
	for kind, want := range map[string]int{"ConfigMap": 2, "PersistentVolumeClaim": 1, "Service": 1, "Deployment": 1, "Job": 4} {
		if seen[kind] != want {
			t.Errorf("%d of %s, want %d", seen[kind], kind, want)
		}
	}
}
