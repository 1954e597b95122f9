/// explain_words: a decision of a site's rules in words, for people and for programs. Pure.
#pragma once

#include <string>
#include <string_view>

#include "postern/access/compiled_rules.hpp"
#include "postern/model/rules.hpp"

namespace postern::app {

/// What became of a rule, for programs: `decides`, `path`, `not_signed_in`, ...
std::string_view to_text(access::Miss miss) noexcept;

/// The same for people: `the path is not /admin/**`. `address`: empty if it is not known.
std::string words_for(access::Miss miss, const Rule& rule, std::string_view address, TimePoint now);

/// `level 2, proven within 15m`
std::string words_for(const Demand& demand);

/// The status with which the gate answers nginx (docs/gate.md).
int gate_status(access::Outcome outcome) noexcept;

/// What becomes of the visitor: `lets the request pass`, `refuses it`, ...
std::string words_for(const access::Decision& decision);

/// What decided: `rule 2 "the admin area"`, `the default of the site, deny`, ...
std::string source_of(const access::Decision& decision, const SiteRules& rules);

/// `odd_path` in words: why this path can be read in more than one way.
std::string words_for(access::OddPath odd);

}  // namespace postern::app
