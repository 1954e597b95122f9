# Postern: build, check, run, install.  Start with `make help`.

# --- settings -------------------------------------------------------------------------------
CXX      ?= g++
BUILD    ?= build
SANITIZE ?=
OPT      ?= -O2
PREFIX   ?= /usr/local
# Build and test only these layers while working on them: make unit ONLY="base http"
ONLY     ?=

warnings  := -Wall -Wextra -Wshadow -Wconversion -Wswitch-enum -Wformat=2 -Werror
hardening := -fstack-protector-strong -fPIE -fstack-clash-protection -fcf-protection
ifeq ($(SANITIZE),)
hardening += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
endif
CPPFLAGS += -Iinclude -Isrc -Itests
CXXFLAGS += -std=c++20 $(OPT) -g $(warnings) $(hardening) $(SANITIZE:%=-fsanitize=% -fno-sanitize-recover=all)
LDFLAGS  += -pie -Wl,-z,relro,-z,now,--as-needed $(SANITIZE:%=-fsanitize=%)
LDLIBS   += -lfcgi -lmysqlcppconn -lcrypto -lsodium -lcgicc -lutf8proc -lctemplate_nothreads

# --- file lists -----------------------------------------------------------------------------
objects_in = $(patsubst %.cpp,$(BUILD)/%.o,$(sort $(shell find $(1) -name '*.cpp' 2>/dev/null)))

layers    := $(if $(ONLY),$(ONLY:%=src/%),src)
library   := $(BUILD)/libpostern.a
lib_objs  := $(filter-out $(BUILD)/src/main/%,$(call objects_in,$(layers)))
programs  := $(patsubst src/main/%.cpp,$(BUILD)/bin/%,$(wildcard src/main/*.cpp))
unit_tests := $(BUILD)/bin/unit_tests
unit_objs := $(call objects_in,$(if $(ONLY),$(wildcard $(ONLY:%=tests/unit/%)) tests/unit/main.cpp,tests/unit tests/support))
database_tests := $(BUILD)/bin/database_tests
database_objs  := $(call objects_in,tests/database tests/support)

# --- public targets -------------------------------------------------------------------------
.DEFAULT_GOAL := all
.PHONY: all help unit clean

all: $(programs)            ## Build the server and the admin command

help:                       ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

unit: $(unit_tests)         ## Run the unit tests; RUN=suite/case picks some
	$(unit_tests) $(RUN:%=--run_test=%)

clean:                      ## Remove the build folder
	rm -rf $(BUILD)

# --- rules ----------------------------------------------------------------------------------
$(library): $(lib_objs)
	@rm -f $@
	$(AR) rcs $@ $^

$(programs): $(BUILD)/bin/%: $(BUILD)/src/main/%.o $(library)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LDLIBS) -o $@

$(unit_tests): $(unit_objs) $(library)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LDLIBS) -lboost_unit_test_framework -o $@

$(database_tests): $(database_objs) $(library)
	@mkdir -p $(@D)
	$(CXX) $(LDFLAGS) $^ $(LDLIBS) -lboost_unit_test_framework -o $@

$(BUILD)/%.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

# --- dependencies ---------------------------------------------------------------------------
-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
