/// rule_text: the form in which the rules of a site are stored and handed to the gate.
///
/// Not for people: their form is TOML, docs/rules.md. Lines of `key value`, every value with all
/// but [A-Za-z0-9._~/*:@-] percent-encoded. The first line names the version, the last one is a
/// checksum over all before it, so that rules that are torn or cut off are never taken for fewer
/// rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/model/rules.hpp"

namespace postern::access {

std::string to_stored_text(const SiteRules& rules);

/// Nothing for anything but what to_stored_text() wrote, this version's or an older one's.
std::optional<SiteRules> parse_stored_text(std::string_view text);

}  // namespace postern::access
