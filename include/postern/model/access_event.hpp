/// access_event: decisions of the gate that are worth a line, counted by the hour.
///
/// Who, at which site, by which rule, with which result, how often: never the path, which says more
/// about a person than the audit needs.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/base/find_by_text.hpp"
#include "postern/model/ids.hpp"

namespace postern {

enum class AccessVerdict : std::uint8_t {
    Denied,      ///< 403 for somebody who is signed in
    StepUp,      ///< signed in, and asked for more or fresher proof
    OddPath,     ///< refused, since the path can be read in more than one way
    DryAllow,    ///< a dry-run rule would have let them pass
    DryDeny,     ///< a dry-run rule would have denied it
    DryOther,    ///< a dry-run rule would have asked for a sign-in or for more proof
    FirstVisit,  ///< the first time on a day (UTC) that a user passes at a site
    Hit,         ///< a rule has decided, in whatever way; of nobody
};

inline constexpr std::array kAccessVerdicts{AccessVerdict::Denied,     AccessVerdict::StepUp,
                                            AccessVerdict::OddPath,    AccessVerdict::DryAllow,
                                            AccessVerdict::DryDeny,    AccessVerdict::DryOther,
                                            AccessVerdict::FirstVisit, AccessVerdict::Hit};

/// `denied`, `step_up` and so on: as the database and the commands spell it.
constexpr std::string_view to_text(AccessVerdict verdict) noexcept {
    switch (verdict) {
        case AccessVerdict::Denied:
            return "denied";
        case AccessVerdict::StepUp:
            return "step_up";
        case AccessVerdict::OddPath:
            return "odd_path";
        case AccessVerdict::DryAllow:
            return "dry_allow";
        case AccessVerdict::DryDeny:
            return "dry_deny";
        case AccessVerdict::DryOther:
            return "dry_other";
        case AccessVerdict::FirstVisit:
            return "first_visit";
        case AccessVerdict::Hit:
            return "hit";
    }
    std::abort();  // a value outside the enum is a bug
}

constexpr std::optional<AccessVerdict> parse_access_verdict(std::string_view text) noexcept {
    return find_by_text(kAccessVerdicts, text);
}

/// Of the number of an enumerator.
constexpr std::optional<AccessVerdict> to_access_verdict(std::uint8_t number) noexcept {
    for (const AccessVerdict verdict : kAccessVerdicts)
        if (static_cast<std::uint8_t>(verdict) == number) return verdict;
    return std::nullopt;
}

/// What is counted in place of a rule when none has decided: as access::Decision::rule, and one
/// more.
inline constexpr int kDefaultDecided = -1;    ///< the site's default
inline constexpr int kPreflightDecided = -2;  ///< the site lets CORS preflights pass
inline constexpr int kOddPathDecided = -3;    ///< the path was refused before any rule

/// Decisions of the same kind within one hour.
struct AccessCount {
    TimePoint hour;  ///< its beginning
    SiteId site;
    int rule;                      ///< index from 0, or one of the constants above
    std::optional<UserId> user{};  ///< nothing: nobody who is known
    AccessVerdict verdict;
    std::uint64_t count;
    TimePoint first_at;
    TimePoint last_at;

    friend bool operator==(const AccessCount&, const AccessCount&) = default;
};

}  // namespace postern
