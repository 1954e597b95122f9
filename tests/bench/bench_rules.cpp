// What the rules of a site cost for one request, without the gate around them.
//
//     build/bin/bench_rules [SECONDS]
//
// Prints nanoseconds for a decision at a site with as many rules as there may be: the best slice
// and the median. `rule 1` is decided by the first rule, `rule 200` by the last one, `default` by
// none; `one folder` asks the same where all rules are about paths of one folder. In the worst
// case, `every condition`, all rules are about the same paths, and each looks at hours, method,
// network and groups before it misses.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "postern/access/compiled_rules.hpp"

using namespace postern;
using namespace postern::access;
using Steady = std::chrono::steady_clock;

namespace {

constexpr TimePoint kNow{std::chrono::seconds{1'795'251'000}};
constexpr std::size_t kSlices = 20;
constexpr int kCallsBetweenLooks = 1000;

class Utc final : public Zones {
public:
    std::optional<ZoneOffset> offset(std::string_view, TimePoint) const override {
        return ZoneOffset{std::chrono::seconds{0}, TimePoint::min(), TimePoint::max()};
    }
};

struct Case {
    const char* name;
    SiteRules site;
    std::string path;
    int decides;
};

Rule rule_about(std::string path) {
    Rule rule{.name = "members"};
    rule.path = {std::move(path)};
    rule.subjects = {{RuleSubject::Kind::Group, "members", 7}};
    return rule;
}

SiteRules rules_about(const std::string& before, const std::string& after) {
    SiteRules site;
    for (std::size_t i = 1; i <= kMaxRulesOfSite; ++i)
        site.rules.push_back(rule_about(before + std::to_string(i) + after));
    return site;
}

/// Every rule is a candidate, and misses by its last condition; the last one decides.
SiteRules rules_with_every_condition() {
    SiteRules site;
    for (std::size_t i = 1; i <= kMaxRulesOfSite; ++i) {
        Rule rule = rule_about("/wiki/*/edit");
        rule.methods = {"GET", "POST"};
        rule.from = {"192.0.2.0/24", "2001:db8::/32", "198.51.100.0/24"};
        rule.hours = {{.days = 0x7F, .from = 0, .to = 1440, .zone = "UTC"}};
        rule.subjects.front().id = i == kMaxRulesOfSite ? 7 : 70;
        site.rules.push_back(rule);
    }
    return site;
}

/// Nanoseconds for a decision, over `slice`.
double time_decisions(const CompiledRules& rules, const Question& question, int decides,
                      std::chrono::milliseconds slice) {
    std::size_t calls = 0;
    const auto began = Steady::now();
    do {
        for (int i = 0; i < kCallsBetweenLooks; ++i)
            if (rules.evaluate(question, {}).rule != decides) std::abort();
        calls += kCallsBetweenLooks;
    } while (Steady::now() - began < slice);
    return std::chrono::duration<double, std::nano>(Steady::now() - began).count() /
           static_cast<double>(calls);
}

/// The best slice tells what it costs, the median what else the machine was doing.
void measure(const Case& row, const Zones& zones, std::chrono::milliseconds duration) {
    const auto rules = CompiledRules::compile(row.site, zones, kNow);
    if (!rules) {
        std::fprintf(stderr, "bench_rules: %s\n", rules.error().what.c_str());
        std::exit(1);
    }
    const std::vector<std::uint32_t> groups{3, 7, 12, 40};
    Question question{.path = row.path, .raw = row.path, .now = kNow};
    question.method = "GET";
    question.address = "192.0.2.7";
    question.visitor = Visitor{
        .user = "AAAAAAAAAAAAAAAAAAAAAA", .groups = groups, .assurance = {Level::One, kNow}};
    std::vector<double> times;
    for (std::size_t i = 0; i < kSlices; ++i)
        times.push_back(time_decisions(*rules, question, row.decides, duration / kSlices));
    std::ranges::sort(times);
    std::printf("%-28s best %7.1f   median %7.1f ns\n", row.name, times.front(),
                times[kSlices / 2]);
}

}  // namespace

int main(int argc, char** argv) {
    const std::chrono::seconds duration{argc > 1 ? std::atoi(argv[1]) : 1};
    const Utc zones;
    const SiteRules folders = rules_about("/folder-", "/**");
    const SiteRules one_folder = rules_about("/api/v1/folder-", "/**");
    const int last = static_cast<int>(kMaxRulesOfSite) - 1;
    const std::vector<Case> cases{
        {"rule 1", folders, "/folder-1/pages/Main_Page", 0},
        {"rule 200", folders, "/folder-200/pages/Main_Page", last},
        {"default", folders, "/elsewhere/pages/Main_Page", Decision::kDefault},
        {"rule 1, one folder", one_folder, "/api/v1/folder-1/pages/7", 0},
        {"rule 200, one folder", one_folder, "/api/v1/folder-200/pages/7", last},
        {"default, one folder", one_folder, "/api/v1/elsewhere/pages/7", Decision::kDefault},
        {"rule 200, every condition", rules_with_every_condition(), "/wiki/Main_Page/edit", last},
    };
    for (const Case& row : cases) measure(row, zones, duration);
}
