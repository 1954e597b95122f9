#include "access/rule_sentences.hpp"

#include <array>
#include <cstdlib>
#include <utility>

#include "postern/access/review.hpp"
#include "postern/model/rule_words.hpp"

namespace postern::access {

namespace {

std::vector<std::string> names_of(const std::vector<RuleSubject>& subjects,
                                  RuleSubject::Kind kind) {
    std::vector<std::string> names;
    for (const RuleSubject& subject : subjects)
        if (subject.kind == kind) names.push_back(subject.name);
    return names;
}

/// `may open /x`, or `may GET and POST /x`.
std::string may_do(const Rule& rule, std::string_view may) {
    return std::string{may} + (rule.methods.empty() ? " open " : " ") + requests(rule);
}

/// Who may do what, without the conditions.
std::string statement(const Rule& rule) {
    const bool is_for_all = rule.subjects.empty();
    switch (rule.effect) {
        case RuleEffect::Allow:
            return may_do(rule, is_for_all ? "everyone who is signed in may"
                                           : people(rule.subjects) + " may");
        case RuleEffect::Deny:
            return may_do(rule, is_for_all ? "nobody may" : people(rule.subjects) + " may not");
        case RuleEffect::Public:
            return may_do(rule, "everyone may");
    }
    std::abort();  // a value outside the enum is a bug
}

std::string capitalised(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

}  // namespace

std::string joined(const std::vector<std::string>& parts, std::string_view word) {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool is_last = i + 1 == parts.size();
        if (i > 0) text.append(is_last ? " " : ", ").append(is_last ? word : "");
        if (i > 0 && is_last) text += ' ';
        text += parts[i];
    }
    return text;
}

std::string people(const std::vector<RuleSubject>& subjects) {
    std::vector<std::string> parts;
    if (const auto groups = names_of(subjects, RuleSubject::Kind::Group); !groups.empty())
        parts.push_back("members of " + joined(groups, "and"));
    if (const auto roles = names_of(subjects, RuleSubject::Kind::Role); !roles.empty())
        parts.push_back("holders of " + joined(roles, "and"));
    for (const std::string& user : names_of(subjects, RuleSubject::Kind::User))
        parts.push_back("the user " + user);
    return joined(parts, "and");
}

std::string requests(const Rule& rule) {
    const std::string paths = rule.path.empty() ? "every path" : joined(rule.path, "and");
    return rule.methods.empty() ? paths : joined(rule.methods, "and") + " " + paths;
}

std::string_view words_for(Level level) noexcept {
    switch (level) {
        case Level::One:
            return "one factor";
        case Level::Two:
            return "two factors";
        case Level::PhishingResistant:
            return "a passkey";
    }
    std::abort();  // a value outside the enum is a bug
}

std::string words_for(std::chrono::seconds duration) {
    using Unit = std::pair<std::int64_t, std::string_view>;
    constexpr std::array<Unit, 4> units{
        {{86'400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}}};
    for (const auto& [length, name] : units) {
        if (duration.count() % length != 0) continue;
        const auto count = duration.count() / length;
        return std::to_string(count).append(" ").append(name).append(count == 1 ? "" : "s");
    }
    std::abort();  // every duration is a number of seconds
}

std::string words_for(const std::vector<RuleHours>& hours) {
    std::vector<std::string> parts;
    for (const RuleHours& window : hours) parts.push_back(to_text(window) + " " + window.zone);
    return joined(parts, "or");
}

std::string conditions(const Rule& rule) {
    std::vector<std::string> parts;
    if (!rule.from.empty()) parts.push_back("from " + joined(rule.from, "or"));
    if (!rule.hours.empty()) parts.push_back(words_for(rule.hours));
    if (rule.not_before) parts.push_back("not before " + to_rfc3339(*rule.not_before));
    if (rule.until) parts.push_back("until " + to_rfc3339(*rule.until));
    if (rule.level && *rule.level != Level::One)
        parts.push_back("with " + std::string{words_for(*rule.level)});
    if (rule.max_age) parts.push_back("proven within " + words_for(*rule.max_age));
    std::string text;
    for (const std::string& part : parts) text.append(text.empty() ? " " : ", ").append(part);
    return text;
}

std::string in_words(const Rule& rule) {
    std::string text = capitalised(statement(rule)) + conditions(rule);
    if (rule.effect == RuleEffect::Public) text += ", signed in or not";
    text += '.';
    if (rule.dry_run) text += " A dry run: not enforced.";
    if (!rule.enabled) text += " Disabled.";
    return text;
}

}  // namespace postern::access
