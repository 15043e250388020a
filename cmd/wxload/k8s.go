package main

import (
	"cmp"
	_ "embed" // the template
	"encoding/json"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"text/template"
	"time"

	"github.com/spf13/cobra"

	"github.com/wxload/wxload/scenario"
)

const k8sHelp = `Print a run in shards as Kubernetes has it: an Indexed Job whose pods are the shards, a Job
that judges their results, a ConfigMap with the scenario and the files that it names, and a
volume for the results. Where the host of mock.url is a single name, such as shop-mock, the mock
is printed, too, as a Deployment and a Service of that name; the backend asks the same URL.

The second Job waits until somebody wakes it, when the shards are done:

  kubectl apply -f k8s.yaml && kubectl wait --for=condition=Complete --timeout=1h job/shop
  kubectl patch job/shop-report -p '{"spec":{"suspend":false}}'

--presigned SECRET takes an object store in the place of the volume: the Secret has files for
curl, put-0, put-1 and so on, and get-0, get-1, each with a line url = "https://…".`

//go:embed k8s.yaml.tmpl
var k8sTemplate string

// k8sFlags are the flags of "wxload k8s".
type k8sFlags struct {
	runFlags
	shards    int
	image     string
	presigned string
}

// k8sRun is a run in shards as the template takes it.
type k8sRun struct {
	Name, Image   string
	Shards        int
	Files         []k8sFile
	Run, Merge    []string // arguments
	Mock          *k8sMock // nil where none is printed
	Presigned     string   // Secret; empty for a volume
	Curl, Fetched []string // arguments of curl, with Presigned
}

// k8sMock is the mock WeChat as a service.
type k8sMock struct {
	Name string
	Port int
	Args []string
}

