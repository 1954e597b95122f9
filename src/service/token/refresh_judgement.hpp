/// refresh_judgement: what a refresh token that was shown is worth. Pure, but for the log.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "postern/base/log.hpp"
#include "postern/base/secret.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/crypto/token/refresh_token.hpp"
#include "postern/service/token/token_service.hpp"

namespace postern::service {

// What the log calls what is no FamilyStop.
inline constexpr std::string_view kUnknown = "unknown";
inline constexpr std::string_view kWrongMac = "wrong_mac";
inline constexpr std::string_view kReused = "reused";
inline constexpr std::string_view kFromTheFuture = "from_the_future";
inline constexpr std::string_view kSiteGone = "site_gone";
inline constexpr std::string_view kSealedElsewhere = "sealed_elsewhere";

struct Judgement {
    enum class Verdict {
        Refused,
        Unavailable,  ///< the seed of the family can't be opened here
        Good,
    };
    Verdict verdict = Verdict::Refused;
    std::string_view reason{};     ///< unless it is good
    std::optional<Secret> seed{};  ///< if it is good
    bool advances = false;         ///< if it is good: it is the current one, not its predecessor
};

/// The MAC comes first: who only knows the id of a family learns nothing, and ends nothing.
/// `grace`: how long the direct predecessor of the current token is good; 0: never.
Judgement judge(const store::FamilyWithUser& found, const crypto::RefreshToken& token,
                const crypto::KeyRing& ring, std::chrono::seconds grace, TimePoint now);

/// One line a second for each reason: a client can send what it likes as often as it likes.
/// `reason`: one of those above, or to_text(FamilyStop).
void log_refused_refresh(log::Level level, std::string_view reason);

}  // namespace postern::service
