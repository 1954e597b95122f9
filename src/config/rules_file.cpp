// Reads rules from TOML. Every problem is told at once, as for the configuration.
#include "postern/config/rules_file.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "config/rules_file_entry.hpp"
#include "config/toml_parse.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/file.hpp"
#include "postern/base/find_by_text.hpp"
#include "postern/model/group.hpp"
#include "postern/model/rule_words.hpp"
#include "postern/model/site.hpp"

namespace postern::config {

namespace {

using std::chrono::seconds;

constexpr std::array kExpected{Expected::Pass, Expected::SignIn, Expected::StepUp, Expected::Denied,
                               Expected::OddPath};
constexpr std::string_view kAnonymous = "anonymous";
constexpr std::size_t kMaxBareDotsOfLine = 16;

std::optional<Expected> parse_expected(std::string_view text) noexcept {
    return find_by_text(kExpected, text);
}

/// A text that goes over several lines, or keys that nest deeply.
struct Unreadable {
    unsigned line;
    std::string_view wrong;
};

/// Looks at one line; no text of the lines before reaches into it.
std::optional<std::string_view> find_unreadable(std::string_view line) noexcept {
    std::size_t dots = 0;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (quote == '"' && c == '\\') {
            ++i;
        } else if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            if (line.substr(i + 1, 2).find_first_not_of(c) == std::string_view::npos &&
                line.size() >= i + 3)
                return "has a text over several lines";
            quote = c;
        } else if (c == '#') {
            break;
        } else if (c == '.' && ++dots > kMaxBareDotsOfLine) {
            return "has keys within keys within keys";
        }
    }
    return std::nullopt;
}

