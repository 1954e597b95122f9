// Files of rules: refused with problems that can be printed, or written and read again as the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/check.hpp"
#include "postern/config/rules_file.hpp"

namespace {

using namespace postern;
using namespace postern::config;

constexpr std::string_view kName = "rules.toml";

void check_problems(const std::vector<Problem>& problems) {
    POSTERN_CHECK(!problems.empty());
    unsigned line = 0;
    for (const Problem& problem : problems) {
        POSTERN_CHECK(problem.file == kName && problem.line >= line);
        POSTERN_CHECK(!problem.wrong.empty() && !problem.remedy.empty());
        // Goes to terminals as it is: one line, nothing that a terminal would obey.
        for (const char c : problem.text()) POSTERN_CHECK(c >= ' ' && c <= '~');
        line = problem.line;
    }
}

void check_site(const SiteRulesEntry& site) {
    POSTERN_CHECK(site.line > 0);
    POSTERN_CHECK(site.rule_lines.size() == site.rules.rules.size());
    for (const Rule& rule : site.rules.rules) {
        const bool asks = !rule.subjects.empty();
        POSTERN_CHECK(!(asks && rule.effect == RuleEffect::Public));
    }
    for (const RuleTest& test : site.tests) {
        POSTERN_CHECK(test.line > 0);
        if (test.as.empty()) POSTERN_CHECK(test.level == Level::One && test.age.count() == 0);
    }
}

/// `rules show` prints a file that `rules apply` takes for the same rules.
void check_round_trip(const RulesFile& file) {
    const std::string text = to_rules_file(file);
    if (text.size() > kMaxRulesFileBytes) return;  // escapes and names of keys made it longer
    const auto again = parse_rules_file(text, std::string{kName});
    POSTERN_CHECK(again.has_value());
    POSTERN_CHECK(again->networks == file.networks);
    POSTERN_CHECK(again->sites.size() == file.sites.size());
    for (std::size_t i = 0; i < file.sites.size(); ++i) {
        POSTERN_CHECK(again->sites[i].name == file.sites[i].name);
        POSTERN_CHECK(again->sites[i].rules == file.sites[i].rules);
    }
    POSTERN_CHECK(to_rules_file(*again) == text);  // the tests, too
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto file = parse_rules_file(text, std::string{kName});
    if (!file) {
        check_problems(file.error());
        return 0;
    }
    for (const SiteRulesEntry& site : file->sites) check_site(site);
    check_round_trip(*file);
    return 0;
}
