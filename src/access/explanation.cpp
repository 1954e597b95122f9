#include "postern/access/explanation.hpp"

#include <cstdlib>
#include <vector>

#include "access/rule_sentences.hpp"
#include "postern/model/rule_words.hpp"

namespace postern::access {

namespace {

/// `group:staff, role:editor or user:ann@example.org`
std::string either(const std::vector<RuleSubject>& subjects) {
    std::vector<std::string> names;
    for (const auto& subject : subjects) names.push_back(to_text(subject));
    return joined(names, "or");
}

std::string words_for_expired(const Rule& rule, TimePoint now) {
    if (rule.until && now >= *rule.until) return "it ended at " + to_rfc3339(*rule.until);
    if (rule.not_before) return "it begins at " + to_rfc3339(*rule.not_before);
    return "it is not in force";
}

}  // namespace

std::string_view to_text(Miss miss) noexcept {
    using enum Miss;
    switch (miss) {
        case None:
            return "decides";
        case Disabled:
            return "disabled";
        case Expired:
            return "expired";
        case Hours:
            return "hours";
        case Path:
            return "path";
        case OddPath:
            return "odd_path";
        case Method:
            return "method";
        case Network:
            return "network";
        case Subject:
            return "subject";
        case NotSignedIn:
            return "not_signed_in";
        case DryRun:
            return "dry_run";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words_for(Miss miss, const Rule& rule, std::string_view address, TimePoint now) {
    using enum Miss;
    switch (miss) {
        case None:
            return "decides";
        case Disabled:
            return "it is disabled";
        case Expired:
            return words_for_expired(rule, now);
        case Hours:
            return "it is outside its hours, " + words_for(rule.hours);
        case Path:
            return "the path is not " + joined(rule.path, "or");
        case OddPath:
            return "the path can be read in more than one way, so the rule opens nothing";
        case Method:
            return "the method is not " + joined(rule.methods, "or");
        case Network:
            return address.empty() ? "the address is not known"
                                   : "the address is not in " + joined(rule.from, "or");
        case Subject:
            return "the user is not " + either(rule.subjects);
        case NotSignedIn:
            return "it denies some users, and nobody is signed in";
        case DryRun:
            return "it would decide, and is a dry run";
    }
    std::abort();  // a value outside the enum is a bug
}

int gate_status(Outcome outcome) noexcept {
    using enum Outcome;
    switch (outcome) {
        case Pass:
            return 204;
        case SignIn:
        case StepUp:
            return 401;
        case Denied:
        case Odd:
            return 403;
    }
    std::abort();  // a value outside the enum is a bug
}

std::string source_of(const Decision& decision, const SiteRules& rules) {
    if (decision.outcome == Outcome::Odd) return "odd_paths, refuse";
    if (decision.rule == Decision::kPreflight) return "preflight, true";
    if (decision.rule < 0) return "the site's default, " + std::string{to_text(rules.fallback)};
    return "rule " + std::to_string(decision.rule + 1) + " \"" +
           rules.rules.at(static_cast<std::size_t>(decision.rule)).name + "\"";
}

}  // namespace postern::access