/// What toml++ must not see: it frees nested keys by recursion, and could exhaust the stack.
std::optional<Unreadable> find_unreadable_line(std::string_view text) {
    for (unsigned line = 1; !text.empty(); ++line) {
        const auto end = std::min(text.find('\n'), text.size());
        if (const auto wrong = find_unreadable(text.substr(0, end)))
            return Unreadable{line, *wrong};
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::nullopt;
}

/// A rule while it is read: some keys have a meaning only together.
struct RuleEntry {
    Rule rule{};
    std::optional<RuleEffect> effect{};
    std::optional<std::vector<RuleSubject>> allow{};
    std::optional<std::vector<RuleSubject>> deny{};
    std::vector<std::string> hours{};
    std::optional<std::string> zone{};
    unsigned hours_line = 0;
};

void put_subjects(const Entry& entry, std::optional<std::vector<RuleSubject>>& target) {
    const auto texts = entry.texts("group:editors");
    if (!texts) return;
    target.emplace();
    for (const std::string& text : *texts) {
        if (auto subject = parse_rule_subject(text))
            target->push_back(std::move(*subject));
        else
            entry.complain(quoted(text) + " names nobody",
                           "write group:NAME, role:NAME or user:E-MAIL");
    }
}

void put_effect(const Entry& entry, std::optional<RuleEffect>& target) {
    RuleEffect effect{};
    const std::size_t before = entry.complaints().problems.size();
    put_word(entry, effect, parse_rule_effect, "allow deny public");
    // A word that is wrong is not taken for a key that is missing: that would be a second problem.
    if (entry.complaints().problems.size() == before) target = effect;
}

void put_max_age(const Entry& entry, std::optional<seconds>& target) {
    const auto age = entry.duration();
    if (!age) return;
    if (is_max_age(*age))
        target = age;
    else
        entry.complain("is out of range", "write \"1m\" to \"30d\"");
}

/// In the form in which it can also stand beside hours.
void put_zone(const Entry& entry, std::optional<std::string>& target) {
    auto text = entry.text("Europe/Berlin");
    if (!text) return;
    const auto hours = parse_rule_hours("mon " + *text, {});
    if (hours && hours->zone == *text)
        target = std::move(text);
    else
        entry.complain(quoted(*text) + " is no time zone", "write \"UTC\" or \"Europe/Berlin\"");
}

using RuleField = Field<RuleEntry>;
constexpr std::array<RuleField, 16> kRuleFields{{
    {"name", [](const Entry& e, RuleEntry& r) { put(r.rule.name, e.text("the admin area")); }},
    {"comment", [](const Entry& e, RuleEntry& r) { put(r.rule.comment, e.text("as agreed")); }},
    {"enabled", [](const Entry& e, RuleEntry& r) { put(r.rule.enabled, e.boolean()); }},
    {"dry_run", [](const Entry& e, RuleEntry& r) { put(r.rule.dry_run, e.boolean()); }},
    {"path", [](const Entry& e, RuleEntry& r) { put(r.rule.path, e.texts("/admin/**")); }},
    {"methods", [](const Entry& e, RuleEntry& r) { put(r.rule.methods, e.texts("GET")); }},
    {"from", [](const Entry& e, RuleEntry& r) { put(r.rule.from, e.texts("192.0.2.0/24")); }},
    {"allow", [](const Entry& e, RuleEntry& r) { put_subjects(e, r.allow); }},
    {"deny", [](const Entry& e, RuleEntry& r) { put_subjects(e, r.deny); }},
    {"hours",
     [](const Entry& e, RuleEntry& r) {
         r.hours_line = e.line();
         put(r.hours, e.texts("mon-fri 08:00-18:00"));
     }},
    {"zone", [](const Entry& e, RuleEntry& r) { put_zone(e, r.zone); }},
    {"not_before", [](const Entry& e, RuleEntry& r) { put(r.rule.not_before, e.time()); }},
    {"until", [](const Entry& e, RuleEntry& r) { put(r.rule.until, e.time()); }},
    {"level", [](const Entry& e, RuleEntry& r) { put(r.rule.level, e.level()); }},
    {"max_age", [](const Entry& e, RuleEntry& r) { put_max_age(e, r.rule.max_age); }},
    {"effect", [](const Entry& e, RuleEntry& r) { put_effect(e, r.effect); }},
}};

/// Who passes, who does not, and what becomes of them must not contradict each other.
void finish_effect(RuleEntry& read, unsigned line, const std::string& home,
                   Complaints& complaints) {
    const auto complain = [&](std::string wrong, std::string remedy) {
        complaints.add(line, home, std::move(wrong), std::move(remedy));
    };
    Rule& rule = read.rule;
    rule.effect = read.effect.value_or(read.deny ? RuleEffect::Deny : RuleEffect::Allow);
    if (read.allow && read.deny)
        complain("has both allow and deny", "write two rules; the first one that fits decides");
    else if (read.allow && rule.effect == RuleEffect::Deny)
        complain("says who passes, and denies", "write deny = [...] instead of allow");
    else if (read.deny && rule.effect == RuleEffect::Allow)
        complain("says who does not pass, and allows", "write effect = \"deny\"");
    else if ((read.allow || read.deny) && rule.effect == RuleEffect::Public)
        complain("is public, and names somebody",
                 "remove allow and deny, or write effect = \"allow\"");
    if (read.allow) rule.subjects = std::move(*read.allow);
    if (read.deny) rule.subjects = std::move(*read.deny);
}

void finish_hours(RuleEntry& read, unsigned line, const std::string& home, Complaints& complaints) {
    if (read.zone && read.hours_line == 0)
        complaints.add(line, home + ".zone", "has no effect without hours",
                       "add hours = [\"mon-fri 08:00-18:00\"], or remove it");
    for (const std::string& text : read.hours) {
        if (auto hours = parse_rule_hours(text, read.zone.value_or("UTC")))
            read.rule.hours.push_back(std::move(*hours));
        else
            complaints.add(read.hours_line, home + ".hours", quoted(text) + " is no time of a week",
                           "write \"mon-fri 08:00-18:00\", \"sat,sun\" or \"22:00-06:00\"");
    }
}

Rule read_rule(const toml::table& table, unsigned line, const std::string& home,
               Complaints& complaints) {
    RuleEntry read;
    read_fields<RuleEntry>(table, home, kRuleFields, read, complaints);
    finish_effect(read, line, home, complaints);
    finish_hours(read, line, home, complaints);
    return std::move(read.rule);
}

/// A test while it is read.
struct TestEntry {
    RuleTest test{};
    std::optional<Expected> expect{};
    bool has_path = false;
    bool has_proof = false;  ///< says what was proven
};

void put_expected(const Entry& entry, std::optional<Expected>& target) {
    Expected expected{};
    put_word(entry, expected, parse_expected, "pass sign_in step_up denied odd_path");
    target = expected;
}

void put_user(const Entry& entry, std::string& target) {
    const auto text = entry.text("ann@example.org");
    if (!text) return;
    if (text->empty() || has_control(*text))
        entry.complain("names nobody", "write an e-mail address, a public id or \"anonymous\"");
    else
        target = *text == kAnonymous ? std::string{} : *text;
}

using TestField = Field<TestEntry>;
constexpr std::array<TestField, 8> kTestFields{{
    {"as", [](const Entry& e, TestEntry& t) { put_user(e, t.test.as); }},
    {"level",
     [](const Entry& e, TestEntry& t) {
         t.has_proof = true;
         put(t.test.level, e.level());
     }},
    {"age",
     [](const Entry& e, TestEntry& t) {
         t.has_proof = true;
         put(t.test.age, e.duration());
     }},
    {"at", [](const Entry& e, TestEntry& t) { put(t.test.at, e.time()); }},
    {"path",
     [](const Entry& e, TestEntry& t) {
         t.has_path = true;
         put(t.test.path, e.text("/admin/"));
     }},
    {"method", [](const Entry& e, TestEntry& t) { put(t.test.method, e.text("GET")); }},
    {"from", [](const Entry& e, TestEntry& t) { put(t.test.from, e.text("192.0.2.7")); }},
    {"expect", [](const Entry& e, TestEntry& t) { put_expected(e, t.expect); }},
}};

RuleTest read_test(const toml::table& table, unsigned line, const std::string& home,
                   Complaints& complaints) {
    TestEntry read;
    read_fields<TestEntry>(table, home, kTestFields, read, complaints);
    if (!read.has_path) complaints.add(line, home, "has no path", "add path = \"/\"");
    if (!read.expect)
        complaints.add(line, home, "expects nothing",
                       "add expect = \"pass\", \"sign_in\", \"step_up\", \"denied\" or "
                       "\"odd_path\"");
    if (read.has_proof && read.test.as.empty())
        complaints.add(line, home, "says what nobody has proven",
                       "remove level and age, or add as = \"E-MAIL\"");
    read.test.line = line;
    read.test.expect = read.expect.value_or(Expected::Pass);
    return std::move(read.test);
}

/// A site while it is read.
struct SiteEntry {
    SiteRulesEntry site{};
    bool has_default = false;
};

/// The tables of a list that was written with `[[...]]`.
template <class Take>
void read_tables(const Entry& entry, const Take& take) {
    const auto* array = entry.node().as_array();
    const std::string remedy = "begin each with [[" + entry.key() + "]], two brackets";
    if (array == nullptr) return entry.complain_of_type(remedy);
    for (const toml::node& node : *array) {
        const auto* table = node.as_table();
        if (table == nullptr) return entry.complain("is a list of something else", remedy);
        take(*table, line_of(table->source()));
    }
}

void put_rules(const Entry& entry, SiteRulesEntry& site) {
    read_tables(entry, [&](const toml::table& table, unsigned line) {
        site.rules.rules.push_back(read_rule(table, line, entry.key(), entry.complaints()));
        site.rule_lines.push_back(line);
    });
}

void put_tests(const Entry& entry, SiteRulesEntry& site) {
    read_tables(entry, [&](const toml::table& table, unsigned line) {
        site.tests.push_back(read_test(table, line, entry.key(), entry.complaints()));
    });
}

/// Here an empty list says what it means: the site is told of no group.
void put_groups(const Entry& entry, std::optional<std::vector<RuleSubject>>& target) {
    const auto* array = entry.node().as_array();
    target.emplace();
    if (array != nullptr && array->empty()) return;
    const auto names = entry.texts("staff");
    if (!names) return;
    for (const std::string& name : *names) {
        if (is_group_name(name))
            target->push_back({RuleSubject::Kind::Group, name});
        else
            entry.complain(quoted(name) + " is no name of a group",
                           "write its name alone: \"staff\"");
    }
}

using SiteField = Field<SiteEntry>;
constexpr std::array<SiteField, 7> kSiteFields{{
    {"default",
     [](const Entry& e, SiteEntry& s) {
         s.has_default = true;
         put_word(e, s.site.rules.fallback, parse_rule_default, "deny signed_in public");
     }},
    {"odd_paths",
     [](const Entry& e, SiteEntry& s) {
         put_word(e, s.site.rules.odd_paths, parse_odd_paths, "refuse default");
     }},
    {"fold_case", [](const Entry& e, SiteEntry& s) { put(s.site.rules.fold_case, e.boolean()); }},
    {"preflight", [](const Entry& e, SiteEntry& s) { put(s.site.rules.preflight, e.boolean()); }},
    {"groups", [](const Entry& e, SiteEntry& s) { put_groups(e, s.site.rules.told_groups); }},
    {"rule", [](const Entry& e, SiteEntry& s) { put_rules(e, s.site); }},
    {"test", [](const Entry& e, SiteEntry& s) { put_tests(e, s.site); }},
}};

void read_site(const Entry& entry, std::string_view name, RulesFile& file) {
    if (!is_site_name(name))
        return entry.complain(quoted(name) + " is no name of a site",
                              "write [site.NAME] with the name that nginx sends");
    const auto* table = entry.node().as_table();
    if (table == nullptr)
        return entry.complain_of_type("write [" + entry.key() + "] and its keys below");
    SiteEntry read;
    read.site.name = name;
    read.site.line = entry.line();
    read_fields<SiteEntry>(*table, entry.key(), kSiteFields, read, entry.complaints());
    if (!read.has_default)
        entry.complain("has no default",
                       "add default = \"deny\", \"signed_in\" or \"public\" below it: what becomes "
                       "of requests that no rule decides");
    file.sites.push_back(std::move(read.site));
}

void read_sites(const Entry& entry, RulesFile& file) {
    const auto* sites = entry.node().as_table();
    if (sites == nullptr) return entry.complain_of_type("write [site.NAME] and its keys below");
    for (const auto& [key, node] : *sites)
        read_site(
            {node, line_of(key.source()), "site." + std::string{key.str()}, entry.complaints()},
            key.str(), file);
    std::ranges::stable_sort(file.sites, {}, &SiteRulesEntry::line);
}

using NetworkField = Field<std::vector<std::string>>;
constexpr std::array<NetworkField, 1> kNetworkFields{
    {{"networks",
      [](const Entry& e, std::vector<std::string>& n) { put(n, e.texts("192.0.2.0/24")); }}}};

void read_network(const Entry& entry, RulesFile& file) {
    const auto* table = entry.node().as_table();
    if (table == nullptr)
        return entry.complain("is no key of the file",
                              "write [NAME] and networks = [...] below, or [site.NAME]");
    if (!table->contains("networks"))
        return entry.complain("has no networks",
                              "add networks = [\"192.0.2.0/24\"] below; a site is [site.NAME]");
    std::vector<std::string> blocks;
    read_fields<std::vector<std::string>>(*table, entry.key(), kNetworkFields, blocks,
                                          entry.complaints());
    file.network_lines.emplace(entry.key(), entry.line());
    file.networks.emplace(entry.key(), std::move(blocks));
}

/// Gives each site the networks that its rules name.
void hand_out_networks(RulesFile& file) {
    for (SiteRulesEntry& site : file.sites)
        for (const Rule& rule : site.rules.rules)
            for (const std::string& name : rule.from)
                if (const auto network = file.networks.find(name); network != file.networks.end())
                    site.rules.networks.insert(*network);
}

RulesFile read_document(const toml::table& document, Complaints& complaints) {
    RulesFile file;
    for (const auto& [key, node] : document) {
        const std::string name{key.str()};
        const Entry entry{node, line_of(key.source()), name, complaints};
        if (name == "site")
            read_sites(entry, file);
        else
            read_network(entry, file);
    }
    hand_out_networks(file);
    return file;
}

}  // namespace

