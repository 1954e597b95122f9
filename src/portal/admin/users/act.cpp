#include "portal/admin/users/act.hpp"

#include <algorithm>

namespace postern::portal::admin::users {

namespace {

struct Row {
    Act act;
    std::string_view name;
    std::string_view slug;
    std::string_view done;
    std::string_view command;
    Asks asks;
    bool hostile;
};

constexpr std::array<Row, kActs.size()> kRows{{
    {Act::Verify, "VERIFY", "verify", "user_verified", "postern user verify", {}, true},
    {Act::MailReset,
     "MAIL_RESET",
     "reset-password",
     "user_reset_mailed",
     "postern user reset-password",
     {},
     false},
    {Act::Disable,
     "DISABLE",
     "disable",
     "user_disabled",
     "postern user disable",
     {.reason = true},
     true},
    {Act::Enable, "ENABLE", "enable", "user_enabled", "postern user enable", {}, true},
    {Act::EndSessions,
     "END_SESSIONS",
     "end-sessions",
     "user_sessions_ended",
     "postern session revoke --user",
     {},
     true},
    {Act::ResetFactors,
     "RESET_FACTORS",
     "reset-factors",
     "user_factors_reset",
     "postern user reset-factors",
     {.reason = true, .tick = true},
     true},
    {Act::RevokeTokens,
     "REVOKE_TOKENS",
     "revoke-tokens",
     "user_tokens_revoked",
     "",
     {.tick = true},
     true},
    {Act::ScheduleDeletion,
     "SCHEDULE_DELETION",
     "delete",
     "user_deletion_scheduled",
     "postern user delete",
     {.reason = true, .tick = true},
     true},
    {Act::Keep, "KEEP", "keep", "user_kept", "postern user keep", {}, true},
    {Act::DeleteNow,
     "DELETE_NOW",
     "delete-now",
     "user_deleted",
     "postern user delete --now",
     {.reason = true, .address = true},
     true},
}};

const Row& row_of(Act act) noexcept {
    const auto found = std::ranges::find(kRows, act, &Row::act);
    return found == kRows.end() ? kRows.front() : *found;
}

}  // namespace

std::string_view name_of(Act act) noexcept { return row_of(act).name; }
std::string_view slug_of(Act act) noexcept { return row_of(act).slug; }
std::string_view done_word_of(Act act) noexcept { return row_of(act).done; }
std::string_view command_of(Act act) noexcept { return row_of(act).command; }
Asks asks_of(Act act) noexcept { return row_of(act).asks; }
bool is_hostile(Act act) noexcept { return row_of(act).hostile; }

}  // namespace postern::portal::admin::users
