// What a change of rules means, in sentences.
//
// Rules are compared by what they say, without their names and comments. Those that say the same
// before and after are the same rule, wherever they stand; of the others, those of one name are one
// rule that has changed. Disabled rules are none.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "access/rule_sentences.hpp"
#include "postern/access/review.hpp"

namespace postern::access {

namespace {

using Kind = Difference::Kind;
using Texts = std::vector<std::string>;

template <class T>
void make_set(std::vector<T>& values) {
    std::ranges::sort(values);
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// What the rule says, in one form only.
Rule meaning_of(Rule rule) {
    rule.name.clear();
    rule.comment.clear();
    if (std::ranges::find(rule.methods, "GET") != rule.methods.end())
        rule.methods.emplace_back("HEAD");
    for (RuleSubject& subject : rule.subjects) subject.id = 0;
    make_set(rule.path);
    make_set(rule.methods);
    make_set(rule.from);
    make_set(rule.subjects);
    make_set(rule.hours);
    if (rule.level == Level::One) rule.level.reset();
    return rule;
}

/// A rule that counts.
struct Line {
    const Rule* rule;
    Rule meaning;
    std::size_t partner = kNone;  ///< among the lines of the other side

    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
    bool is_alone() const noexcept { return partner == kNone; }
};

std::vector<Line> lines_of(const SiteRules& site) {
    std::vector<Line> lines;
    for (const Rule& rule : site.rules)
        if (rule.enabled) lines.push_back({&rule, meaning_of(rule)});
    return lines;
}

/// Makes partners of lines that are alone, and of which `same` is true.
template <class Same>
void pair_up(std::vector<Line>& before, std::vector<Line>& after, const Same& same) {
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!before[i].is_alone()) continue;
        const auto partner = std::ranges::find_if(
            after, [&](const Line& line) { return line.is_alone() && same(before[i], line); });
        if (partner == after.end()) continue;
        before[i].partner = static_cast<std::size_t>(partner - after.begin());
        partner->partner = i;
    }
}

Kind opposite(Kind kind) noexcept {
    switch (kind) {
        case Kind::Opens:
            return Kind::Closes;
        case Kind::Closes:
            return Kind::Opens;
        case Kind::Changes:
            return Kind::Changes;
    }
    std::abort();  // a value outside the enum is a bug
}

/// What it does that a rule is there, or reaches further.
Kind kind_of(const Rule& rule) noexcept {
    if (rule.dry_run) return Kind::Changes;
    return rule.effect == RuleEffect::Deny ? Kind::Closes : Kind::Opens;
}

/// What a rule does: `opens /x to everyone`, or `no longer opens /x to everyone`.
std::string deed(const Rule& rule, bool still) {
    const std::string what = requests(rule);
    const bool is_for_all = rule.subjects.empty();
    const std::string verb = still ? "" : "no longer ";
    switch (rule.effect) {
        case RuleEffect::Allow:
            return verb + "lets " + (is_for_all ? "every signed-in user" : people(rule.subjects)) +
                   " in to " + what + conditions(rule);
        case RuleEffect::Deny:
            return verb + "closes " + what + " to " +
                   (is_for_all ? "everyone" : people(rule.subjects)) + conditions(rule);
        case RuleEffect::Public:
            return verb + "opens " + what + " to everyone" + conditions(rule);
    }
    std::abort();  // a value outside the enum is a bug
}

Difference added(const Rule& rule) {
    return {kind_of(rule), (rule.dry_run ? "as a dry run: " : "") + deed(rule, true)};
}

Difference removed(const Rule& rule) {
    return {opposite(kind_of(rule)),
            (rule.dry_run ? "ends a dry run: " : "") + deed(rule, rule.dry_run)};
}

std::string quoted(const Rule& rule) { return "\"" + rule.name + "\""; }

Texts without(const Texts& texts, const Texts& others) {
    Texts rest;
    std::ranges::set_difference(texts, others, std::back_inserter(rest));
    return rest;
}

/// Compares the two versions of one rule, condition by condition.
class Comparison {
public:
    Comparison(const Line& before, const Line& after)
        : before_{before.meaning},
          after_{after.meaning},
          old_rule_{*before.rule},
          rule_{*after.rule},
          name_{quoted(rule_)} {}

