#include "access/compiled_rule.hpp"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <utility>

namespace postern::access {

namespace {

using Numbers = std::span<const std::uint32_t>;

/// REQUIRES: both are sorted.
bool have_one_in_common(Numbers few, Numbers many) noexcept {
    if (few.size() > many.size()) std::swap(few, many);
    return std::ranges::any_of(
        few, [many](std::uint32_t number) { return std::ranges::binary_search(many, number); });
}

}  // namespace

Result<CompiledRule, std::string> CompiledRule::compile(const Rule& rule, const SiteRules& site,
                                                        const Zones& zones, TimePoint now) {
    const bool asks = !rule.subjects.empty() || rule.level || rule.max_age;
    if (rule.effect == RuleEffect::Public && asks)
        return fail(
            std::string{"a public rule is for everybody: it can't name users, groups or "
                        "roles, nor ask for a level or an age"});
    CompiledRule compiled;
    compiled.effect_ = rule.effect;
    compiled.is_enabled_ = rule.enabled;
    compiled.is_dry_ = rule.dry_run;
    compiled.not_before_ = rule.not_before.value_or(TimePoint::min());
    compiled.until_ = rule.until.value_or(TimePoint::max());
    compiled.demand_ = {.level = rule.level.value_or(Level::One), .max_age = rule.max_age};
    auto problem = compiled.add_paths(rule, site.fold_case);
    if (!problem) problem = compiled.add_methods(rule);
    if (!problem) problem = compiled.add_networks(rule, site.networks);
    if (!problem) problem = compiled.add_subjects(rule);
    if (!problem) problem = compiled.add_hours(rule, zones, now);
    if (problem) return fail(std::move(*problem));
    return compiled;
}

Miss CompiledRule::look_at(const Asked& asked, bool path_may_match, const Zones& zones) const {
    const TimePoint now = asked.question.now;
    if (!is_enabled_) return Miss::Disabled;
    if (now < not_before_ || now >= until_) return Miss::Expired;
    if (!is_in_hours(now, zones)) return Miss::Hours;
    if (!paths_.empty() && asked.odd != OddPath::None && opens()) return Miss::OddPath;
    if (!matches_path(asked, path_may_match)) return Miss::Path;
    if (!matches_method(asked)) return Miss::Method;
    if (!matches_address(asked)) return Miss::Network;
    return look_at_visitor(asked);
}

std::optional<std::string> CompiledRule::add_paths(const Rule& rule, bool fold_case) {
    for (const std::string& text : rule.path) {
        auto glob = Glob::parse(text, fold_case);
        if (!glob) return glob.error();
        paths_.push_back(*std::move(glob));
    }
    return std::nullopt;
}

std::optional<std::string> CompiledRule::add_methods(const Rule& rule) {
    for (const std::string& name : rule.methods) {
        const auto method = find_method(name);
        if (!method) return "`" + name + "` is no known method";
        if (!methods_) methods_.emplace();
        methods_->add(*method);
    }
    return std::nullopt;
}

std::optional<std::string> CompiledRule::add_networks(const Rule& rule, const RuleNetworks& known) {
    std::vector<AddressRange> ranges;
    for (const std::string& name : rule.from) {
        const auto found = known.find(name);
        const std::vector<std::string> blocks =
            found == known.end() ? std::vector{name} : found->second;
        for (const std::string& block : blocks) {
            const auto range = parse_network(block);
            if (!range) return range.error();
            ranges.push_back(*range);
        }
    }
    if (!rule.from.empty()) networks_.emplace(std::move(ranges));
    return std::nullopt;
}

std::optional<std::string> CompiledRule::add_subjects(const Rule& rule) {
    for (const RuleSubject& subject : rule.subjects) {
        const bool is_user = subject.kind == RuleSubject::Kind::User;
        // Nobody would have it, so that a rule that denies would deny nobody.
        if (is_user ? subject.name.empty() : subject.id == 0)
            return "`" + subject.name + "` has not been looked up";
        switch (subject.kind) {
            case RuleSubject::Kind::User:
                subjects_.users.push_back(subject.name);
                break;
            case RuleSubject::Kind::Group:
                subjects_.groups.push_back(subject.id);
                break;
            case RuleSubject::Kind::Role:
                subjects_.roles.push_back(subject.id);
                break;
        }
    }
    std::ranges::sort(subjects_.users);
    std::ranges::sort(subjects_.groups);
    std::ranges::sort(subjects_.roles);
    return std::nullopt;
}

std::optional<std::string> CompiledRule::add_hours(const Rule& rule, const Zones& zones,
                                                   TimePoint now) {
    for (const RuleHours& hours : rule.hours) {
        auto window = HoursWindow::compile(hours, zones, now);
        if (!window) return window.error();
        hours_.push_back(*std::move(window));
    }
    return std::nullopt;
}

bool CompiledRule::is_in_hours(TimePoint now, const Zones& zones) const {
    return hours_.empty() || std::ranges::any_of(hours_, [&](const HoursWindow& window) {
               return window.has(now, zones).value_or(!opens());
           });
}

bool CompiledRule::matches_path(const Asked& asked, bool may_match) const noexcept {
    // No rule that opens gets here with an odd path and a condition on it.
    if (paths_.empty() || asked.odd != OddPath::None) return true;
    return may_match && std::ranges::any_of(paths_, [&](const Glob& glob) {
               return glob.matches(asked.question.path);
           });
}

bool CompiledRule::matches_method(const Asked& asked) const noexcept {
    if (!asked.method) return !opens();
    return !methods_ || methods_->has(*asked.method);
}

bool CompiledRule::matches_address(const Asked& asked) const noexcept {
    if (!networks_) return true;
    return asked.address ? networks_->has(*asked.address) : !opens();
}

Miss CompiledRule::look_at_visitor(const Asked& asked) const noexcept {
    const auto& visitor = asked.question.visitor;
    const bool names_them = subjects_.is_empty() || (visitor && subjects_.have(*visitor));
    switch (effect_) {
        case RuleEffect::Public:
            return Miss::None;
        case RuleEffect::Allow:  // of somebody unknown it asks who they are
            return names_them || !visitor ? Miss::None : Miss::Subject;
        case RuleEffect::Deny:
            if (names_them) return Miss::None;
            return visitor ? Miss::Subject : Miss::NotSignedIn;
    }
    std::abort();  // a value outside the enum is a bug
}

bool CompiledRule::Subjects::have(const Visitor& visitor) const noexcept {
    return std::ranges::binary_search(users, visitor.user, std::less<>{}) ||
           have_one_in_common(groups, visitor.groups) || have_one_in_common(roles, visitor.roles);
}

}  // namespace postern::access
