/// rules_file: the rules of sites as administrators write them: TOML, docs/rules.md.
///
/// Reads the form: keys, types, words, durations, dates, hours and subjects, each problem with its
/// line. What the values mean (is the glob good, does the group exist, can the rule ever decide?)
/// is the business of access/review.hpp and of the service. No state, opens nothing but the file.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/base/result.hpp"
#include "postern/config/config.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/rules.hpp"

namespace postern::config {

/// What a test of the file expects of the gate; the words are those of access::Outcome.
enum class Expected { Pass, SignIn, StepUp, Denied, OddPath };

/// `pass`, `sign_in`, `step_up`, `denied` or `odd_path`.
std::string_view to_text(Expected expected) noexcept;

/// One question to the rules, and the answer that the administrator expects.
struct RuleTest {
    unsigned line = 0;
    /// E-mail address or public id of a user; empty: nobody is signed in (`anonymous` in the file).
    std::string as{};
    Level level = Level::One;       ///< that they have proven
    std::chrono::seconds age{};     ///< since they proved it
    std::optional<TimePoint> at{};  ///< nothing: now
    std::string path{};             ///< as nginx normalised it
    std::string method = "GET";
    std::string from = "198.51.100.1";  ///< address of the client; this one is nobody's (RFC 5737)
    Expected expect = Expected::Pass;
};

/// What the file says about one site.
struct SiteRulesEntry {
    std::string name;
    unsigned line = 0;
    /// A user in it is named as in the file, by e-mail address or public id; no number is looked
    /// up. `networks` has those that the rules name and the file defines.
    SiteRules rules{};
    std::vector<unsigned> rule_lines{};  ///< on which each rule begins; as many as rules
    std::vector<RuleTest> tests{};
};

struct RulesFile {
    RuleNetworks networks{};
    std::map<std::string, unsigned> network_lines{};
    std::vector<SiteRulesEntry> sites{};  ///< in the order of their lines
};

/// A longer text is refused unread.
inline constexpr std::size_t kMaxRulesFileBytes = 256 * 1024;

/// The rules in `toml`, or everything that is wrong with it, in the order of the lines; `file` is
/// the name used in problems.
Result<RulesFile, std::vector<Problem>> parse_rules_file(std::string_view toml,
                                                         const std::string& file);

/// The same for a file. That it cannot be read is a problem without a line.
Result<RulesFile, std::vector<Problem>> load_rules_file(const std::string& path);

/// What parse_rules_file() reads: keys in the order of docs/rules.md, aligned, none that has its
/// usual value but `effect`, `default` and what a test asks. Writes a network of a site that
/// `file.networks` lacks, too. Line numbers do not matter. REQUIRES: rules that
/// access::review() has nothing against.
std::string to_rules_file(const RulesFile& file);

}  // namespace postern::config