    std::vector<Difference> finish() &&;

private:
    /// `further`: the rule now decides more than it did.
    void add(bool further, const std::string& what) {
        const Kind kind = kind_of(after_);
        found_.push_back({further ? kind : opposite(kind), "rule " + name_ + " " + what});
    }
    void add_neutral(const std::string& what) {
        found_.push_back({Kind::Changes, "rule " + name_ + " " + what});
    }

    void compare_set(const Texts& before, const Texts& after, const std::string& verb,
                     const std::string& all);
    void compare_subjects();
    void compare_times();
    void compare_demands();

    const Rule& before_;
    const Rule& after_;
    const Rule& old_rule_;  // as they were written
    const Rule& rule_;
    std::string name_;
    std::vector<Difference> found_{};
};

/// Of a condition that an empty set makes none. `all`: what it then is.
void Comparison::compare_set(const Texts& before, const Texts& after, const std::string& verb,
                             const std::string& all) {
    if (before == after) return;
    if (after.empty()) return add(true, "now " + verb + " " + all);
    if (before.empty()) return add(false, "now " + verb + " " + joined(after, "and") + " alone");
    if (const auto more = without(after, before); !more.empty())
        add(true, "now also " + verb + " " + joined(more, "and"));
    if (const auto less = without(before, after); !less.empty())
        add(false, "no longer " + verb + " " + joined(less, "and"));
}

void Comparison::compare_subjects() {
    if (before_.subjects == after_.subjects) return;
    const std::string verb = after_.effect == RuleEffect::Deny ? "keeps out " : "lets in ";
    const std::string all =
        after_.effect == RuleEffect::Deny ? "everyone" : "everyone who is signed in";
    if (after_.subjects.empty()) return add(true, "now " + verb + all);
    if (before_.subjects.empty())
        return add(false, "now " + verb + people(after_.subjects) + " alone");
    std::vector<RuleSubject> more;
    std::vector<RuleSubject> less;
    std::ranges::set_difference(after_.subjects, before_.subjects, std::back_inserter(more));
    std::ranges::set_difference(before_.subjects, after_.subjects, std::back_inserter(less));
    if (!more.empty()) add(true, "now also " + verb + people(more));
    if (!less.empty()) add(false, "no longer " + verb + people(less));
}

void Comparison::compare_times() {
    if (before_.hours != after_.hours) {
        const std::string what =
            "now holds " + (after_.hours.empty() ? "at every hour" : words_for(after_.hours));
        if (after_.hours.empty() || before_.hours.empty())
            add(after_.hours.empty(), what);
        else
            add_neutral(what);
    }
    const auto begin = [](const Rule& rule) { return rule.not_before.value_or(TimePoint::min()); };
    if (before_.not_before != after_.not_before)
        add(begin(after_) < begin(before_), after_.not_before
                                                ? "now begins at " + to_rfc3339(*after_.not_before)
                                                : "now holds from the start");
    const auto end = [](const Rule& rule) { return rule.until.value_or(TimePoint::max()); };
    if (before_.until != after_.until)
        add(end(after_) > end(before_),
            after_.until ? "now ends at " + to_rfc3339(*after_.until) : "now holds without an end");
}

/// Less to prove is more that passes.
void Comparison::compare_demands() {
    const Level before = before_.level.value_or(Level::One);
    const Level after = after_.level.value_or(Level::One);
    if (before != after)
        add(after < before, "now asks for " + std::string{words_for(after)} + " instead of " +
                                std::string{words_for(before)});
    const auto age = [](const Rule& rule) {
        return rule.max_age.value_or(std::chrono::seconds::max());
    };
    if (before_.max_age != after_.max_age)
        add(age(after_) > age(before_),
            after_.max_age ? "now asks for a proof within " + words_for(*after_.max_age)
                           : "now takes a proof of any age");
}

std::vector<Difference> Comparison::finish() && {
    if (before_.effect != after_.effect) return {removed(old_rule_), added(rule_)};
    if (before_.dry_run != after_.dry_run) {
        // What is not enforced changes nothing: the rule as such comes or goes.
        const Rule& enforced = rule_.dry_run ? old_rule_ : rule_;
        const Kind kind = kind_of(enforced);
        return {{after_.dry_run ? opposite(kind) : kind,
                 "rule " + name_ +
                     (after_.dry_run ? " is now a dry run: it " : " is enforced: it ") +
                     deed(enforced, !after_.dry_run)}};
    }
    compare_set(before_.path, after_.path, "covers", "every path");
    compare_set(before_.methods, after_.methods, "covers", "every method");
    compare_set(before_.from, after_.from, "holds for", "every network");
    compare_subjects();
    compare_times();
    compare_demands();
    return std::move(found_);
}

/// The lines of `after` that keep their place: as many of those with a partner as stand in the same
/// order on both sides.
std::set<std::size_t> in_order(const std::vector<Line>& after) {
    struct Chain {
        std::size_t length = 0;
        std::size_t previous = Line::kNone;
    };
    std::vector<Chain> chains(after.size());
    std::size_t last = Line::kNone;  // of the longest chain
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i].is_alone()) continue;
        chains[i].length = 1;
        for (std::size_t j = 0; j < i; ++j)
            if (!after[j].is_alone() && after[j].partner < after[i].partner &&
                chains[j].length >= chains[i].length)
                chains[i] = {chains[j].length + 1, j};
        if (last == Line::kNone || chains[i].length > chains[last].length) last = i;
    }
    std::set<std::size_t> kept;
    for (; last != Line::kNone; last = chains[last].previous) kept.insert(last);
    return kept;
}