func newK8sCommand(p *program) *cobra.Command {
	f := &k8sFlags{}
	cmd := &cobra.Command{
		Use:   "k8s FILE --shards N --image IMAGE",
		Short: "Print a run in shards for Kubernetes",
		Long:  k8sHelp,
		Example: `  wxload k8s shop.yaml --shards 3 --image ghcr.io/wxload/wxload > k8s.yaml
  wxload k8s shop.yaml --shards 9 --image wxload --start-at 2026-12-01T12:00:00Z`,
		Args: arguments(1, 1, "one FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return p.printK8s(f, args[0]) },
	}
	flags := cmd.Flags()
	flags.IntVar(&f.shards, "shards", 0, "`NUMBER` of pods among which the clients are dealt out")
	flags.StringVar(&f.image, "image", "", "`IMAGE` of wxload, of the same version for all")
	flags.StringVar(&f.startAt, "start-at", "", "begin the load of all pods at `TIME`, as RFC 3339 or in seconds since 1970")
	flags.StringVar(&f.presigned, "presigned", "", "take an object store by the URLs in the `SECRET`, no volume")
	flags.StringArrayVar(&f.allowHosts, "allow-host", nil, "allow a `HOST`, or HOST:PORT: the target, as the cluster names it")
	flags.BoolVar(&f.allowRelease, "allow-release", false, "allow envVersion release")
	return cmd
}

func (p *program) printK8s(f *k8sFlags, file string) error {
	s, err := p.scenarioFile(file, scenarioOptions())
	if err != nil {
		return err
	}
	if f.image == "" {
		return wrongUsage("for example --image ghcr.io/wxload/wxload", "--image is missing")
	}
	mock := k8sMockOf(s)
	if mock != nil {
		f.allowHosts = append(f.allowHosts, mock.Name)
	}
	if err := f.fits(s); err != nil {
		return err
	}
	files, at, err := p.k8sFiles(s, file)
	if err != nil {
		return err
	}
	run := &k8sRun{Name: k8sName(s.Name), Image: f.image, Shards: f.shards, Files: files, Mock: mock, Presigned: f.presigned}
	run.arguments(f, at)
	t := template.Must(template.New("k8s").Funcs(template.FuncMap{"json": asJSON}).Parse(k8sTemplate))
	return t.Execute(p.stdout, run)
}

// fits refuses what pods cannot do, before anything is printed.
func (f *k8sFlags) fits(s *scenario.Scenario) error {
	f.part = "1/" + strconv.Itoa(f.shards)
	if f.shards == 0 {
		return wrongUsage("for example --shards 3", "--shards is missing")
	}
	if _, err := f.shard(s, time.Now()); err != nil {
		return err
	}
	if !s.EmbeddedMock() && s.EmbeddedTarget() && s.Mock.Secret == "" {
		return wrongUsage("write 32 letters and digits", "mock.secret: the pods' own developer servers need the appsecret of their mock")
	}
	for _, host := range s.Hosts() {
		if name := host[:strings.LastIndexByte(host, ':')]; scenario.Loopback(name) {
			return wrongUsage("name it as pods reach it, such as http://shop.default.svc:8080", "%s is the pod itself", host)
		}
	}
	if err := scenario.CheckSafety(s, f.allowHosts, f.allowRelease); err != nil {
		return &failure{exitUsage, err, ""}
	}
	for _, e := range s.Events {
		switch {
		case len(e.By.Command) > 0:
			return wrongUsage("events[].by.url is called from a pod, too", "events[].by.command: the image has no programs but wxload")
		case e.Expire != "tokens" && !s.EmbeddedMock():
			return wrongUsage("delete the event, or let tokens expire", "events[].expire: %s expire at the mock WeChat by a call with its control token, which pods do not have", e.Expire)
		}
	}
	if s.RecordAnswers != "" {
		return wrongUsage("delete the line", "record_answers: what a pod writes is gone with it")
	}
	return nil
}

// arguments makes the command lines of the containers; at is the scenario's file in the volume.
func (r *k8sRun) arguments(f *k8sFlags, at string) {
	r.Run = []string{"run", "/scenario/" + at, "--quiet", "--shard", "auto/" + strconv.Itoa(r.Shards), "--out", "result=/results/$(JOB_COMPLETION_INDEX).wxr"}
	if f.startAt != "" {
		r.Run = append(r.Run, "--start-at", f.startAt)
	}
	for _, host := range f.allowHosts {
		r.Run = append(r.Run, "--allow-host", host)
	}
	if f.allowRelease {
		r.Run = append(r.Run, "--allow-release")
	}
	r.Merge = []string{"merge"}
	r.Curl = []string{"--fail", "--silent", "--show-error", "--retry", "5", "--upload-file", "/results/$(JOB_COMPLETION_INDEX).wxr", "--config", "/urls/put-$(JOB_COMPLETION_INDEX)"}
	for i := range r.Shards {
		result := "/results/" + strconv.Itoa(i) + ".wxr"
		r.Merge = append(r.Merge, result)
		if i > 0 {
			r.Fetched = append(r.Fetched, "--next")
		}
		r.Fetched = append(r.Fetched, "--fail", "--silent", "--show-error", "--retry", "5", "--output", result, "--config", "/urls/get-"+strconv.Itoa(i))
	}
	if r.Presigned == "" { // else it would be gone with the pod
		r.Merge = append(r.Merge, "--out", "html=/results/"+r.Name+".html")
	}
}

// k8sMockOf is the mock that the scenario's pods and the backend ask: where mock.url names
// a host without a dot, which in a cluster is a service beside the pods.
func k8sMockOf(s *scenario.Scenario) *k8sMock {
	u, err := url.Parse(s.Mock.URL)
	if err != nil || s.Mock.URL == "" || strings.ContainsAny(u.Hostname(), ".:") || scenario.Loopback(u.Hostname()) {
		return nil
	}
	port, err := strconv.Atoi(cmp.Or(u.Port(), "80"))
	if err != nil || u.Scheme != "http" {
		return nil
	}
	m := &k8sMock{Name: strings.ToLower(u.Hostname()), Port: port}
	m.Args = []string{"mock", "--addr", "0.0.0.0:8090", "--allow-host", m.Name, "--quota", "off", "--appid", s.App.AppID, "--seed", strconv.FormatUint(s.Seed, 10)}
	if s.Mock.Secret != "" {
		m.Args = append(m.Args, "--secret", s.Mock.Secret)
	}
	m.Args = append(m.Args, "--session-rotation", s.Mock.SessionKey.Rotate.String(), "--session-ttl", s.Mock.SessionKey.Lifetime.String())
	latency := s.Mock.Latency
	m.Args = append(m.Args, "--login-latency", latency.Login.String(), "--checksession-latency", latency.CheckSession.String(), "--jscode2session-latency", latency.JSCode2Session.String())
	return m
}

// notInName is what a name in Kubernetes cannot have.
var notInName = regexp.MustCompile(`[^a-z0-9]+`)

// maxName leaves room for what Kubernetes adds to it.
const maxName = 40

// k8sName is a scenario's name as Kubernetes allows it.
func k8sName(name string) string {
	name = strings.Trim(notInName.ReplaceAllString(strings.ToLower(name), "-"), "-")
	name = strings.Trim(name[:min(len(name), maxName)], "-")
	if name == "" || name[0] >= '0' && name[0] <= '9' { // the name of a service begins with a letter
		name = strings.Trim("wxload-"+name, "-")
	}
	return name
}

// asJSON is a value as YAML takes it, too.
func asJSON(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
