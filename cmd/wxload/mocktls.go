package main

import (
	"context"
	"net"

	"github.com/spf13/pflag"

	"github.com/wxload/wxload/mockwx"
	"github.com/wxload/wxload/mockwx/proxy"
)

// tlsFlags are the flags of "wxload mock" for backends that insist on HTTPS.
type tlsFlags struct {
	proxyAddr string // "" serves no proxy
	caFile    string
	serve     bool // the mock itself speaks HTTPS
}

func (f *tlsFlags) define(flags *pflag.FlagSet) {
	flags.StringVar(&f.proxyAddr, "proxy", "", "`ADDR` of a proxy that answers for https://api.weixin.qq.com (HTTPS_PROXY); needs --ca-out")
	flags.StringVar(&f.caFile, "ca-out", "", "`FILE` of the certificate that backends trust; made once with FILE.key, then kept")
	flags.BoolVar(&f.serve, "tls", false, "serve the mock WeChat itself over HTTPS; needs --ca-out")
}

// check refuses flags that lack another one.
func (f *tlsFlags) check(devAddr string) error {
	wanted := f.proxyAddr != "" || f.serve
	switch {
	case wanted && f.caFile == "":
		return wrongUsage("add --ca-out wxload-ca.pem", "--proxy and --tls need a file for the certificate that the backend is to trust")
	case !wanted && f.caFile != "":
		return wrongUsage("add --proxy 127.0.0.1:8092, or --tls", "--ca-out is about a certificate, and nothing would use one")
	case f.serve && devAddr != "":
		return wrongUsage("leave --tls out; --proxy serves HTTPS beside it", "--devserver asks the mock over HTTP, which --tls turns off")
	case f.proxyAddr != "":
		return checkAddr("--proxy", f.proxyAddr)
	}
	return nil
}

// authority opens the authority that the flags ask for; nil without one.
func (p *program) authority(f *tlsFlags) (*proxy.Authority, error) {
	if f.caFile == "" {
		return nil, nil
	}
	for _, file := range []string{f.caFile, f.caFile + ".key"} {
		if err := refusePipe(p.path(file)); err != nil {
			return nil, wrongUsage("", "--ca-out: %w", fileError("read", file, err))
		}
	}
	authority, err := proxy.OpenAuthority(p.path(f.caFile))
	if err != nil {
		return nil, wrongUsage("", "%w", err)
	}
	return authority, nil
}

// runningProxy is a proxy that serves until stop.
type runningProxy struct {
	url  string
	stop func() error
}

func startProxy(addr string, authority *proxy.Authority, mock *mockwx.Server) (*runningProxy, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, serverFailure(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- proxy.New(authority, mock.Handler()).Serve(ctx, ln) }()
	return &runningProxy{
		url:  "http://" + ln.Addr().String(),
		stop: func() error { cancel(); return <-served },
	}, nil
}
