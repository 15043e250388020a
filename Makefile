# Nothing here is needed to build, test or run wxload: Go is enough.

.PHONY: build test bench lint

build:
	go build -o wxload ./cmd/wxload

test:
	go test ./...

# CPU per request beside net/http's own, and memory per client.
bench:
	go test -run '^$$' -bench . ./scenario/live/...

lint:
	test -z "$$(gofmt -l .)"
	go vet ./...
