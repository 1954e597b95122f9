# Postern: build, check, run, install.  Start with `make help`.

# --- settings -------------------------------------------------------------------------------
CXX      ?= g++
BUILD    ?= build
SANITIZE ?=
OPT      ?= -O2
# -g1 adds lines to a stack trace, -g what a debugger can use; compiling takes twice and four times as long.
DEBUG    ?= -g0
PREFIX   ?= /usr/local
# Where to install: DESTDIR is put before each path; packages choose other folders for configuration and units.
DESTDIR    ?=
SYSCONFDIR ?= /etc
UNITDIR    ?= $(PREFIX)/lib/systemd/system
# The unit tests of these layers or rooms only: make unit ONLY="http service/session"
ONLY     ?=
# `make SETUP=no TARGET` installs no Debian packages.
SETUP    ?= yes
VERSION  := $(shell cat VERSION)
version_flag = -DPOSTERN_VERSION='"$(VERSION)"'
# How `make check` and `make docs` compile, and where: fast, and beside what is shipped.
CHECK_BUILD ?= $(BUILD)/dev
CHECK_OPT   ?= -O0
# What `make tidy` looks at.
TIDY     ?= $(sort $(shell find src -name '*.cpp'))

# What the targets of this call need is installed before anything is built. Not when make only shows what it would do.
prepared := all run unit database functional browser test-install lint check format tidy docs bench install deb fuzz fuzz-replay
ifneq ($(SETUP),no)
needed := $(filter $(prepared),$(or $(MAKECMDGOALS),all))
ifeq ($(findstring n,$(firstword -$(MAKEFLAGS))),)
ifneq ($(needed),)
$(shell dev/setup.sh $(needed) >&2)
ifneq ($(.SHELLSTATUS),0)
$(error dev/setup.sh could not install what $(needed) needs)
endif
export SETUP = no
endif
endif
endif

# A compiler cache is used where there is one.
CCACHE   ?= $(if $(findstring ccache,$(CXX)),,$(shell which ccache 2>/dev/null))
CCACHE   := $(CCACHE)
export CCACHE_NOHASHDIR = 1

warnings  := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum -Wformat=2 -Werror
hardening := -fstack-protector-strong -fPIE -fstack-clash-protection -fcf-protection
ifeq ($(SANITIZE),)
hardening += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
else
# g++ 12 finds uninitialised members in its own <regex> when it instruments it.
warnings += -Wno-error=maybe-uninitialized
endif
CPPFLAGS += -Iinclude -Isrc -Itests
CXXFLAGS += -std=c++20 $(OPT) $(DEBUG) $(warnings) $(hardening) $(SANITIZE:%=-fsanitize=% -fno-sanitize-recover=all)
LDFLAGS  += -pie -Wl,-z,relro,-z,now,--as-needed $(SANITIZE:%=-fsanitize=%)
LDLIBS   += -lfcgi -lmysqlcppconn -lcrypto -lsodium -lcgicc -lutf8proc -lctemplate_nothreads \
           -lcrypt -largon2 -lidn2 -lzxcvbn -lcurl -ldate-tz -lqrencode -lseccomp

# --- file lists -----------------------------------------------------------------------------
objects_in = $(patsubst %.cpp,$(BUILD)/%.o,$(sort $(shell find $(1) -name '*.cpp' 2>/dev/null)))

