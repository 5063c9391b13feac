# Baton's commands. `make help` lists them.

GO        ?= go
BIN       := bin/otelcol-baton
# What runs with `make test-backends`: the packages that have files with this build tag.
TAG       := backends
BACKENDS   = $(sort $(dir $(shell grep -rl --include='*_test.go' '^//go:build $(TAG)' . 2>/dev/null)))

# What `make fuzz` fuzzes: folder below llm_span, and target.
FUZZ      := .:FuzzTraces internal/dialect:FuzzRead internal/content:FuzzRebuild internal/content:FuzzMask internal/price:FuzzCost

# A checkout by another user is no repository to git; what version this is stands in builder-config.yaml.
export GOFLAGS += -buildvcs=false

.DEFAULT_GOAL := help
.PHONY: help build run demo test fuzz test-backends prices generate lint clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-15s %s\n", $$1, $$2}'

build: ## build bin/otelcol-baton (minutes at first, seconds after)
	$(GO) build -ldflags='-s -w' -o $(BIN) ./cmd/otelcol-baton

run: build ## build and start Baton with config/local.yaml
	./$(BIN) --config baton:local $(ARGS)

demo: build ## start a Baton, send it recorded agent runs, print what came of them
	$(GO) run ./cmd/baton-demo --baton $(BIN) $(ARGS)

test: ## run every test that needs Go alone, then each fuzz target of llm_span for a short while
	$(GO) test ./...
	$(MAKE) fuzz

# How long each target is fuzzed: by the number of inputs, so that a slow machine fuzzes as much as a fast one. What is
# found interesting is not made smaller, which would take most of a short run.
FUZZTIME ?= 3000x

fuzz: ## fuzz the decoders of llm_span, FUZZTIME each (default 3000x; make fuzz FUZZTIME=5m)
	@for target in $(FUZZ); do \
		$(GO) test -run '^$$' -fuzz "^$${target#*:}$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x "./processor/llmspanprocessor/$${target%%:*}" || exit 1; \
	done

prices: ## compile the price table from the data files (see processor/llmspanprocessor/internal/price/data/README.md)
	cd processor/llmspanprocessor/internal/price && $(GO) run ./compile $(ARGS)

test-backends: ## run the tests that need Java, Maven, Python, Node or a server
	@for tool in java mvn node npm python3 promtool prometheus; do \
		command -v $$tool >/dev/null || { echo "test-backends needs $$tool, which is not installed" >&2; exit 1; }; \
	done
	$(if $(strip $(BACKENDS)),$(GO) test -tags $(TAG) -timeout 45m $(BACKENDS),@echo "no package has tests with the build tag $(TAG)")

generate: ## rewrite what is generated: cmd/otelcol-baton, mdatagen's files, the option tables
	$(GO) tool builder --config builder-config.yaml --skip-get-modules --skip-compilation
	$(GO) generate ./...
	$(GO) test ./internal/configdoc ./docs -update

lint: ## vet, staticcheck, gofumpt
	$(GO) vet ./...
	$(GO) vet -tags $(TAG) ./...
	$(GO) tool staticcheck ./...
	@unformatted=$$($(GO) tool gofumpt -l . | grep -v '^cmd/otelcol-baton/'); \
	if [ -n "$$unformatted" ]; then echo "gofumpt would change:"; echo "$$unformatted"; exit 1; fi

clean: ## remove what was built
	rm -rf bin
