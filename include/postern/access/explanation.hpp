/// explanation: a decision of a site's rules in words, for people and for programs. Pure.
#pragma once

#include <string>
#include <string_view>

#include "postern/access/compiled_rules.hpp"
#include "postern/model/rules.hpp"

namespace postern::access {

/// What became of a rule, for programs: `decides`, `path`, `not_signed_in`, ...
std::string_view to_text(Miss miss) noexcept;

/// The same for people: `the path is not /admin/**`. `address`: empty if it is not known.
std::string words_for(Miss miss, const Rule& rule, std::string_view address, TimePoint now);

/// The status with which the gate answers nginx (docs/gate.md).
int gate_status(Outcome outcome) noexcept;

/// What decided: `rule 2 "the admin area"`, `the site's default, deny`, ...
std::string source_of(const Decision& decision, const SiteRules& rules);

}  // namespace postern::access
