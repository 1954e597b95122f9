// Writes rules as TOML.
#include <algorithm>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/config/duration.hpp"
#include "postern/config/rules_file.hpp"
#include "postern/model/rule_words.hpp"

namespace postern::config {

namespace {

bool is_bare(std::string_view key) noexcept {
    return !key.empty() && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

/// A basic string of TOML.
std::string quoted(std::string_view text) {
    std::string result{'"'};
    for (const char c : text) {
        if (c == '"' || c == '\\')
            result.append({'\\', c});
        else if ((c >= 0 && c < ' ') || c == 0x7F)
            result.append("\\u00").append(to_hex({&c, 1}));
        else
            result += c;
    }
    return result += '"';
}

std::string list_of(const std::vector<std::string>& texts) {
    std::string result{'['};
    for (const std::string& text : texts) {
        if (result.size() > 1) result += ", ";
        result += quoted(text);
    }
    return result += ']';
}

/// The keys of one table, their values aligned.
class Table {
public:
    void add(std::string_view key, std::string value) {
        lines_.emplace_back(key, std::move(value));
    }
    void add_text(std::string_view key, std::string_view text) { add(key, quoted(text)); }
    void add_list(std::string_view key, const std::vector<std::string>& texts) {
        if (!texts.empty()) add(key, list_of(texts));
    }
    void add_if_set(std::string_view key, bool is_set) {
        if (is_set) add(key, "true");
    }
    void add_time(std::string_view key, const std::optional<TimePoint>& time) {
        if (time) add(key, to_rfc3339(*time));
    }

    std::string text() const {
        std::size_t width = 0;
        for (const auto& [key, value] : lines_) width = std::max(width, key.size());
        std::string result;
        for (const auto& [key, value] : lines_)
            result.append(key)
                .append(width - key.size(), ' ')
                .append(" = ")
                .append(value)
                .append("\n");
        return result;
    }

private:
    std::vector<std::pair<std::string, std::string>> lines_;
};

void add_subjects(Table& table, const Rule& rule) {
    std::vector<std::string> names;
    for (const RuleSubject& subject : rule.subjects) names.push_back(to_text(subject));
    table.add_list(rule.effect == RuleEffect::Deny ? "deny" : "allow", names);
}

/// One zone for all is a key of its own; several stand beside their hours.
void add_hours(Table& table, const std::vector<RuleHours>& hours) {
    if (hours.empty()) return;
    const std::string& zone = hours.front().zone;
    const bool is_shared = std::ranges::all_of(
        hours, [&](const std::string& other) { return other == zone; }, &RuleHours::zone);
    std::vector<std::string> texts;
    for (const RuleHours& window : hours) {
        texts.push_back(to_text(window));
        if (!is_shared) texts.back().append(" ").append(window.zone);
    }
    table.add_list("hours", texts);
    if (is_shared && zone != RuleHours{}.zone) table.add_text("zone", zone);
}

std::string text_of(const Rule& rule) {
    Table table;
    table.add_text("name", rule.name);
    if (!rule.comment.empty()) table.add_text("comment", rule.comment);
    if (!rule.enabled) table.add("enabled", "false");
    table.add_if_set("dry_run", rule.dry_run);
    table.add_list("path", rule.path);
    table.add_list("methods", rule.methods);
    table.add_list("from", rule.from);
    add_subjects(table, rule);
    add_hours(table, rule.hours);
    table.add_time("not_before", rule.not_before);
    table.add_time("until", rule.until);
    if (rule.level) table.add("level", std::to_string(to_number(*rule.level)));
    if (rule.max_age) table.add_text("max_age", to_text(*rule.max_age));
    table.add_text("effect", to_text(rule.effect));
    return table.text();
}

std::string text_of(const RuleTest& test) {
    const RuleTest usual;
    Table table;
    table.add_text("as", test.as.empty() ? "anonymous" : test.as);
    if (test.level != usual.level) table.add("level", std::to_string(to_number(test.level)));
    if (test.age != usual.age) table.add_text("age", to_text(test.age));
    table.add_time("at", test.at);
    table.add_text("path", test.path);
    if (test.method != usual.method) table.add_text("method", test.method);
    if (test.from != usual.from) table.add_text("from", test.from);
    table.add_text("expect", to_text(test.expect));
    return table.text();
}

std::string text_of(const SiteRules& rules) {
    Table table;
    table.add_text("default", to_text(rules.fallback));
    if (rules.odd_paths != SiteRules{}.odd_paths)
        table.add_text("odd_paths", to_text(rules.odd_paths));
    table.add_if_set("fold_case", rules.fold_case);
    table.add_if_set("preflight", rules.preflight);
    if (rules.told_groups) {
        std::vector<std::string> names;
        for (const RuleSubject& group : *rules.told_groups) names.push_back(group.name);
        table.add("groups", list_of(names));
    }
    return table.text();
}

std::string text_of(const SiteRulesEntry& site) {
    std::string text = "[site." + site.name + "]\n" + text_of(site.rules);
    for (const Rule& rule : site.rules.rules)
        text.append("\n[[site." + site.name + ".rule]]\n").append(text_of(rule));
    for (const RuleTest& test : site.tests)
        text.append("\n[[site." + site.name + ".test]]\n").append(text_of(test));
    return text;
}

}  // namespace

std::string to_rules_file(const RulesFile& file) {
    RuleNetworks networks = file.networks;
    for (const SiteRulesEntry& site : file.sites)
        networks.insert(site.rules.networks.begin(), site.rules.networks.end());
    std::string text;
    const auto add = [&text](const std::string& part) {
        if (!text.empty()) text += '\n';
        text += part;
    };
    for (const auto& [name, blocks] : networks) {
        const std::string header = "[" + (is_bare(name) ? name : quoted(name)) + "]\n";
        add(header + "networks = " + list_of(blocks) + "\n");
    }
    for (const SiteRulesEntry& site : file.sites) add(text_of(site));
    return text;
}

}  // namespace postern::config
