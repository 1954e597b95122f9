#include "access/coverage.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "access/glob.hpp"

namespace postern::access {

namespace {

constexpr std::string_view kAnySegments = "**";

/// Matches the pattern `a` with the word `b`, whose stars are letters that only a star of `a`
/// takes. `star` is that letter; `takes(x, y)` whether the letter x of `a` takes y of `b`.
template <class Sequence, class Letter, class Takes>
bool pattern_covers(const Sequence& a, const Sequence& b, const Letter& star, const Takes& takes) {
    std::size_t i = 0;
    std::size_t j = 0;
    std::size_t after_star = a.size() + 1;  // in `a`, after the last star seen; none yet
    std::size_t retry = 0;                  // in `b`, where that star would end next
    while (j < b.size()) {
        if (i < a.size() && a[i] == star) {
            after_star = ++i;
            retry = j;
        } else if (i < a.size() && !(b[j] == star) && takes(a[i], b[j])) {
            ++i;
            ++j;
        } else if (after_star <= a.size()) {
            i = after_star;
            j = ++retry;
        } else {
            return false;
        }
    }
    while (i < a.size() && a[i] == star) ++i;
    return i == a.size();
}

bool segment_covers(std::string_view a, std::string_view b, bool fold_case) noexcept {
    // A star that is all of a segment takes what is not empty, and no other has less to take.
    if (a == "*") return !b.empty();
    return pattern_covers(a, b, '*', [fold_case](char x, char y) {
        return x == y || (fold_case && folded(x) == folded(y));
    });
}

std::vector<std::string_view> segments_of(std::string_view glob) {
    std::vector<std::string_view> segments;
    while (!glob.empty()) {
        const auto end = std::min(glob.find('/', 1), glob.size());
        segments.push_back(glob.substr(1, end - 1));
        glob.remove_prefix(end);
    }
    return segments;
}

bool paths_cover(const Rule& a, const Rule& b, bool fold_case) {
    if (a.path.empty()) return true;
    const std::vector<std::string> everything{"/**"};
    return std::ranges::all_of(b.path.empty() ? everything : b.path, [&](const std::string& glob) {
        return std::ranges::any_of(
            a.path, [&](const std::string& wider) { return glob_covers(wider, glob, fold_case); });
    });
}

bool is_named(const RuleSubject& subject, const std::vector<RuleSubject>& subjects) {
    return std::ranges::any_of(subjects, [&](const RuleSubject& other) {
        return std::tie(other.kind, other.name) == std::tie(subject.kind, subject.name);
    });
}

/// Whether `a` decides for everybody for whom `b` does. Of people who are not signed in, a rule
/// that allows somebody decides: they are asked to. One that denies somebody does not.
bool people_cover(const Rule& a, const Rule& b) {
    if (a.subjects.empty()) return true;
    if (b.subjects.empty()) return false;
    if (a.effect == RuleEffect::Deny && b.effect != RuleEffect::Deny) return false;
    return std::ranges::all_of(
        b.subjects, [&](const RuleSubject& subject) { return is_named(subject, a.subjects); });
}

/// Whether the rule decides whatever the time is.
bool always_counts(const Rule& rule) noexcept {
    return rule.enabled && !rule.dry_run && rule.hours.empty() && !rule.not_before && !rule.until;
}

/// An odd path, where the site's default decides it, is no path of a rule that opens, and one of
/// every rule that denies.
bool odd_paths_get_past(const Rule& a, const Rule& b, const SiteRules& site) noexcept {
    return site.odd_paths == OddPaths::Default && a.effect != RuleEffect::Deny && !a.path.empty() &&
           b.effect == RuleEffect::Deny;
}

}  // namespace

bool glob_covers(std::string_view a, std::string_view b, bool fold_case) {
    return pattern_covers(segments_of(a), segments_of(b), kAnySegments,
                          [fold_case](std::string_view x, std::string_view y) {
                              return segment_covers(x, y, fold_case);
                          });
}

bool covers(const ReadRule& a, const ReadRule& b, const SiteRules& site) {
    const bool methods_cover =
        a.rule->methods.empty() || (!b.rule->methods.empty() && a.methods.covers(b.methods));
    const bool networks_cover =
        a.rule->from.empty() || (!b.rule->from.empty() && a.networks.covers(b.networks));
    return always_counts(*a.rule) && methods_cover && networks_cover &&
           people_cover(*a.rule, *b.rule) && !odd_paths_get_past(*a.rule, *b.rule, site) &&
           paths_cover(*a.rule, *b.rule, site.fold_case);
}

}  // namespace postern::access
