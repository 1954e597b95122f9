#include "postern/service/access/trial_json.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include "postern/access/explanation.hpp"

namespace postern::service {

namespace {

using json::Json;

Json names_json(const std::vector<std::string>& names) {
    return Json{Json::Array{names.begin(), names.end()}};
}

/// The rule at this place, or null: for `rule` and `dry_run_rule`.
Json rule_json(int rule, const SiteRules& rules) {
    if (rule < 0) return {};
    return Json::Object{{"number", rule + 1},
                        {"name", rules.rules.at(static_cast<std::size_t>(rule)).name}};
}

/// What became of the rule, or that nobody looked at it.
std::string_view code_of(const RulesService::Trialled& trialled, std::size_t rule) {
    const auto& looked_at = trialled.explained.rules;
    return rule < looked_at.size() ? access::to_text(looked_at[rule]) : "not_reached";
}

Json demand_json(const access::Decision& decision) {
    if (decision.outcome != access::Outcome::StepUp) return {};
    const auto& [level, max_age] = decision.demand;
    return Json::Object{
        {"level", static_cast<int>(to_number(level))},
        {"max_age_seconds", max_age ? Json{std::int64_t{max_age->count()}} : Json{}}};
}

Json odd_json(access::OddPath odd) {
    return odd == access::OddPath::None ? Json{} : Json{access::to_text(odd)};
}

}  // namespace

std::string words_of(const RulesService::Trial& trial, const RulesService::Trialled& trialled,
                     std::size_t rule, TimePoint now) {
    const auto& looked_at = trialled.explained.rules;
    if (rule >= looked_at.size()) return "not reached";
    return access::words_for(looked_at[rule], trialled.rules.rules.at(rule), trial.address, now);
}

Json to_json(const RulesService::Trial& trial, const RulesService::Trialled& trialled,
             TimePoint now, const std::optional<std::string>& typed) {
    const auto& decision = trialled.explained.decision;
    Json::Array rules;
    for (std::size_t i = 0; i < trialled.rules.rules.size(); ++i)
        rules.emplace_back(Json::Object{{"number", i + 1},
                                        {"name", trialled.rules.rules[i].name},
                                        {"result", code_of(trialled, i)},
                                        {"words", words_of(trial, trialled, i, now)}});
    return Json::Object{
        {"site", trial.site},
        {"user", trial.user ? Json{typed.value_or(trial.user->email.text())} : Json{}},
        {"groups", typed ? Json{Json::Array{}} : names_json(trialled.groups)},
        {"roles", typed ? Json{Json::Array{}} : names_json(trialled.roles)},
        {"rules", std::move(rules)},
        {"outcome", access::to_text(decision.outcome)},
        {"rule", rule_json(decision.rule, trialled.rules)},
        {"decided_by", access::source_of(decision, trialled.rules)},
        {"demand", demand_json(decision)},
        {"odd_path", odd_json(decision.odd)},
        {"dry_run_rule", rule_json(decision.dry_rule, trialled.rules)},
        {"dry_run_outcome",
         decision.dry_rule >= 0 ? Json{access::to_text(decision.dry_outcome)} : Json{}},
        {"gate_status", access::gate_status(decision.outcome)}};
}

}  // namespace postern::service
