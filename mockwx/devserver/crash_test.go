package devserver

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tidwall/gjson"
)

// TestMain turns the test binary into a developer server where a crash test
// asks for one: that has to die for real.
func TestMain(m *testing.M) {
	if db := os.Getenv("DEVSERVER_CHILD_DB"); db != "" {
		child(db, os.Getenv("DEVSERVER_CHILD_WECHAT"))
		return
	}
	os.Exit(m.Run())
}

// child serves until it is killed, or its standard input ends.
func child(db, wechat string) {
	s, err := NewServer(ServerOptions{DB: db, WeChat: wechat, AppID: "wx1", Secret: "S"})
	if err == nil {
		err = s.Start()
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Println(s.URL())
	io.Copy(io.Discard, os.Stdin)
	s.Shutdown(context.Background())
}

func TestWhatWasAnsweredSurvivesKill9(t *testing.T) {
	db, wechat := filepath.Join(t.TempDir(), "dev.db"), fakeWeChat(t)
	killed, url := startChild(t, db, wechat)
	var all sync.WaitGroup
	const clients, enough = 8, 20
	answered := make([][]string, clients) // tokens, by client
	var once sync.Once                    // the client that first has enough pulls the plug
	for c := range clients {
		all.Go(func() {
			for i := 0; ; i++ {
				token, err := childLogin(url, fmt.Sprintf("o%d-%d", c, i))
				if err != nil {
					return // killed
				}
				answered[c] = append(answered[c], token)
				if len(answered[c]) == enough {
					once.Do(func() { killed.Process.Kill() })
				}
			}
		})
	}
	all.Wait()
	killed.Wait()

	_, url = startChild(t, db, wechat)
	for c, tokens := range answered {
		for i, token := range tokens {
			if got, want := whoIs(t, url, token), fmt.Sprintf("o%d-%d", c, i); got != want {
				t.Fatalf("after kill -9 the token of %s belongs to %q", want, got)
			}
		}
	}
}

// startChild runs a server in a process of its own until the test ends.
func startChild(t *testing.T, db, wechat string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "DEVSERVER_CHILD_DB="+db, "DEVSERVER_CHILD_WECHAT="+wechat)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stdin.Close()
		cmd.Wait()
	})
	url, _ := bufio.NewReader(stdout).ReadString('\n')
	if !strings.HasPrefix(url, "http://") {
		t.Fatalf("the child says %q", url)
	}
	return cmd, strings.TrimSpace(url)
}

func childLogin(url, openid string) (string, error) {
	resp, err := http.Post(url+"/login", "application/json", strings.NewReader(`{"code":"ok-`+openid+`"}`))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return gjson.GetBytes(body, "data.token").String(), err
}

func whoIs(t *testing.T, url, token string) string {
	t.Helper()
	r, err := http.NewRequest("GET", url+"/me", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return gjson.GetBytes(body, "data.openid").String()
}
