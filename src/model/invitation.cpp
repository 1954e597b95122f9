#include "postern/model/invitation.hpp"

#include <cstdlib>

namespace postern {

std::string_view to_text(InvitationState state) noexcept {
    switch (state) {
        case InvitationState::Open:
            return "open";
        case InvitationState::Used:
            return "used";
        case InvitationState::Expired:
            return "expired";
    }
    std::abort();  // a value outside the enum is a bug
}

InvitationState Invitation::state(TimePoint now) const noexcept {
    if (used_at) return InvitationState::Used;
    return now < expires_at ? InvitationState::Open : InvitationState::Expired;
}

}  // namespace postern
