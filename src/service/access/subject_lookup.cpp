#include "service/access/subject_lookup.hpp"

#include <cstdlib>

namespace postern::service {

namespace {

std::string words_for_missing(const RuleSubject& subject) {
    switch (subject.kind) {
        case RuleSubject::Kind::User:
            return "there is no user " + subject.name + " (give the e-mail address or the id)";
        case RuleSubject::Kind::Group:
            return "there is no group " + subject.name + "; `postern group add` adds one";
        case RuleSubject::Kind::Role:
            return "there is no role " + subject.name + "; `postern role add` adds one";
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace

void SubjectLookup::resolve(SiteRules& rules,
                            const std::function<void(int, std::string)>& problem) {
    const auto resolve_one = [&](RuleSubject& subject, int rule) {
        if (auto found = find(subject))
            subject = std::move(*found);
        else
            problem(rule, words_for_missing(subject));
    };
    for (std::size_t i = 0; i < rules.rules.size(); ++i)
        for (RuleSubject& subject : rules.rules[i].subjects)
            resolve_one(subject, static_cast<int>(i));
    if (rules.told_groups)
        for (RuleSubject& subject : *rules.told_groups) resolve_one(subject, -1);
}

std::optional<RuleSubject> SubjectLookup::find(const RuleSubject& typed) {
    const auto known = found_.find(typed);
    if (known != found_.end()) return known->second;
    return found_.emplace(typed, look_up(typed)).first->second;
}

std::optional<RuleSubject> SubjectLookup::look_up(const RuleSubject& typed) {
    switch (typed.kind) {
        case RuleSubject::Kind::Group: {
            const auto group = groups_.find(typed.name);
            if (!group) return std::nullopt;
            return RuleSubject{typed.kind, group->name, static_cast<std::uint32_t>(group->id)};
        }
        case RuleSubject::Kind::Role: {
            const auto role = grants_.find_role(typed.name);
            if (!role) return std::nullopt;
            return RuleSubject{typed.kind, role->name, static_cast<std::uint32_t>(role->id)};
        }
        case RuleSubject::Kind::User: {
            // By an address also without a password.
            const auto row = users_.find_row(typed.name);
            if (!row || !row->public_id) return std::nullopt;
            return RuleSubject{typed.kind, row->public_id->text()};
        }
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::service
