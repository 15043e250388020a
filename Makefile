# Nothing here is needed to build, test or run wxload: Go is enough.

.PHONY: build test bench lint conformance

build:
	go build -o wxload ./cmd/wxload

test:
	go test ./...

# CPU per request beside net/http's own, memory per client, schedules a second.
bench:
	go test -run '^$$' -bench . ./scenario/live/... ./scenario/sim/explore

# gofmt, go vet and the linters of .golangci.yml.
lint:
	test -z "$$(gofmt -l .)"
	go vet ./...
	.ci/lint

# SDKs written for the real WeChat against the mock; needs Node and the network.
conformance:
	cd mockwx/conformance/node && npm ci --no-audit --no-fund
	cd mockwx/conformance && go test ./...
