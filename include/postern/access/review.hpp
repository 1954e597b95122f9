/// review: what is wrong with rules before they are saved, and what a change of them means.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "postern/access/compiled_rules.hpp"
#include "postern/model/rules.hpp"

namespace postern::access {

/// Everything that makes these rules unfit to be saved, in words, in order of the rules: bad globs,
/// methods, networks (a CIDR with host bits names the one that was meant), zones and hours; a
/// `public` rule with subjects; a level or a maximum age of a rule that does not allow; a rule
/// without a name, or with the name of another; a rule that can never decide, because an earlier
/// one covers it (which one is said); more than kMaxRulesOfSite; a stored form beyond
/// kMaxRuleTextBytes. Empty: they may be saved. `what` is a whole sentence:
/// `rule 4 "x" can never decide: rule 2 "y" covers it`.
std::vector<Problem> review(const SiteRules& rules, const Zones& zones, TimePoint now);

/// The same for networks by name, whether or not a rule names them.
std::vector<Problem> review(const RuleNetworks& networks);

/// One sentence for each difference that matters: `opens /admin/** to everyone`. Empty: they mean
/// the same, whatever else differs.
struct Difference {
    enum class Kind { Opens, Closes, Changes };
    Kind kind;
    std::string words;
};
std::vector<Difference> differences(const SiteRules& before, const SiteRules& after);

/// `opens`, `closes` or `changes`.
std::string_view to_text(Difference::Kind kind) noexcept;

/// One rule in one sentence, as a person would say it: `Members of admins may GET and POST
/// /admin/** from office, with two factors, proven within 15 minutes.`
std::string in_words(const Rule& rule);

}  // namespace postern::access
