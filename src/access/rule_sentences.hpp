/// rule_sentences: the parts of a sentence about a rule. Pure.
#pragma once

#include <string>
#include <vector>

#include "postern/model/rules.hpp"

namespace postern::access {

/// `a, b and c`; the last two are joined by `word`.
std::string joined(const std::vector<std::string>& parts, std::string_view word);

/// `members of admins and staff, holders of editor and the user ann@example.org`.
std::string people(const std::vector<RuleSubject>& subjects);

/// `GET and POST /admin/**`, `/a and /b`, or `every path`.
std::string requests(const Rule& rule);

/// What else must hold, with a space before it: ` from office, mon-fri 08:00-18:00 UTC, with two
/// factors`; empty: nothing.
std::string conditions(const Rule& rule);

/// `two factors`.
std::string_view words_for(Level level) noexcept;
/// `15 minutes`.
std::string words_for(std::chrono::seconds duration);
/// `mon-fri 08:00-18:00 Europe/Berlin`, several joined by `or`.
std::string words_for(const std::vector<RuleHours>& hours);

}  // namespace postern::access
