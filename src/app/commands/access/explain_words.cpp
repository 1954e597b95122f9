#include "app/commands/access/explain_words.hpp"

#include <cstdlib>

#include "postern/config/duration.hpp"
#include "postern/model/rule_words.hpp"

namespace postern::app {

namespace {

/// `a, b or c`
std::string either(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
        text += names[i];
    }
    return text;
}

std::string either(const std::vector<RuleSubject>& subjects) {
    std::vector<std::string> names;
    for (const auto& subject : subjects) names.push_back(to_text(subject));
    return either(names);
}

std::string words_for_expired(const Rule& rule, TimePoint now) {
    if (rule.until && now >= *rule.until) return "it ended at " + to_rfc3339(*rule.until);
    if (rule.not_before) return "it begins at " + to_rfc3339(*rule.not_before);
    return "it is not in force";
}

}  // namespace

std::string_view to_text(access::Miss miss) noexcept {
    using enum access::Miss;
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

std::string words_for(access::Miss miss, const Rule& rule, std::string_view address,
                      TimePoint now) {
    using enum access::Miss;
    switch (miss) {
        case None:
            return "decides";
        case Disabled:
            return "it is disabled";
        case Expired:
            return words_for_expired(rule, now);
        case Hours:
            return "it is outside its hours";
        case Path:
            return "the path is not " + either(rule.path);
        case OddPath:
            return "the path can be read in more than one way, so the rule opens nothing";
        case Method:
            return "the method is not " + either(rule.methods);
        case Network:
            return address.empty() ? "the address is not known (give --from)"
                                   : "the address is not in " + either(rule.from);
        case Subject:
            return "the user is not " + either(rule.subjects);
        case NotSignedIn:
            return "it denies some users, and nobody is signed in";
        case DryRun:
            return "it would decide, and is a dry run";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words_for(const Demand& demand) {
    std::string words = "level " + std::to_string(to_number(demand.level));
    if (demand.max_age) words += ", proven within " + config::to_text(*demand.max_age);
    return words;
}

int gate_status(access::Outcome outcome) noexcept {
    using enum access::Outcome;
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

std::string words_for(const access::Decision& decision) {
    using enum access::Outcome;
    switch (decision.outcome) {
        case Pass:
            return "lets the request pass";
        case SignIn:
            return "asks the visitor to sign in";
        case StepUp:
            return "asks the visitor for more: " + words_for(decision.demand);
        case Denied:
            return "refuses the request";
        case Odd:
            return "refuses the path: " + words_for(decision.odd);
    }
    std::abort();  // a value outside the enum is a bug
}

std::string source_of(const access::Decision& decision, const SiteRules& rules) {
    if (decision.outcome == access::Outcome::Odd) return "odd_paths, refuse";
    if (decision.rule == access::Decision::kPreflight) return "preflight, true";
    if (decision.rule < 0) return "the site's default, " + std::string{to_text(rules.fallback)};
    return "rule " + std::to_string(decision.rule + 1) + " \"" +
           rules.rules.at(static_cast<std::size_t>(decision.rule)).name + "\"";
}

std::string words_for(access::OddPath odd) {
    using enum access::OddPath;
    switch (odd) {
        case None:
            return "it is clear";
        case NotAPath:
            return "it does not begin with a slash, or is too long";
        case EncodedSlash:
            return "it has an encoded slash or backslash";
        case DoubleEncoded:
            return "it is encoded twice";
        case Parameter:
            return "it has a semicolon, which some servers cut off";
        case Backslash:
            return "it has a backslash, which some servers take for a slash";
        case Query:
            return "it has a question mark or a number sign within the path";
        case Control:
            return "it has a control character";
        case DotSegment:
            return "it has a segment of dots";
        case DoubledSlash:
            return "it has two slashes in a row";
        case TrailingDot:
            return "a segment ends in a dot or a space, which Windows drops";
        case Unicode:
            return "it is not UTF-8 in normal form C";
        case BadEscape:
            return "it has a percent sign without two hexadecimal digits";
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::app
