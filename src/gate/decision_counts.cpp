#include "gate/decision_counts.hpp"

#include <optional>

#include "postern/model/access_event.hpp"

namespace postern::gate {

namespace {

using access::Outcome;

/// What a refusal is counted as; nothing for what is none.
std::optional<AccessVerdict> refusal_of(Outcome outcome) noexcept {
    switch (outcome) {
        case Outcome::Denied:
            return AccessVerdict::Denied;
        case Outcome::StepUp:
            return AccessVerdict::StepUp;
        case Outcome::Odd:
            return AccessVerdict::OddPath;
        case Outcome::Pass:
        case Outcome::SignIn:
            return std::nullopt;
    }
    return std::nullopt;  // damaged memory
}

AccessVerdict dry_verdict(Outcome outcome) noexcept {
    if (outcome == Outcome::Pass) return AccessVerdict::DryAllow;
    if (outcome == Outcome::Denied || outcome == Outcome::Odd) return AccessVerdict::DryDeny;
    return AccessVerdict::DryOther;
}

}  // namespace

void count_decision(shm::AccessCounts& counts, const KnownSite& known, std::uint64_t user,
                    const access::Decision& decision, TimePoint now) noexcept {
    const auto site = static_cast<std::uint64_t>(known.site.id);
    const auto at = now.time_since_epoch().count();
    const auto note = [&](std::uint64_t who, int rule, AccessVerdict verdict) {
        (void)counts.note({who, site, rule, static_cast<std::uint8_t>(verdict)}, at);
    };
    if (decision.rule >= 0) note(0, decision.rule, AccessVerdict::Hit);
    if (decision.dry_rule >= 0) {
        note(0, decision.dry_rule, AccessVerdict::Hit);
        if (decision.dry_outcome != decision.outcome)
            note(user, decision.dry_rule, dry_verdict(decision.dry_outcome));
    }
    // Who a preflight is from, nobody knows.
    if (user == 0 || decision.rule == access::Decision::kPreflight) return;
    const bool is_odd = decision.outcome == Outcome::Odd;
    if (const auto verdict = refusal_of(decision.outcome))
        note(user, is_odd ? kOddPathDecided : decision.rule, *verdict);
    else if (decision.outcome == Outcome::Pass && counts.note_visit(user, site, at))
        note(user, decision.rule, AccessVerdict::FirstVisit);
}

}  // namespace postern::gate