void add_moves(const std::vector<Line>& after, std::vector<Difference>& found) {
    const auto kept = in_order(after);
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i].is_alone() || kept.contains(i)) continue;
        const auto next = kept.upper_bound(i);
        found.push_back(
            {Kind::Changes, "moves " + quoted(*after[i].rule) +
                                (next == kept.end() ? std::string{" to the end"}
                                                    : " before " + quoted(*after[*next].rule))});
    }
}

void append(std::vector<Difference>& found, std::vector<Difference> more) {
    std::ranges::move(more, std::back_inserter(found));
}

void compare_rules(const SiteRules& before, const SiteRules& after,
                   std::vector<Difference>& found) {
    auto old_lines = lines_of(before);
    auto new_lines = lines_of(after);
    pair_up(old_lines, new_lines, [](const Line& a, const Line& b) {
        return a.meaning == b.meaning && a.rule->name == b.rule->name;
    });
    pair_up(old_lines, new_lines,
            [](const Line& a, const Line& b) { return a.meaning == b.meaning; });
    pair_up(old_lines, new_lines, [](const Line& a, const Line& b) {
        return !a.rule->name.empty() && a.rule->name == b.rule->name;
    });
    for (const Line& line : old_lines)
        if (line.is_alone()) found.push_back(removed(*line.rule));
    for (const Line& line : new_lines) {
        if (line.is_alone())
            found.push_back(added(*line.rule));
        else
            append(found, Comparison{old_lines[line.partner], line}.finish());
    }
    add_moves(new_lines, found);
}

Difference default_becomes(RuleDefault fallback, RuleDefault before) {
    switch (fallback) {
        case RuleDefault::Deny:
            return {Kind::Closes, "the default becomes deny: what no rule names is closed"};
        case RuleDefault::SignedIn:
            return {before == RuleDefault::Deny ? Kind::Opens : Kind::Closes,
                    before == RuleDefault::Deny
                        ? "the default becomes signed_in: what no rule names opens to everyone "
                          "who is signed in"
                        : "the default becomes signed_in: what no rule names asks for a sign-in"};
        case RuleDefault::Public:
            return {Kind::Opens,
                    "the default becomes public: what no rule names opens to everyone"};
    }
    std::abort();  // a value outside the enum is a bug
}

