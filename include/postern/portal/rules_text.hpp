/// rules_text: the rules of a site as text, for the console; docs/rules.md has the form.
///
/// The portal does not know the form: the application tells it how to read and to write it.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/base/result.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/rules.hpp"

namespace postern {
struct Site;
}

namespace postern::portal {

/// What is wrong with a text, and where.
struct RulesTextProblem {
    unsigned line = 0;  ///< 0: as a whole
    std::string what;   ///< in English, as `postern rules check` says it
};

/// A question that the text asks of its rules, and the answer that it expects.
struct RulesTextTest {
    unsigned line = 0;
    std::string as{};  ///< e-mail address or public id; empty: nobody is signed in
    Level level = Level::One;
    std::chrono::seconds age{};
    std::optional<TimePoint> at{};  ///< nothing: now
    std::string path{};
    std::string method{};
    std::string from{};    ///< address of the client
    std::string expect{};  ///< as to_text(access::Outcome)
};

/// The rules of one site as they were typed. A user in them is named by e-mail address or public
/// id; nothing is looked up yet.
struct ReadRules {
    SiteRules rules{};
    std::vector<unsigned> rule_lines{};  ///< on which each rule begins; as many as rules
    std::vector<RulesTextTest> tests{};
};

struct RulesText {
    using Problems = std::vector<RulesTextProblem>;

    /// Fails also for a text that is about another site, or that defines networks: those belong to
    /// all sites.
    std::function<Result<ReadRules, Problems>(std::string_view site, std::string_view text)> read;
    /// Without networks.
    std::function<std::string(std::string_view site, const SiteRules& rules)> write;
    /// Networks alone.
    std::function<Result<RuleNetworks, Problems>(std::string_view text)> read_networks;
    std::function<std::string(const RuleNetworks& networks)> write_networks;
    /// The server block of nginx for the site, as `postern nginx` prints it. `target`: the address
    /// of an application, `http://HOST:PORT`, or an absolute path of a folder with files. Nothing
    /// for anything else.
    std::function<std::optional<std::string>(const Site& site, std::string_view target)>
        nginx_block;
};

}  // namespace postern::portal
