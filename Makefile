# Nothing here is needed to build, test or run wxload: Go is enough.

.PHONY: build release test short slow race fuzz golden bench lint mutate conformance

build:
	go build -o wxload ./cmd/wxload

# The binaries of all systems in bin, and npm packages of them in bin/npm, which needs Node
# and a VERSION such as 1.2.3.
release:
	.release/build bin
	node .release/npm/pack.mjs bin bin/npm $(VERSION)

test:
	go test ./...

# What a change is tried with while it is being made.
short:
	go test -short ./...

# What the tests of the search leave out: larger worlds, in which a search with its
# reductions must find what one without them finds. It takes half an hour. Before that,
# the mock in Chromium and a run in Prometheus, if there are those; a run and its three
# shards; shards on machines, of which one is cut off, as network namespaces; vet for other
# systems; two builds, whose bytes are equal; the packages for npm, installed; the image, if
# there is podman; a thousand clients with JavaScript in them, ten minutes long, whose
# memory must not grow; and the mini programs whose folders WXLOAD_APPS names, as PATH does.
slow:
	go test ./mockwx -run Browser -count 1 -v
	go test ./cmd/wxload -run PrometheusAnswers -count 1 -v
	go test ./cmd/wxload -run 'ThreeThousand|CutOffForAWhile|InstallOffline' -count 1 -v -args -slow
	GOOS=windows go vet ./...
	GOOS=darwin go vet ./...
	.release/reproducible
	if command -v podman >/dev/null; then .release/image; fi
	go test ./client/script -run RealMiniPrograms -timeout 2h -v
	go test ./scenario/live -run DoNotGrow -timeout 2h -v -args -soak 10m
	go test ./scenario/explore -run 'Pruned|Futures' -timeout 3h -v -args -slow
	dists=$$(client/script/conformance/dists/build "$(DISTS)") && WXLOAD_DISTS=$$dists go test ./client/script -run Dists -count 1 -v

race:
	go test -race ./...

# Each fuzz target for FUZZTIME. What it finds lies in the package's testdata/fuzz.
FUZZTIME = 20s
fuzz:
	@grep -r --include='*_test.go' -o '^func Fuzz[A-Za-z0-9]*' . | while IFS=: read -r file func; do \
		go test -run '^$$' -fuzz "^$${func#func }$$" -fuzztime $(FUZZTIME) "$$(dirname "$$file")" || exit; \
	done

# Writes the golden files anew; git diff shows what changed.
golden:
	go test $$(grep -rl --include='*_test.go' '"update"' . | xargs -n 1 dirname | sort -u) -update

# CPU per request beside net/http's own, and beside wrk and vegeta where they are
# installed; memory per client, also with JavaScript in it; schedules a second; logins at a mock whose ledger nobody reads. Two results are
# compared by
#	go tool -modfile=.ci/tools/go.mod benchstat old.txt new.txt
COUNT = 10
bench:
	go test -run '^$$' -bench . -skip Flow -benchmem -count $(COUNT) -timeout 3h ./scenario/live/... ./scenario/explore ./client/script/... ./reports/result
	go test -run '^$$' -bench Flow -benchtime 1x -count 1 ./scenario/live
	go test -run '^$$' -bench Ledger -benchtime 1x -count $(COUNT) ./mockwx

# gofmt, go vet and the linters of .golangci.yml.
lint:
	test -z "$$(gofmt -l .)"
	go vet ./...
	.ci/lint

# Mutation testing: what the tests of these would not notice. It takes hours.
MUTATE = ./client ./mockwx ./reports
mutate:
	.ci/mutate $(MUTATE)

# SDKs written for the real WeChat against the mock, backends of npm packages under load,
# and request libraries of mini programs as wrappers; what .release holds against the types
# of Kubernetes and the reader of goreleaser; needs Node and the network.
conformance:
	cd .release/conformance && go test ./...
	cd mockwx/conformance/node && npm ci --no-audit --no-fund
	for backend in mockwx/conformance/backends/*/; do npm --prefix "$$backend" install --ignore-scripts --no-package-lock --no-audit --no-fund || exit; done
	cd mockwx/conformance && go test ./...
	cd client/script/conformance/node && npm ci --ignore-scripts --no-audit --no-fund
	go test ./client/script ./client/script/load -run Libraries
