/// rule_words: the hours and the subjects of a rule as people write them; docs/rules.md. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "postern/model/rules.hpp"

namespace postern {

/// `mon-fri 08:00-18:00`, without the zone; every day for the whole day is `mon-sun`.
/// REQUIRES: numbers within the bounds that RuleHours gives.
std::string to_text(const RuleHours& hours);

/// `[DAYS] [HH:MM-HH:MM] [ZONE]`, at least one of the first two, such as `mon,wed-fri` or
/// `22:00-06:00 Europe/Berlin`; `zone` is that of a text that has none. Nothing for any other text.
/// Whether there is such a zone is not looked at.
std::optional<RuleHours> parse_rule_hours(std::string_view text, std::string_view zone);

/// `group:admins`, `role:editor` or `user:ann@example.org`.
std::string to_text(const RuleSubject& subject);

/// Nothing for any other text. After the colon stands the name of a group or a role; of a user
/// anything that is not empty, and has no space and no control character.
std::optional<RuleSubject> parse_rule_subject(std::string_view text);

}  // namespace postern
