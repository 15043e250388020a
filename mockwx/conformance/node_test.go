package conformance

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestNodeEasyWeChat(t *testing.T) { runNode(t, "easywechat.test.js") }

func TestWaferNodeSession(t *testing.T) { runNode(t, "wafer.test.js") }

// runNode runs a script of node/ behind the proxy.
func runNode(t *testing.T, name string) {
	t.Helper()
	if _, err := os.Stat("node/node_modules"); err != nil {
		t.Skip("run npm ci in node/ first, or make conformance")
	}
	w := startWeChat(t)
	script, err := filepath.Abs(filepath.Join("node", name))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", "--test", script)
	cmd.Dir = t.TempDir() // the SDK keeps access tokens in files of its working folder
	cmd.Env = append(os.Environ(), "MOCK="+w.URL,
		"HTTPS_PROXY="+w.proxy, "https_proxy="+w.proxy, "NODE_EXTRA_CA_CERTS="+w.authority, "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	out, err := cmd.CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
