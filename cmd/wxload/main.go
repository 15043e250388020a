// Command wxload runs virtual WeChat mini-program clients against a developer
// server and reports duplicate logins, other login races and latency.
package main

import (
	"context"
	"fmt"
	"os"
	"time"
)

func main() {
	// A user's own script sees the local time of WeChat's users, on any machine.
	time.Local = time.FixedZone("CST", 8*60*60)
	os.Exit(start())
}

// start hands the process over to a program.
func start() int {
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintf(os.Stderr, "wxload: error: %v\n", err)
		return exitUsage
	}
	p := program{args: os.Args[1:], stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, dir: dir, getenv: os.Getenv}
	return p.run(context.Background())
}
