/// trial_json: what the gate would answer to a request, and why: the JSON of `postern explain` and
/// of the API. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "postern/json/json.hpp"
#include "postern/service/access/rules_service.hpp"

namespace postern::service {

/// What became of the rule at this place, for people; `not reached` if nobody looked at it.
std::string words_of(const RulesService::Trial& trial, const RulesService::Trialled& trialled,
                     std::size_t rule, TimePoint now);

/// The decision, and what became of each rule. `typed`: by what a reader who may not look up users
/// has named this one. They get that back, and no groups and roles.
json::Json to_json(const RulesService::Trial& trial, const RulesService::Trialled& trialled,
                   TimePoint now, const std::optional<std::string>& typed = std::nullopt);

}  // namespace postern::service