std::string_view to_text(Expected expected) noexcept {
    switch (expected) {
        case Expected::Pass:
            return "pass";
        case Expected::SignIn:
            return "sign_in";
        case Expected::StepUp:
            return "step_up";
        case Expected::Denied:
            return "denied";
        case Expected::OddPath:
            return "odd_path";
    }
    std::abort();  // a value outside the enum is a bug
}

Result<RulesFile, std::vector<Problem>> parse_rules_file(std::string_view toml,
                                                         const std::string& file) {
    Complaints complaints{file};
    if (toml.size() <= kMaxRulesFileBytes) {
        if (const auto unreadable = find_unreadable_line(toml)) {
            complaints.add(unreadable->line, {}, std::string{unreadable->wrong},
                           "write key = value lines below [section] lines");
            return fail(std::move(complaints.problems));
        }
    }
    const auto document = parse_toml(toml, kMaxRulesFileBytes);
    if (!document) {
        complaints.add(document.error().line, {}, document.error().wrong,
                       "write key = value lines below [section] lines");
        return fail(std::move(complaints.problems));
    }
    RulesFile read = read_document(*document, complaints);
    if (complaints.problems.empty()) return read;
    std::ranges::stable_sort(complaints.problems, {}, &Problem::line);
    return fail(std::move(complaints.problems));
}

Result<RulesFile, std::vector<Problem>> load_rules_file(const std::string& path) {
    try {
        return parse_rules_file(read_file(path, kMaxRulesFileBytes), path);
    } catch (const FileError& error) {
        return fail(std::vector<Problem>{{.file = path,
                                          .line = 0,
                                          .key = {},
                                          .wrong = error.what(),
                                          .remedy = "name a file with rules; `postern rules show` "
                                                    "prints one"}});
    }
}

}  // namespace postern::config