void compare_switches(const SiteRules& before, const SiteRules& after,
                      std::vector<Difference>& found) {
    if (before.fallback != after.fallback)
        found.push_back(default_becomes(after.fallback, before.fallback));
    if (before.odd_paths != after.odd_paths) {
        const bool refuses = after.odd_paths == OddPaths::Refuse;
        found.push_back({refuses ? Kind::Closes : Kind::Opens,
                         refuses ? "refuses paths that can be read in more than one way"
                                 : "no longer refuses paths that can be read in more than one "
                                   "way: the default decides them"});
    }
    if (before.fold_case != after.fold_case)
        found.push_back({Kind::Changes, after.fold_case
                                            ? "takes A to Z in paths for a to z"
                                            : "no longer takes A to Z in paths for a to z"});
    if (before.preflight != after.preflight)
        found.push_back({after.preflight ? Kind::Opens : Kind::Closes,
                         after.preflight ? "lets CORS preflights pass without a sign-in"
                                         : "no longer lets CORS preflights pass without a "
                                           "sign-in"});
}

/// The names of the groups that the site is told of.
Texts told_groups(const SiteRules& site) {
    Texts names;
    const auto add = [&names](const std::vector<RuleSubject>& subjects) {
        for (const RuleSubject& subject : subjects)
            if (subject.kind == RuleSubject::Kind::Group) names.push_back(subject.name);
    };
    if (site.told_groups)
        add(*site.told_groups);
    else
        for (const Rule& rule : site.rules) add(rule.subjects);
    make_set(names);
    return names;
}

void compare_told_groups(const SiteRules& before, const SiteRules& after,
                         std::vector<Difference>& found) {
    const Texts old_names = told_groups(before);
    const Texts new_names = told_groups(after);
    if (const auto more = without(new_names, old_names); !more.empty())
        found.push_back({Kind::Changes, "tells the site who is in " + joined(more, "and")});
    if (const auto less = without(old_names, new_names); !less.empty())
        found.push_back(
            {Kind::Changes, "no longer tells the site who is in " + joined(less, "and")});
}

/// What it does that the network has more addresses: all the rules that name it say the same, or
/// it depends.
Kind kind_of_network(const SiteRules& site, const std::string& name) {
    std::set<Kind> kinds;
    for (const Rule& rule : site.rules)
        if (rule.enabled && std::ranges::find(rule.from, name) != rule.from.end())
            kinds.insert(kind_of(rule));
    return kinds.size() == 1 ? *kinds.begin() : Kind::Changes;
}

bool is_in_use(const SiteRules& site, const std::string& name) {
    return std::ranges::any_of(site.rules, [&](const Rule& rule) {
        return rule.enabled && std::ranges::find(rule.from, name) != rule.from.end();
    });
}

void compare_networks(const SiteRules& before, const SiteRules& after,
                      std::vector<Difference>& found) {
    for (const auto& [name, blocks] : after.networks) {
        const auto old_network = before.networks.find(name);
        if (old_network == before.networks.end() || !is_in_use(after, name)) continue;
        Texts old_blocks = old_network->second;
        Texts new_blocks = blocks;
        make_set(old_blocks);
        make_set(new_blocks);
        const Kind kind = kind_of_network(after, name);
        if (const auto more = without(new_blocks, old_blocks); !more.empty())
            found.push_back({kind, "the network " + name + " gains " + joined(more, "and")});
        if (const auto less = without(old_blocks, new_blocks); !less.empty())
            found.push_back(
                {opposite(kind), "the network " + name + " loses " + joined(less, "and")});
    }
}

}  // namespace

std::vector<Difference> differences(const SiteRules& before, const SiteRules& after) {
    std::vector<Difference> found;
    compare_switches(before, after, found);
    compare_rules(before, after, found);
    compare_networks(before, after, found);
    compare_told_groups(before, after, found);
    return found;
}

std::string_view to_text(Difference::Kind kind) noexcept {
    switch (kind) {
        case Kind::Opens:
            return "opens";
        case Kind::Closes:
            return "closes";
        case Kind::Changes:
            return "changes";
    }
    std::abort();  // a value outside the enum is a bug
}

}  // namespace postern::access
