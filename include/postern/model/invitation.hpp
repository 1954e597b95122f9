/// Invitation: the offer of an account, or of groups and roles, to the person with one address.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/ids.hpp"

namespace postern {

/// Of one invitation.
inline constexpr std::size_t kMaxInvitedGroups = 16;
inline constexpr std::size_t kMaxInvitedRoles = 16;

enum class InvitationState { Open, Used, Expired };

/// `open`, `used` or `expired`.
std::string_view to_text(InvitationState state) noexcept;

struct Invitation {
    PublicId id;
    EmailAddress email;
    std::string display_name{};         ///< suggested; empty: none
    std::string language{};             ///< of the e-mail; empty: the configured one
    std::vector<std::string> groups{};  ///< names, as they were; looked up when it is used
    std::vector<std::string> roles{};
    std::string invited_by;  ///< an Actor's name
    TimePoint created_at;
    TimePoint expires_at;
    std::optional<TimePoint> used_at{};
    std::optional<PublicId> used_by{};  ///< the user who has used it; they may be gone

    InvitationState state(TimePoint now) const noexcept;
    bool is_open(TimePoint now) const noexcept { return state(now) == InvitationState::Open; }
};

}  // namespace postern
