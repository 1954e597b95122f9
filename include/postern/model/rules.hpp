/// rules: who may do what at a site, as an administrator writes it.
///
/// Plain data. What it means is decided in the layer `access`; its text form for people is
/// docs/rules.md, the one that is stored is access/rule_text.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/assurance.hpp"

namespace postern {

/// What becomes of a request that a rule is about.
enum class RuleEffect : std::uint8_t {
    Allow,   ///< who is signed in and named by the rule passes, if they prove enough
    Deny,    ///< nobody passes, or none of those that the rule names
    Public,  ///< everybody passes
};

/// `allow`, `deny` or `public`.
std::string_view to_text(RuleEffect effect) noexcept;
std::optional<RuleEffect> parse_rule_effect(std::string_view text) noexcept;

/// What decides where no rule does.
enum class RuleDefault : std::uint8_t { Deny, SignedIn, Public };

/// `deny`, `signed_in` or `public`.
std::string_view to_text(RuleDefault fallback) noexcept;
std::optional<RuleDefault> parse_rule_default(std::string_view text) noexcept;

/// What becomes of a path that can be read in more than one way.
enum class OddPaths : std::uint8_t {
    Refuse,   ///< 403
    Default,  ///< no rule opens anything to it, every rule that denies some path denies it, and the
              ///< site's default decides the rest, with the strictest level that any rule asks for
};

/// `refuse` or `default`.
std::string_view to_text(OddPaths odd) noexcept;
std::optional<OddPaths> parse_odd_paths(std::string_view text) noexcept;

/// Somebody whom a rule names.
struct RuleSubject {
    enum class Kind : std::uint8_t { User, Group, Role };
    Kind kind;
    /// Of a group or a role: its name; of a user: the public id, which never goes to somebody else
    /// as an address may.
    std::string name;
    std::uint32_t id = 0;  ///< of a group or a role: its number; 0: not looked up yet

    friend auto operator<=>(const RuleSubject&, const RuleSubject&) = default;
};

/// Hours of a day in a time zone, on some days of the week.
struct RuleHours {
    std::uint8_t days = 0x7F;  ///< bit 0: Monday, bit 6: Sunday
    std::uint16_t from = 0;    ///< minutes after midnight, 0 to 1439
    std::uint16_t to = 1440;   ///< up to, not including; at most 1440; not after `from`: over
                               ///< midnight, and counted to the day on which it begins
    std::string zone = "UTC";  ///< IANA name

    friend auto operator<=>(const RuleHours&, const RuleHours&) = default;
};

/// One rule. All conditions must hold; an empty one holds for everything; within one, any.
struct Rule {
    std::string name;       ///< one line, for people and for the log
    std::string comment{};  ///< one line
    bool enabled = true;
    bool dry_run = false;  ///< decided, counted and logged, but not enforced
    RuleEffect effect = RuleEffect::Allow;
    std::vector<std::string> path{};      ///< globs
    std::vector<std::string> methods{};   ///< uppercase; GET stands for HEAD as well
    std::vector<std::string> from{};      ///< names of networks, or CIDR blocks
    std::vector<RuleSubject> subjects{};  ///< of Allow: who passes; of Deny: who does not
    std::vector<RuleHours> hours{};
    std::optional<TimePoint> not_before{};
    std::optional<TimePoint> until{};  ///< from that second on the rule is as good as gone
    // What somebody must prove whom the rule allows; stricter than the site asks, never less:
    std::optional<Level> level{};
    std::optional<std::chrono::seconds> max_age{};

    friend bool operator==(const Rule&, const Rule&) = default;
};

/// How far local time is ahead of UTC, and for how long that holds.
struct ZoneOffset {
    std::chrono::seconds ahead;
    TimePoint from;   ///< inclusive
    TimePoint until;  ///< exclusive

    friend bool operator==(const ZoneOffset&, const ZoneOffset&) = default;
};

/// Offsets of time zones by name, in order of time and without a gap. They are looked up when rules
/// are saved, for some years: the gate opens no files, so that it can't look them up itself.
using RuleZones = std::map<std::string, std::vector<ZoneOffset>>;

/// Networks by name: CIDR blocks, or single addresses.
using RuleNetworks = std::map<std::string, std::vector<std::string>>;

/// All about one site that rules can say.
struct SiteRules {
    RuleDefault fallback = RuleDefault::SignedIn;
    OddPaths odd_paths = OddPaths::Refuse;
    bool fold_case = false;  ///< paths differ in more than the case of A to Z
    bool preflight = false;  ///< CORS preflights pass without a sign-in
    /// The groups whose members the site is told of; nothing: those that its rules name.
    std::optional<std::vector<RuleSubject>> told_groups{};
    std::vector<Rule> rules{};
    RuleNetworks networks{};  ///< those that its rules name
    RuleZones zones{};        ///< those that its rules name, once they are saved

    friend bool operator==(const SiteRules&, const SiteRules&) = default;
};

/// At most; more are refused when they are saved.
inline constexpr std::size_t kMaxRulesOfSite = 200;
inline constexpr std::size_t kMaxRuleTextBytes = 64 * 1024;
inline constexpr std::size_t kMaxRuleNameCodePoints = 80;
inline constexpr std::size_t kMaxRuleCommentCodePoints = 200;
inline constexpr std::size_t kMaxGlobBytes = 200;

}  // namespace postern
