#include "service/token/refresh_judgement.hpp"

#include <cstdint>
#include <cstdlib>
#include <map>
#include <utility>

#include "postern/base/log_limit.hpp"

namespace postern::service {

std::string_view to_text(FamilyStop stop) noexcept {
    switch (stop) {
        case FamilyStop::None:
            return "none";
        case FamilyStop::UserGone:
            return "user_gone";
        case FamilyStop::Revoked:
            return "revoked";
        case FamilyStop::SessionEnded:
            return "session_ended";
        case FamilyStop::Expired:
            return "expired";
        case FamilyStop::Idle:
            return "idle";
    }
    std::abort();  // a value outside the enum is a bug
}

FamilyStop may_continue(const store::FamilyWithUser& found, TimePoint now) noexcept {
    const auto& [family, user, is_current, session_lives] = found;
    if (user.disabled || user.delete_at) return FamilyStop::UserGone;
    // What ends all sessions of a user ends their families.
    if (family.revoked_at || !is_current) return FamilyStop::Revoked;
    if (!session_lives) return FamilyStop::SessionEnded;
    if (now >= family.expires_at) return FamilyStop::Expired;
    // As for sessions: a clock that was set back ends none.
    if (now - family.used_at >= family.idle_ttl) return FamilyStop::Idle;
    return FamilyStop::None;
}

Judgement judge(const store::FamilyWithUser& found, const crypto::RefreshToken& token,
                const crypto::KeyRing& ring, std::chrono::seconds grace, TimePoint now) {
    using enum Judgement::Verdict;
    const TokenFamily& family = found.family;
    auto seed = ring.open(crypto::kTokenFamilies, {family.public_id.text()}, family.sealed_seed);
    if (!seed) return {.verdict = Unavailable, .reason = kSealedElsewhere};
    if (!crypto::has_right_mac(token, *seed)) return {.reason = kWrongMac};
    if (const auto stop = may_continue(found, now); stop != FamilyStop::None)
        return {.reason = to_text(stop)};
    const auto behind = std::int64_t{family.counter} - std::int64_t{token.counter};
    if (behind < 0) return {.reason = kFromTheFuture};
    const bool in_grace = behind == 1 && grace.count() > 0 && now - family.counter_at <= grace;
    if (behind > 0 && !in_grace) return {.reason = kReused};
    return {.verdict = Good, .seed = std::move(*seed), .advances = behind == 0};
}

void log_refused_refresh(log::Level level, std::string_view reason) {
    thread_local std::map<std::string_view, LogLimit> limits;
    const auto count = limits[reason].admit(std::chrono::steady_clock::now());
    if (count) log::write(level, "refresh_token_refused", {{"reason", reason}, {"count", *count}});
}

}  // namespace postern::service
