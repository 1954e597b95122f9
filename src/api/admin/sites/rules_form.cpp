#include "api/admin/sites/rules_form.hpp"

#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/model/rule_words.hpp"

namespace postern::api::admin::sites {

namespace {

using json::Json;
using std::chrono::seconds;

/// A body of the usual size may be made of very small values.
constexpr json::JsonLimits kLimits{.max_values = 32 * 1024};

// --- reading

/// Nothing where it is absent. An empty list is refused: it could stand for nobody.
std::optional<std::vector<std::string>> full_list(Members& members, std::string_view name) {
    auto texts = members.optional_texts(name);
    if (!texts || !texts->empty()) return texts;
    members.refuse({std::string{name}, "required",
                    "An empty list is refused. Leave the member out for everybody or everything."});
    return std::nullopt;
}

std::vector<std::string> texts_of(Members& members, std::string_view name) {
    return full_list(members, name).value_or(std::vector<std::string>{});
}

std::vector<RuleSubject> subjects_of(Members& members, std::string_view name) {
    std::vector<RuleSubject> subjects;
    for (const auto& text : texts_of(members, name)) {
        if (auto subject = parse_rule_subject(text))
            subjects.push_back(std::move(*subject));
        else
            members.refuse({std::string{name}, "invalid",
                            "Name them like group:admins, role:editor or user:ann@example.org."});
    }
    return subjects;
}

std::string effect_word(Members& members, bool denies) {
    if (!members.has("effect"))
        return std::string{to_text(denies ? RuleEffect::Deny : RuleEffect::Allow)};
    return members.required_word("effect", {to_text(RuleEffect::Allow), to_text(RuleEffect::Deny),
                                            to_text(RuleEffect::Public)});
}

/// Who passes, who does not, and what becomes of them must not contradict each other.
void read_effect(Members& members, Rule& rule) {
    const bool allows = members.has("allow");
    const bool denies = members.has("deny");
    const auto effect = parse_rule_effect(effect_word(members, denies));
    auto allowed = subjects_of(members, "allow");
    auto denied = subjects_of(members, "deny");
    if (!effect) return;  // that is the problem
    if (allows && (denies || *effect != RuleEffect::Allow))
        members.refuse({"allow", "invalid", "Only a rule that allows says who passes."});
    else if (denies && *effect != RuleEffect::Deny)
        members.refuse({"deny", "invalid", "Only a rule that denies says who does not pass."});
    rule.effect = *effect;
    rule.subjects = std::move(allows ? allowed : denied);
}

std::vector<RuleHours> hours_of(Members& members) {
    std::vector<RuleHours> all;
    for (const auto& text : texts_of(members, "hours")) {
        if (auto hours = parse_rule_hours(text, "UTC"))
            all.push_back(std::move(*hours));
        else
            members.refuse(
                {"hours", "invalid", "Use times such as mon-fri 08:00-18:00 Europe/Berlin."});
    }
    return all;
}

Rule read_rule(Members& members) {
    Rule rule{.name = members.required_text("name"),
              .comment = members.optional_text("comment").value_or(""),
              .enabled = members.optional_boolean("enabled", true),
              .dry_run = members.optional_boolean("dry_run", false),
              .path = texts_of(members, "path"),
              .methods = texts_of(members, "methods"),
              .from = texts_of(members, "from"),
              .hours = hours_of(members),
              .not_before = members.optional_time("not_before"),
              .until = members.optional_time("until")};
    read_effect(members, rule);
    if (const auto level = members.optional_integer("level", 1, 3))
        rule.level = to_level(static_cast<std::uint64_t>(*level));
    if (const auto age =
            members.optional_integer("max_age_seconds", kMinMaxAge.count(), kMaxMaxAge.count()))
        rule.max_age = seconds{*age};
    return rule;
}

/// Tells `body` what is wrong with a part of it: `rules[2].path`.
void finish(Members& part, const std::string& home, Members& body) {
    auto error = part.finish();
    if (!error) return;
    for (auto& problem : error->errors) {
        problem.field = home + '.' + problem.field;
        body.refuse(std::move(problem));
    }
}

std::vector<Rule> rules_of(Members& body) {
    std::vector<Rule> rules;
    const auto* list = body.required_array("rules");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        const auto home = "rules[" + std::to_string(i) + "]";
        const auto& one = (*list)[i];
        if (!one.object()) {
            body.refuse({home, "wrong_type", "This must be an object."});
            continue;
        }
        auto members = Members::of(one);
        rules.push_back(read_rule(members));
        finish(members, home, body);
    }
    return rules;
}

RuleNetworks networks_of(Members& body) {
    RuleNetworks networks;
    const auto* object = body.optional_object("networks");
    if (!object) return networks;
    auto members = Members::of(*object);
    for (const auto& [name, blocks] : *object->object())
        networks.emplace(name, texts_of(members, name));
    finish(members, "networks", body);
    return networks;
}

/// Here an empty list says what it means: the site is told of no group.
std::optional<std::vector<RuleSubject>> told_groups_of(Members& body) {
    if (body.is_null("groups")) {
        body.pass_over({"groups"});
        return std::nullopt;
    }
    const auto names = body.optional_texts("groups");
    if (!names) return std::nullopt;
    std::vector<RuleSubject> groups;
    for (const auto& name : *names) groups.push_back({RuleSubject::Kind::Group, name});
    return groups;
}

SiteRules read_site(Members& body) {
    SiteRules rules;
    const auto fallback = body.required_word(
        "default",
        {to_text(RuleDefault::Deny), to_text(RuleDefault::SignedIn), to_text(RuleDefault::Public)});
    const auto odd_paths =
        body.optional_word("odd_paths", {to_text(OddPaths::Refuse), to_text(OddPaths::Default)});
    rules.fallback = parse_rule_default(fallback).value_or(RuleDefault::Deny);
    rules.odd_paths = parse_odd_paths(odd_paths).value_or(OddPaths::Refuse);
    rules.fold_case = body.optional_boolean("fold_case", false);
    rules.preflight = body.optional_boolean("preflight", false);
    rules.told_groups = told_groups_of(body);
    rules.rules = rules_of(body);
    return rules;
}

void read_identity(Members& body, const std::string& site, RulesRequest& wanted) {
    constexpr auto kMaxVersion = std::numeric_limits<std::int64_t>::max();
    if (const auto named = body.optional_text("site"); named && *named != site)
        body.refuse({"site", "invalid", "This must be the site of the path."});
    if (!body.has("version"))
        body.refuse({"version", "required", "Send the version that you have read."});
    wanted.version =
        static_cast<std::uint64_t>(body.optional_integer("version", 0, kMaxVersion).value_or(0));
}

// --- writing

void add_texts(Json::Object& object, std::string_view name, const std::vector<std::string>& texts) {
    if (!texts.empty()) object.emplace_back(name, Json::Array{texts.begin(), texts.end()});
}

void add_time(Json::Object& object, std::string_view name, const std::optional<TimePoint>& time) {
    if (time) object.emplace_back(name, to_rfc3339(*time));
}

std::vector<std::string> hours_texts(const std::vector<RuleHours>& all) {
    std::vector<std::string> texts;
    for (const auto& hours : all) texts.push_back(to_text(hours) + ' ' + hours.zone);
    return texts;
}

std::vector<std::string> subject_texts(const std::vector<RuleSubject>& subjects) {
    std::vector<std::string> texts;
    for (const auto& subject : subjects) texts.push_back(to_text(subject));
    return texts;
}

Json rule_json(const Rule& rule) {
    Json::Object object{{"name", rule.name},
                        {"effect", to_text(rule.effect)},
                        {"enabled", rule.enabled},
                        {"dry_run", rule.dry_run}};
    if (!rule.comment.empty()) object.emplace_back("comment", rule.comment);
    add_texts(object, "path", rule.path);
    add_texts(object, "methods", rule.methods);
    add_texts(object, "from", rule.from);
    add_texts(object, rule.effect == RuleEffect::Deny ? "deny" : "allow",
              subject_texts(rule.subjects));
    add_texts(object, "hours", hours_texts(rule.hours));
    add_time(object, "not_before", rule.not_before);
    add_time(object, "until", rule.until);
    if (rule.level) object.emplace_back("level", std::int64_t{to_number(*rule.level)});
    if (rule.max_age) object.emplace_back("max_age_seconds", std::int64_t{rule.max_age->count()});
    return object;
}

Json networks_json(const RuleNetworks& networks) {
    Json::Object object;
    for (const auto& [name, blocks] : networks)
        object.emplace_back(name, Json::Array{blocks.begin(), blocks.end()});
    return object;
}

Json groups_json(const std::optional<std::vector<RuleSubject>>& groups) {
    if (!groups) return {};
    Json::Array names;
    for (const auto& group : *groups) names.emplace_back(group.name);
    return names;
}

}  // namespace

Result<RulesRequest, RequestError> RulesRequest::parse(const std::string& site,
                                                       const http::Request& request) {
    auto body = Members::parse(request, kLimits);
    if (!body) return fail(body.error());
    RulesRequest wanted;
    read_identity(*body, site, wanted);
    wanted.draft.networks = networks_of(*body);
    wanted.draft.sites.push_back({.site = site, .rules = read_site(*body)});
    if (auto error = body->finish()) return fail(std::move(*error));
    return wanted;
}

Json to_json(const std::string& site, const service::CurrentRules& current) {
    const auto& rules = current.rules;
    Json::Array list;
    for (const auto& rule : rules.rules) list.push_back(rule_json(rule));
    return Json::Object{{"site", site},
                        {"version", static_cast<std::int64_t>(current.version)},
                        {"default", to_text(rules.fallback)},
                        {"odd_paths", to_text(rules.odd_paths)},
                        {"fold_case", rules.fold_case},
                        {"preflight", rules.preflight},
                        {"groups", groups_json(rules.told_groups)},
                        {"networks", networks_json(rules.networks)},
                        {"rules", std::move(list)}};
}

}  // namespace postern::api::admin::sites
