/// act: what an administrator does to one user, each on a page that asks back.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace postern::portal::admin::users {

enum class Act : std::uint8_t {
    Verify,     ///< the address counts as confirmed
    MailReset,  ///< a link to a new password
    Disable,
    Enable,
    EndSessions,  ///< of browsers and programs
    ResetFactors,
    RevokeTokens,  ///< of programs, and personal ones
    ScheduleDeletion,
    Keep,  ///< cancels the deletion
    DeleteNow,
};

inline constexpr std::array kActs{
    Act::Verify,       Act::MailReset,    Act::Disable,          Act::Enable, Act::EndSessions,
    Act::ResetFactors, Act::RevokeTokens, Act::ScheduleDeletion, Act::Keep,   Act::DeleteNow};

/// What a page asks for besides the button, in proportion to what follows.
struct Asks {
    bool reason = false;   ///< for the audit log
    bool tick = false;     ///< "I am sure"
    bool address = false;  ///< the user's, to be typed
};

/// Its name in templates, such as `DELETE_NOW`.
std::string_view name_of(Act act) noexcept;
/// The last part of its path, such as `delete-now`.
std::string_view slug_of(Act act) noexcept;
/// The word of the notice afterwards: `admin.done.WORD`.
std::string_view done_word_of(Act act) noexcept;
/// The command that does the same; the id of the user comes behind it. Empty: there is none.
std::string_view command_of(Act act) noexcept;
Asks asks_of(Act act) noexcept;
/// Whether it could take an account away from somebody, or let somebody in; see
/// service::may_act_on().
bool is_hostile(Act act) noexcept;

}  // namespace postern::portal::admin::users
