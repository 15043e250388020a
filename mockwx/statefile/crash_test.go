package statefile

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tidwall/gjson"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/devserver"
)

// In the environment, these turn the test binary into a server with that state
// file: a crash test needs one that dies for real.
const (
	mockChild      = "STATEFILE_MOCK"
	devServerChild = "STATEFILE_DEVSERVER"
	wechatOfChild  = "STATEFILE_WECHAT"
)

func TestMain(m *testing.M) {
	var err error
	switch {
	case os.Getenv(mockChild) != "":
		err = serveMock(os.Getenv(mockChild))
	case os.Getenv(devServerChild) != "":
		err = serveDevServer(os.Getenv(devServerChild), os.Getenv(wechatOfChild))
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

// serveMock serves until it is killed, or its standard input ends.
func serveMock(path string) error {
	file, err := OpenMock(path)
	if err != nil {
		return err
	}
	defer file.Close()
	s, err := mockwx.Start(mockwx.ServerOptions{Store: file})
	if err != nil {
		return err
	}
	defer s.Close()
	fmt.Println(s.URL)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

func serveDevServer(path, wechat string) error {
	file, err := OpenDevServer(path)
	if err != nil {
		return err
	}
	defer file.Close()
	s, err := devserver.NewServer(devserver.ServerOptions{Store: file, WeChat: wechat, AppID: mockwx.DefaultAppID, Secret: mockwx.DefaultSecret})
	if err != nil {
		return err
	}
	if err := s.Start(); err != nil {
		return err
	}
	fmt.Println(s.URL())
	_, err = io.Copy(io.Discard, os.Stdin)
	s.Shutdown(context.Background())
	return err
}

func TestCodesThatWereUsedSurviveKill9(t *testing.T) {
	path := mockChild + "=" + filepath.Join(t.TempDir(), "state.db")
	killed, url := startChild(t, path)
	const clients, enough = 4, 30
	used := untilKilled(t, killed, clients, enough, func(c, _ int) (string, error) { return useCode(url, fmt.Sprint("u", c)) })

	_, url = startChild(t, path)
	for c, codes := range used {
		for _, code := range codes {
			body, err := call("GET", exchangeURL(url, code), "", "")
			if err != nil || !strings.Contains(body, "40163") && !strings.Contains(body, "45011") {
				t.Fatalf("after kill -9 a used code of u%d is answered %s, %v", c, body, err)
			}
		}
	}
}

func TestTokensThatWereGivenSurviveKill9(t *testing.T) {
	mock := mockwx.NewServer(t)
	path := []string{devServerChild + "=" + filepath.Join(t.TempDir(), "dev.db"), wechatOfChild + "=" + mock.URL}
	killed, url := startChild(t, path...)
	const clients, enough = 4, 30
	given := untilKilled(t, killed, clients, enough, func(c, i int) (string, error) { return logIn(mock, url, userName(c, i)) })

	_, url = startChild(t, path...)
	for c, tokens := range given {
		for i, token := range tokens {
			body, err := call("GET", url+"/me", token, "")
			if got, want := gjson.Get(body, "data.openid").String(), openID(mock, userName(c, i)); err != nil || got != want {
				t.Fatalf("after kill -9 the token of %s belongs to %q, %v", want, got, err)
			}
		}
	}
}

// untilKilled calls do from several clients at once, and kills the process when the
// first of them was answered enough times. It returns what each client got.
func untilKilled(t *testing.T, process *exec.Cmd, clients, enough int, do func(client, i int) (string, error)) [][]string {
	var all sync.WaitGroup
	var once sync.Once
	answered := make([][]string, clients)
	for c := range clients {
		all.Go(func() {
			for i := 0; ; i++ {
				got, err := do(c, i)
				if err != nil || got == "" {
					return // killed
				}
				if answered[c] = append(answered[c], got); len(answered[c]) == enough {
					once.Do(func() { process.Process.Kill() })
				}
			}
		})
	}
	all.Wait()
	process.Wait()
	if !slices.ContainsFunc(answered, func(got []string) bool { return len(got) >= enough }) {
		t.Fatalf("the server gave up by itself, after the answers %q", answered)
	}
	return answered
}

// startChild runs a server in a process of its own until the test ends.
func startChild(t *testing.T, environment ...string) (*exec.Cmd, string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), environment...)
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

func userName(client, i int) string { return fmt.Sprintf("u%d-%d", client, i) }

func openID(mock *mockwx.Server, user string) (openid string) {
	mock.Do(func(_ time.Time, m *mockwx.Machine) { openid = m.OpenID(mockwx.DefaultAppID, user) })
	return openid
}

// logIn logs a user in at the developer server and returns the token.
func logIn(mock *mockwx.Server, url, user string) (string, error) {
	code, err := mock.Login(mockwx.DefaultAppID, user)
	if err != nil {
		return "", err
	}
	body, err := call("POST", url+"/login", "", `{"code":"`+code+`"}`)
	return gjson.Get(body, "data.token").String(), err
}

// useCode logs in at the mock, uses the code and returns it.
func useCode(url, user string) (string, error) {
	body, err := call("POST", url+"/_wx/login", "", `{"appid":"`+mockwx.DefaultAppID+`","user":"`+user+`"}`)
	if err != nil {
		return "", err
	}
	code := gjson.Get(body, "code").String()
	_, err = call("GET", exchangeURL(url, code), "", "")
	return code, err
}

func exchangeURL(url, code string) string {
	return url + "/sns/jscode2session?appid=" + mockwx.DefaultAppID + "&secret=" + mockwx.DefaultSecret +
		"&js_code=" + code + "&grant_type=authorization_code"
}

func call(method, url, token, body string) (string, error) {
	r, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	r.Header.Set("Authorization", token)
	r.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	return string(answer), err
}
