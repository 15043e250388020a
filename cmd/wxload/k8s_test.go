package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// manifest is what these tests read of an object.
type manifest struct {
	Kind     string
	Metadata struct{ Name string }
	Data     map[string]string
	Spec     struct {
		Completions int
		Template    struct {
			Spec struct {
				Containers []struct {
					Name string
					Args []string
				}
				Volumes []struct {
					ConfigMap struct {
						Items []struct{ Key, Path string }
					} `yaml:"configMap"`
				}
			}
		}
	}
}

// manifests are the objects in YAML, by kind and name.
func manifests(t *testing.T, text string) map[string]manifest {
	t.Helper()
	all := map[string]manifest{}
	for part := range strings.SplitSeq(text, "\n---\n") {
		var m manifest
		if err := yaml.Unmarshal([]byte(part), &m); err != nil {
			t.Fatalf("%v in\n%s", err, part)
		}
		all[m.Kind+" "+m.Metadata.Name] = m
	}
	return all
}

const k8sScenario = `mock: {url: "http://shop-mock:8090", secret: 0123456789abcdef0123456789abcdef}
clients: {count: 9}
load: {duration: 1s}
repeat: 1
flow: [launch, {page: home, requests: [home GET /api/home]}]
`

// TestWhatKubernetesStartsIsTheWholeRun starts what the printed containers have as
// processes, with the files of the ConfigMap and folders in the place of volumes.
func TestWhatKubernetesStartsIsTheWholeRun(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(k8sScenario), 0o600); err != nil {
		t.Fatal(err)
	}
	printed := run(t, dir, "", "k8s", "shop.yaml", "--shards", "3", "--image", "wxload")
	if printed.code != exitPassed {
		t.Fatalf("exit code %d, %s", printed.code, printed.stderr)
	}
	all := manifests(t, printed.stdout)
	args := func(object string, replacements ...string) []string {
		replacements = append(replacements, "/scenario/", filepath.Join(dir, "scenario")+"/", "/results/", filepath.Join(dir, "results")+"/")
		command := all[object].Spec.Template.Spec.Containers[0].Args
		return strings.Split(strings.NewReplacer(replacements...).Replace(strings.Join(command, "\n")), "\n")
	}
	mock := startMock(t, args("Deployment shop-mock", "0.0.0.0:8090", "127.0.0.1:0")[1:]...)
	defer mock.stop()
	job := all["Job shop"]
	for _, folder := range []string{"scenario", "results"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, item := range job.Spec.Template.Spec.Volumes[0].ConfigMap.Items {
		text := strings.ReplaceAll(all["ConfigMap shop-scenario"].Data[item.Key], "http://shop-mock:8090", mock.wechat)
		if err := os.WriteFile(filepath.Join(dir, "scenario", item.Path), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var pods []*exec.Cmd
	for i := range job.Spec.Completions {
		pod := exec.Command("wxload", args("Job shop", "$(JOB_COMPLETION_INDEX)", strconv.Itoa(i))...)
		pod.Env = append(os.Environ(), jobIndex+"="+strconv.Itoa(i))
		pod.Stderr = &bytes.Buffer{}
		if err := pod.Start(); err != nil {
			t.Fatal(err)
		}
		pods = append(pods, pod)
	}
	for i, pod := range pods {
		if code := exitCode(t, pod.Wait()); code != exitPassed {
			t.Errorf("pod %d: exit code %d, %s", i, code, pod.Stderr)
		}
	}
	merged := run(t, dir, "", args("Job shop-report")...)
	if merged.code != exitPassed || !strings.HasPrefix(merged.stdout, "PASSED") || !strings.Contains(merged.stdout, "9 of 9 clients finished") {
		t.Errorf("exit code %d, %s%s", merged.code, merged.stdout, merged.stderr)
	}
	if page, err := os.ReadFile(filepath.Join(dir, "results/shop.html")); err != nil || !bytes.Contains(page, []byte("<html")) {
		t.Errorf("the page has %d bytes, %v", len(page), err)
	}
}
