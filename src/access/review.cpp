// What makes rules unfit to be saved.
#include "postern/access/review.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "access/coverage.hpp"
#include "access/glob.hpp"
#include "access/hours.hpp"
#include "access/methods.hpp"
#include "access/network_set.hpp"
#include "postern/access/rule_text.hpp"
#include "postern/model/group.hpp"
#include "postern/model/one_line.hpp"

namespace postern::access {

namespace {

constexpr int kWholeSite = -1;
constexpr std::size_t kMaxNetworkNameBytes = 63;

std::string quoted(std::string_view text) { return '`' + std::string{text} + '`'; }

/// Begins with a letter and has neither dot nor colon, so that it is never taken for an address.
bool is_network_name(std::string_view text) noexcept {
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && text.size() <= kMaxNetworkNameBytes && is_letter(text.front()) &&
           text != "site" && std::ranges::all_of(text, [&](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

bool is_one_line(std::string_view text, std::size_t max_code_points) {
    return one_line(text, max_code_points) == text;
}

/// `rule 2 "the admin area"`; a name that is none is left out.
std::string name_of(const SiteRules& site, std::size_t rule) {
    const std::string& name = site.rules[rule].name;
    const std::string number = "rule " + std::to_string(rule + 1);
    return is_one_line(name, kMaxRuleNameCodePoints) ? number + " \"" + name + "\"" : number;
}

/// Looks at the rules one after the other.
class Review {
public:
    Review(const SiteRules& site, const Zones& zones, TimePoint now)
        : site_{site}, zones_{zones}, now_{now} {}

    std::vector<Problem> finish() &&;

private:
    /// `what` follows the name of the rule, if it is about one: `has no name`.
    void add(const std::string& what) {
        const bool is_of_rule = rule_ != kWholeSite;
        problems_.push_back({rule_, is_of_rule ? name_of(site_, index()) + " " + what : what});
    }
    /// The same for what is no predicate: "`/x;` has a semicolon".
    void add_detail(const std::string& what) {
        problems_.push_back({rule_, name_of(site_, index()) + ": " + what});
    }
    /// REQUIRES: a rule is being looked at.
    std::size_t index() const noexcept { return static_cast<std::size_t>(rule_); }

    void look_at_size();
    void look_at_told_groups();
    void look_at_rule(const Rule& rule);
    void look_at_name(const Rule& rule);
    void look_at_effect(const Rule& rule);
    void look_at_paths(const Rule& rule);
    MethodSet look_at_methods(const Rule& rule);
    NetworkSet look_at_networks(const Rule& rule);
    void look_at_subjects(const Rule& rule);
    void look_at_times(const Rule& rule);
    void look_for_cover(const ReadRule& rule);

    const SiteRules& site_;
    const Zones& zones_;
    TimePoint now_;
    int rule_ = kWholeSite;  ///< that is being looked at
    std::vector<Problem> problems_{};
    std::map<std::string_view, std::size_t> names_{};  ///< of the rules so far
    /// The rules so far that have nothing wrong, with their indexes.
    std::vector<std::pair<ReadRule, std::size_t>> read_{};
};

void Review::look_at_size() {
    if (site_.rules.size() > kMaxRulesOfSite)
        add("a site has at most " + std::to_string(kMaxRulesOfSite) + " rules, not " +
            std::to_string(site_.rules.size()));
    const std::size_t bytes = to_stored_text(site_).size();
    if (bytes > kMaxRuleTextBytes)
        add("the rules take " + std::to_string(bytes) + " bytes in the database, of at most " +
            std::to_string(kMaxRuleTextBytes));
}

void Review::look_at_told_groups() {
    if (!site_.told_groups) return;
    for (const RuleSubject& group : *site_.told_groups)
        if (group.kind != RuleSubject::Kind::Group || !is_group_name(group.name))
            add("the site can't be told of " + quoted(group.name) + ", which is no group");
}

void Review::look_at_name(const Rule& rule) {
    if (rule.name.empty())
        add("has no name");
    else if (!is_one_line(rule.name, kMaxRuleNameCodePoints))
        add("has a name that is not one line of at most " + std::to_string(kMaxRuleNameCodePoints) +
            " characters");
    else if (const auto [named, is_new] = names_.emplace(rule.name, index()); !is_new)
        add("has the name of rule " + std::to_string(named->second + 1));
    if (!rule.comment.empty() && !is_one_line(rule.comment, kMaxRuleCommentCodePoints))
        add("has a comment that is not one line of at most " +
            std::to_string(kMaxRuleCommentCodePoints) + " characters");
}

void Review::look_at_effect(const Rule& rule) {
    const bool asks = rule.level.has_value() || rule.max_age.has_value();
    if (rule.effect == RuleEffect::Public && !rule.subjects.empty())
        add("is public, which is for everyone: it can't name users, groups or roles");
    if (rule.effect != RuleEffect::Allow && asks)
        add("can't ask for a level or a maximum age: it allows nobody, or everyone");
    if (rule.max_age && !is_max_age(*rule.max_age)) add("has a maximum age beyond 1m to 30d");
}

void Review::look_at_paths(const Rule& rule) {
    for (const std::string& text : rule.path)
        if (const auto glob = Glob::parse(text, site_.fold_case); !glob) add_detail(glob.error());
}

MethodSet Review::look_at_methods(const Rule& rule) {
    MethodSet methods;
    for (const std::string& name : rule.methods) {
        if (const auto method = find_method(name))
            methods.add(*method);
        else
            add_detail(quoted(name) + " is no known method; methods are written as in GET");
    }
    return methods;
}

NetworkSet Review::look_at_networks(const Rule& rule) {
    std::vector<AddressRange> ranges;
    for (const std::string& name : rule.from) {
        const auto known = site_.networks.find(name);
        const bool is_known = known != site_.networks.end();
        if (!is_known && is_network_name(name)) {
            add_detail("there is no network " + quoted(name));
            continue;
        }
        for (const std::string& block : is_known ? known->second : std::vector{name}) {
            if (const auto range = parse_network(block))
                ranges.push_back(*range);
            else if (!is_known)  // the network itself has been complained of
                add_detail(range.error());
        }
    }
    return NetworkSet{std::move(ranges)};
}

void Review::look_at_subjects(const Rule& rule) {
    for (const RuleSubject& subject : rule.subjects) {
        switch (subject.kind) {
            case RuleSubject::Kind::User:
                if (subject.name.empty()) add("names a user without saying which");
                break;
            case RuleSubject::Kind::Group:
                if (!is_group_name(subject.name))
                    add_detail(quoted(subject.name) + " is no name of a group");
                break;
            case RuleSubject::Kind::Role:
                if (!is_role_name(subject.name))
                    add_detail(quoted(subject.name) + " is no name of a role");
                break;
        }
    }
}

void Review::look_at_times(const Rule& rule) {
    for (const RuleHours& hours : rule.hours)
        if (const auto window = HoursWindow::compile(hours, zones_, now_); !window)
            add_detail(window.error());
    if (rule.not_before && rule.until && *rule.not_before >= *rule.until)
        add("ends before it begins");
}

void Review::look_for_cover(const ReadRule& rule) {
    if (!rule.rule->enabled) return;  // that it never decides is what was asked for
    const auto cover = std::ranges::find_if(
        read_, [&](const auto& earlier) { return covers(earlier.first, rule, site_); });
    if (cover != read_.end())
        add("can never decide: " + name_of(site_, cover->second) + " covers it");
}

void Review::look_at_rule(const Rule& rule) {
    const std::size_t before = problems_.size();
    look_at_name(rule);
    look_at_effect(rule);
    look_at_paths(rule);
    const MethodSet methods = look_at_methods(rule);
    NetworkSet networks = look_at_networks(rule);
    look_at_subjects(rule);
    look_at_times(rule);
    if (problems_.size() != before) return;  // what it means is not known
    ReadRule read{&rule, methods, std::move(networks)};
    look_for_cover(read);
    read_.emplace_back(std::move(read), index());
}

std::vector<Problem> Review::finish() && {
    look_at_size();
    // What is too much is not read: each rule is compared with all before it.
    if (!problems_.empty()) return std::move(problems_);
    look_at_told_groups();
    for (Problem& problem : review(site_.networks)) problems_.push_back(std::move(problem));
    for (const Rule& rule : site_.rules) {
        ++rule_;
        look_at_rule(rule);
    }
    return std::move(problems_);
}

}  // namespace

std::vector<Problem> review(const SiteRules& rules, const Zones& zones, TimePoint now) {
    return Review{rules, zones, now}.finish();
}

std::vector<Problem> review(const RuleNetworks& networks) {
    std::vector<Problem> problems;
    const auto add = [&problems](const std::string& name, const std::string& what) {
        problems.push_back({kWholeSite, "the network " + quoted(name) + ": " + what});
    };
    for (const auto& [name, blocks] : networks) {
        if (!is_network_name(name))
            add(name,
                "a name is 1 to 63 letters, digits, - and _, the first a letter, and not "
                "`site`; letters are lowercase");
        if (blocks.empty()) add(name, "has no addresses");
        for (const std::string& block : blocks)
            if (const auto range = parse_network(block); !range) add(name, range.error());
    }
    return problems;
}

}  // namespace postern::access
