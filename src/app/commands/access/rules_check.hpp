/// rules_check: a file with rules, looked at before it is applied: what is wrong with it, what it
/// changes, and what its own tests say. Changes nothing.
#pragma once

#include <string>
#include <vector>

#include "app/commands/command_context.hpp"
#include "postern/config/rules_file.hpp"
#include "postern/json/json.hpp"
#include "postern/service/access/rules_service.hpp"

namespace postern::app {

/// Something that is wrong, and where.
struct RulesFileProblem {
    unsigned line = 0;  ///< 0: the file as a whole
    std::string site{};
    std::string what;
};

/// One test of the file and its result.
struct RulesTestResult {
    std::string site;
    config::RuleTest test;
    std::string came{};        ///< as access::to_text(); empty: it could not be asked
    std::string decided_by{};  ///< `rule 2 "the admin area"`; or why it could not be asked

    bool passed() const { return came == config::to_text(test.expect); }
};

struct CheckedRules {
    std::string path;
    std::vector<RulesFileProblem> problems{};
    std::vector<service::SiteRulesPlan> plans{};  ///< without problems only
    RuleNetworks networks{};
    std::vector<RulesTestResult> tests{};  ///< without problems only

    bool passed() const;
    std::size_t failed_tests() const;
};

/// That the file cannot be read is a problem as any other. Throws StoreError.
CheckedRules check_rules(CommandContext& context, const std::string& path);

/// `rules.toml:12: wiki: ...`
std::string text_of(const CheckedRules& checked, const RulesFileProblem& problem);
/// `rules.toml:20: wiki: GET /admin as ann@example.org: expected pass, came denied (rule 2 "x")`
std::string text_of(const CheckedRules& checked, const RulesTestResult& result);

/// `problems`, `sites` with their differences, and `tests`, as members of a JSON object.
json::Json::Object to_json(const CheckedRules& checked);

}  // namespace postern::app