library   := $(BUILD)/libpostern.a
lib_objs  := $(filter-out $(BUILD)/src/main/%,$(call objects_in,src))
programs  := $(patsubst src/main/%.cpp,$(BUILD)/bin/%,$(wildcard src/main/*.cpp))
# What the tests share; a program takes what it needs of it.
support   := $(BUILD)/libsupport.a
support_objs := $(call objects_in,tests/support)
empty     :=
unit_tests := $(BUILD)/bin/unit_tests$(subst $(empty) $(empty),,$(patsubst %,-%,$(subst /,_,$(ONLY))))
unit_objs := $(BUILD)/tests/unit/main.o $(filter-out $(BUILD)/tests/unit/main.o,$(call objects_in,$(if $(ONLY),$(ONLY:%=tests/unit/%),tests/unit)))
database_tests := $(BUILD)/bin/database_tests
database_objs  := $(call objects_in,tests/database)
# What a functional test asks for besides the product.
test_programs := $(patsubst tests/programs/%.cpp,$(BUILD)/bin/%,$(wildcard tests/programs/*.cpp))
benches   := $(patsubst tests/bench/%.cpp,$(BUILD)/bin/%,$(wildcard tests/bench/*.cpp))
share     := $(BUILD)/share
share_src := $(wildcard share/*.txt src/portal/templates/* src/portal/static/* src/text/messages/* \
                        src/mail/templates/* src/api/openapi.json \
                        sql/migrations/*.sql sql/grants/* nginx/*.in nginx/snippets/* docs/postern.toml)
# Where unit and database leave the result of each case as XML; empty: only on the terminal.
REPORTS   ?=
report_to  = $(if $(REPORTS),--report_level=detailed --report_format=XML --report_sink=$(REPORTS)/$(1).xml)

# --- public targets -------------------------------------------------------------------------
.DEFAULT_GOAL := all
.PHONY: all help setup run unit database functional browser test-install lint check format tidy docs screenshots test test-release test-programs bench install uninstall deb clean

all: $(programs) $(share)/.done  ## Build the daemon and the administrator's command

help:                       ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

setup:                      ## Install the Debian packages that any target needs
	@dev/setup.sh test

run:                        ## Run everything: private MariaDB, posternd, nginx, a protected demo site and an API
	@$(MAKE) --no-print-directory -j$(shell nproc) all
	@BUILD=$(BUILD) python3 dev/run.py

unit: $(unit_tests)         ## Run the unit tests; ONLY="http service" selects layers, RUN=suite/case tests
	@mkdir -p $(BUILD) $(REPORTS)
	$(unit_tests) $(RUN:%=--run_test=%) $(call report_to,unit)

database: $(database_tests) ## Run the tests that need a database, against a private server
	@mkdir -p $(BUILD) $(REPORTS)
	python3 tests/support/mariadb.py run --template $(BUILD)/mariadb-template -- \
	    $(database_tests) $(RUN:%=--run_test=%) $(call report_to,database)

functional: all $(test_programs)  ## Run the tests through a real nginx; RUN=word selects some
	@BUILD=$(BUILD) tests/functional/run.py $(RUN)

browser: all                ## Run the tests in a real browser; RUN=word selects some
	@BUILD=$(BUILD) tests/functional/run.py --folder tests/browser $(RUN)

test-install: all           ## Test the package and the make targets on a fresh Debian 12
	@DEB_BUILD_OPTIONS=noautodbgsym $(MAKE) --no-print-directory deb
	@BUILD=$(BUILD) tests/functional/run.py --folder tests/install $(RUN)

lint:                       ## Check layers, SQL, formatting, words and what the documentation names
	@tests/lint/run.sh

check:                      ## Quick check of what has changed: lint, format, and unit tests of those layers
	@BUILD=$(CHECK_BUILD) OPT=$(CHECK_OPT) CHECK_BASE=$(CHECK_BASE) dev/check.sh

format:                     ## Give the sources that have changed the form of .clang-format
	@CHECK_BASE=$(CHECK_BASE) dev/changed.sh | grep -E '\.(cpp|hpp)$$' | xargs -r clang-format -i

tidy:                       ## Run clang-tidy over all sources; TIDY=FILE selects some
	@printf '%s\n' $(TIDY) | xargs -P $(shell nproc) -I{} clang-tidy --quiet {} -- \
	    -std=c++20 $(CPPFLAGS) $(version_flag)

docs:                       ## Generate the reference parts of the manual, and the completion
	@$(MAKE) --no-print-directory -j$(shell nproc) BUILD=$(CHECK_BUILD) OPT=$(CHECK_OPT) all
	@BUILD=$(CHECK_BUILD) /usr/bin/python3 dev/manual.py

screenshots: all            ## Take the pictures of docs/console.md anew
	@BUILD=$(BUILD) /usr/bin/python3 tests/browser/the_manual_shows_the_console_as_it_is.py --write

test: setup                 ## Run everything that must pass before a commit: about half an hour on two cores
	@BUILD=$(BUILD) tests/run.py

test-release: setup         ## The same, with sanitizers, clang-tidy and a fresh Debian 12: another hour
	@BUILD=$(BUILD) tests/run.py --release

test-programs: all $(test_programs)

bench: all $(benches)       ## Measure the gate against baselines; BENCH="--rounds 1" passes options
	@BUILD=$(BUILD) tests/bench/bench.py $(BENCH)

install: all                ## Install under PREFIX=/usr/local; DESTDIR=DIR installs below that folder
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' UNITDIR='$(UNITDIR)' \
	    BUILD='$(BUILD)' dev/install.sh install

uninstall:                  ## Remove what `make install` with the same variables installed
	@DESTDIR='$(DESTDIR)' PREFIX='$(PREFIX)' SYSCONFDIR='$(SYSCONFDIR)' UNITDIR='$(UNITDIR)' \
	    BUILD='$(BUILD)' dev/install.sh uninstall

deb: all                    ## Build a Debian package in build/deb
	@BUILD=$(BUILD) dev/deb.sh

clean:                      ## Remove the build folder
	rm -rf $(BUILD)

# --- rules ----------------------------------------------------------------------------------
$(library): $(lib_objs)
	@rm -f $@
	@echo "  AR  $@"
	@$(AR) rcs $@ $^

$(support): $(support_objs)
	@rm -f $@
	@echo "  AR  $@"
	@$(AR) rcs $@ $^

$(programs): $(BUILD)/bin/%: $(BUILD)/src/main/%.o $(library)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(unit_tests): $(unit_objs) $(support) $(library)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -lboost_unit_test_framework -o $@

$(database_tests): $(database_objs) $(support) $(library)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -lboost_unit_test_framework -o $@

$(test_programs): $(BUILD)/bin/%: $(BUILD)/tests/programs/%.o $(support) $(library)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(benches): $(BUILD)/bin/%: $(BUILD)/tests/bench/%.o $(library)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(share)/.done: $(share_src)
	@rm -rf $(share)
	@mkdir -p $(share)/nginx
	@cp -r src/portal/templates src/portal/static src/text/messages sql/migrations sql/grants $(share)
	@if [ -d src/mail/templates ]; then cp -r src/mail/templates $(share)/mail; fi
	@cp -r src/api/openapi.json share/common-passwords.txt $(share)
	@cp -r nginx/*.in nginx/snippets $(share)/nginx
	@cp docs/postern.toml $(share)
	@touch $@

# One unit knows the version: with a new one nothing else is compiled again.
$(BUILD)/src/app/wiring/version.o $(BUILD)/fuzz/src/app/wiring/version.o: CPPFLAGS += $(version_flag)
$(BUILD)/src/app/wiring/version.o $(BUILD)/fuzz/src/app/wiring/version.o: VERSION

# Where the time of a request does not depend on it, small code is better: it takes half of the memory, of which every
# process has its share, and half of the time to compile.
small_layers := $(if $(filter -O2,$(OPT)),api app config mail portal process service text)
small_objs := $(filter $(small_layers:%=$(BUILD)/src/%/%),$(lib_objs))
$(small_objs): OPT := -Os
# With -Os, g++ 12 takes members of an empty std::optional for uninitialised ones.
$(small_objs): CXXFLAGS += -Wno-maybe-uninitialized

# Tests need not be fast themselves: what they test is compiled as it is shipped.
slow_tests := unit database support
$(slow_tests:%=$(BUILD)/tests/%/%.o): OPT := -O0

# A third of the time that a unit takes to compile goes into the standard library, and most of what a test takes into
# Boost.Test: both are compiled once. g++ 12 then warns of bounds inside its own library, which are right.
# Not with sanitizers, which make it warn of still more.
define use_precompiled
$(1): $(BUILD)/$(2).gch
$(1): CPPFLAGS += -include $(BUILD)/$(2) -fpch-preprocess
$(1): CXXFLAGS += -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread
$(1): export CCACHE_SLOPPINESS = pch_defines,time_macros
endef
ifeq ($(SANITIZE),)
precompiled_units := $(filter-out $(small_objs),$(lib_objs)) $(filter $(BUILD)/src/main/%,$(call objects_in,src))
$(eval $(call use_precompiled,$(precompiled_units),src/base/precompiled.hpp))
$(eval $(call use_precompiled,$(small_objs),small/src/base/precompiled.hpp))
precompiled_tests := $(filter-out %/main.o,$(unit_objs)) $(filter-out %/main.o,$(database_objs))
$(eval $(call use_precompiled,$(precompiled_tests),tests/support/precompiled.hpp))
endif
$(BUILD)/tests/%.hpp.gch: OPT := -O0
$(BUILD)/small/%.hpp.gch: OPT := -Os
define make_precompiled
	@mkdir -p $(@D)
	@echo "  PCH $<"
	@cp $< $(@:.gch=)
	@CCACHE_SLOPPINESS=pch_defines,time_macros \
	    $(CCACHE) $(CXX) $(CPPFLAGS) $(CXXFLAGS) -w -x c++-header -MMD -MP -MF $(@:.gch=.d) -MT $@ -c $(@:.gch=) -o $@
endef
$(BUILD)/small/%.hpp.gch: %.hpp
	$(make_precompiled)
$(BUILD)/%.hpp.gch: %.hpp
	$(make_precompiled)

$(BUILD)/%.o: %.cpp
	@mkdir -p $(@D)
	@echo "  CXX $<"
	@$(CCACHE) $(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

# --- fuzzing --------------------------------------------------------------------------------
# Each tests/fuzz/fuzz_NAME.cpp is linked twice: with libFuzzer and sanitizers by clang (`fuzz`),
# and with a plain main that replays tests/fuzz/corpus/NAME (`fuzz-replay`, part of every test).
FUZZ         ?= $(patsubst tests/fuzz/fuzz_%.cpp,%,$(sort $(wildcard tests/fuzz/fuzz_*.cpp)))
FUZZ_SECONDS ?= 60
FUZZ_CXX     ?= clang++
fuzz_dir     := $(BUILD)/fuzz
fuzz_flags   := -std=c++20 -O1 -g -fno-omit-frame-pointer -D_GLIBCXX_ASSERTIONS \
                -fsanitize=address,undefined -fno-sanitize-recover=undefined \
                -fsanitize-ignorelist=tests/fuzz/sanitizer_ignore.txt
fuzz_objs    := $(lib_objs:$(BUILD)/%=$(fuzz_dir)/%)
fuzz_targets := $(FUZZ:%=$(fuzz_dir)/bin/fuzz_%)
replays      := $(FUZZ:%=$(BUILD)/bin/fuzz_%)

.PHONY: fuzz fuzz-replay
fuzz: $(fuzz_targets)       ## Fuzz each parser for FUZZ_SECONDS=60; FUZZ="json form" selects some
	@BUILD=$(BUILD) FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run.sh $(FUZZ)

fuzz-replay: $(replays)     ## Run the stored inputs of all fuzz targets once
	@failed=0; for name in $(FUZZ); do \
	    $(BUILD)/bin/fuzz_$$name tests/fuzz/corpus/$$name || failed=1; \
	done; exit $$failed

$(fuzz_dir)/libpostern.a: $(fuzz_objs)
	@rm -f $@
	@echo "  AR  $@"
	@$(AR) rcs $@ $^

$(fuzz_targets): $(fuzz_dir)/bin/%: $(fuzz_dir)/tests/fuzz/%.o $(fuzz_dir)/libpostern.a
	@mkdir -p $(@D)
	$(FUZZ_CXX) $(fuzz_flags) -fsanitize=fuzzer -Wl,--as-needed $^ $(LDLIBS) -o $@

$(replays): $(BUILD)/bin/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/replay_main.o $(library)
	@mkdir -p $(@D)
	@echo "  LD  $@"
	@$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

# Warnings are g++'s task; here they would only differ.
$(fuzz_dir)/%.o: %.cpp tests/fuzz/sanitizer_ignore.txt
	@mkdir -p $(@D)
	@echo "  FUZZ_CXX $<"
	@$(FUZZ_CXX) $(CPPFLAGS) $(fuzz_flags) -fsanitize=fuzzer-no-link -w -MMD -MP -c $< -o $@

# --- dependencies ---------------------------------------------------------------------------
-include $(shell find $(BUILD) -name '*.d' -type f 2>/dev/null)
