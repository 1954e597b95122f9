/// account_changes: what belongs to each change of an account.
///
/// Pure functions, one for each thing that can happen to an account. The rules stand here and
/// nowhere else: which sessions a change ends, which links it revokes, what is forgotten, who is
/// told by e-mail, what the audit log says. A store carries the value out. What an administrator or
/// the courier does also works on a user whose row is damaged.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "postern/model/actor.hpp"
#include "postern/model/session.hpp"
#include "postern/model/user_row.hpp"
#include "postern/service/audit/client.hpp"
#include "postern/store/account_change.hpp"

namespace postern::service {

/// By whom, from where and when a change is made.
struct Cause {
    std::string actor;  ///< as in the audit log
    Client client;
    TimePoint now;
    std::string reason{};  ///< as in Actor
};

/// By the user, who is signed in or followed a link.
Cause by_user(const Client& client, TimePoint now);
Cause by_administrator(const Actor& actor, TimePoint now);
/// By the courier.
Cause by_system(TimePoint now);

/// A link that is stored, and the hash that it is stored under.
struct OpenedLink {
    MailToken token;
    Digest token_hash;
};

// By a link in an e-mail. Each uses the link up.

/// Confirms the address. Revokes other links of this kind.
store::AccountChange email_verified(const OpenedLink& link, const Cause& cause);

/// Replaces the address by the link's, confirmed. Revokes all other links but those that undo a
/// change: an attacker who controls the account must not get rid of them. Sessions stay. Expects
/// the address as it was when the link was read: each change of address must be later than the one
/// before it, also within one second, or a link that undoes it could not be told apart.
store::AccountChange email_changed(const OpenedLink& link, const Cause& cause);

/// Puts the link's address back. Somebody else changed it and knows the password, so there is none
/// from now on and a link to a new one goes to the address; all that the attacker could have done
/// ends: sessions, a scheduled deletion, known devices, second factors added since, all links but
/// those that undo an earlier change.
store::AccountChange email_change_undone(const OpenedLink& link, const Cause& cause);

/// A new password by somebody who controls the mailbox: also confirms the address.
store::AccountChange password_reset(const OpenedLink& link, std::string_view phc,
                                    const Cause& cause);

/// Cancels the scheduled deletion. Revokes other links of this kind.
store::AccountChange deletion_cancelled(const OpenedLink& link, const Cause& cause);

// By the user, signed in.

/// No change yet: an e-mail to the new address, with a link that makes it the account's.
store::SideEffects email_change_requested(const User& user, const EmailAddress& address,
                                          const Cause& cause);

/// A new password by somebody who knows the current one, whose hash is `current_phc`: ends all
/// other sessions and revokes links to a new password or another address.
store::AccountChange password_changed(const SessionWithUser& visitor, std::string_view phc,
                                      std::string_view current_phc, const Cause& cause);

/// Sessions stay, but sites must not be told the old name. Nobody else gets the old username within
/// the grace; an e-mail says so.
store::AccountChange profile_changed(const UserRow& user, const store::ProfileEdit& profile,
                                     const Cause& cause, std::chrono::seconds username_grace = {});

/// Fields of the profile that the configuration names. Sessions stay.
store::AccountChange profile_fields_changed(const UserRow& user, const ProfileValues& values,
                                            const Cause& cause);

/// A version of the terms.
store::AccountChange terms_accepted(const UserRow& user, std::string_view version,
                                    const Cause& cause);

/// A second factor that is confirmed: uses the enrolment up. `present`: the app that it replaces.
/// `codes`: where there are none yet. Other sessions stay as weak as they are.
store::AccountChange totp_added(const User& user, const store::NewTotp& totp,
                                const std::optional<PublicId>& present,
                                const std::optional<NewRecoverySet>& codes, const Digest& enrolment,
                                const Cause& cause);

/// The app goes, and with the last second factor the recovery codes, and all sessions end: none may
/// keep the level that it gave. Expects that the app is still this one.
store::AccountChange totp_removed(const User& user, const PublicId& present, const Cause& cause);

/// A passkey or security key beside those that there are. `codes`: as in totp_added().
store::AccountChange passkey_added(const User& user, const NewPasskey& passkey,
                                   const std::optional<NewRecoverySet>& codes, const Cause& cause);

/// No password any more, and with it go what was asked for by somebody who knew it and all other
/// sessions.
store::AccountChange password_removed(const SessionWithUser& visitor, const Cause& cause);

/// As totp_removed(). Expects that it is still there.
store::AccountChange passkey_removed(const User& user, const Passkey& passkey, const Cause& cause);

/// Replaces all recovery codes. Expects that there is still a second factor: without one codes mean
/// nothing.
store::AccountChange recovery_codes_made(const User& user, const NewRecoverySet& codes,
                                         const Cause& cause);

/// Begins to reset lost factors: they are removed at `due_at` unless somebody shows one of them.
/// The e-mail has a link that cancels it.
store::AccountChange factor_reset_begun(const OpenedLink& link, TimePoint due_at,
                                        const Cause& cause);
/// Expects that one is pending.
store::AccountChange factor_reset_cancelled(const OpenedLink& link, const Cause& cause);

// By the user or an administrator.

/// Schedules the deletion: ends all sessions and revokes all links but those that undo a change of
/// address. The e-mail has a link that cancels it.
store::AccountChange deletion_scheduled(const UserRow& user, TimePoint delete_at,
                                        const Cause& cause);

// By an administrator.

/// As a reset, but confirms nothing and sends no e-mail.
store::AccountChange password_set(const UserRow& user, std::string_view phc, const Cause& cause);

/// No change yet: an e-mail with a link to a new password, which the administrator never sees.
store::SideEffects reset_requested(const User& user, const Cause& cause);

/// Disabling ends all sessions and tells the user.
store::AccountChange user_disabled(const UserRow& user, const Cause& cause);
store::AccountChange user_enabled(const UserRow& user, const Cause& cause);

/// Lets somebody in who has registered and waits. Expects that they still do. Tells them, if the
/// address can be read.
store::AccountChange user_approved(const UserRow& user, const Cause& cause);

/// Confirms the address without an e-mail.
store::AccountChange email_marked_verified(const UserRow& user, const Cause& cause);

/// A new address, which counts as confirmed as that of `user add` does. Sessions stay; links to the
/// old address are revoked, but those that undo a change. Both addresses get an e-mail, without a
/// link that undoes it: the old mailbox may be the reason. Expects that the address is still the
/// one in `user`, if that can be read.
store::AccountChange email_set(const UserRow& user, const EmailAddress& address,
                               const Cause& cause);

/// Removes all second factors and recovery codes; ends all sessions and forgets all devices.
store::AccountChange factors_reset(const UserRow& user, const Cause& cause);

/// No change of the account: the app is the same, and codes of now are accepted again. No e-mail.
store::SideEffects totp_unlocked(const UserRow& user, const Cause& cause);

/// Both at once: email_set() and profile_changed(). The new address is told of another username.
store::AccountChange user_edited(const UserRow& user, const EmailAddress& address,
                                 const store::ProfileEdit& profile, const Cause& cause,
                                 std::chrono::seconds username_grace = {});

/// As deletion_scheduled(), but for now and without an e-mail.
store::AccountChange deletion_made_due(const UserRow& user, const Cause& cause);

/// Expects that a deletion is scheduled.
store::AccountChange deletion_cancelled(const UserRow& user, const Cause& cause);

// By the courier.

/// A reset of factors that waits has a step at least this often.
inline constexpr std::chrono::days kFactorResetStep{1};

/// Tells the user once more. Expects that the reset is still pending.
store::AccountChange factor_reset_told(const UserRow& user, TimePoint due_at, const Cause& cause);
/// Cancels it, where the server resets none any more or the user is disabled. Tells the user unless
/// they are disabled. Expects that the reset is still pending.
store::AccountChange factor_reset_dropped(const UserRow& user, const Cause& cause);
/// As factors_reset(), because they were lost. Expects that it is due, and that the user is not
/// disabled.
store::AccountChange factor_reset_done(const UserRow& user, const Cause& cause);

// By the courier or an administrator. Each removes the account.

/// Expects that the deletion is due. The last e-mail says so, if the address can be read. Nobody
/// gets the username within the grace.
store::AccountChange due_removed(const UserRow& user, const Cause& cause,
                                 std::chrono::seconds username_grace = {});

/// Expects that they wait for approval. The last e-mail says that they were declined, with the
/// message, if there is one. `detail`: for the audit log.
store::AccountChange waiting_removed(const UserRow& user, std::string_view message,
                                     std::string_view detail, const Cause& cause);

/// Expects that no address of theirs is confirmed. No e-mail: it may be a stranger's.
store::AccountChange unverified_removed(const UserRow& user, const Cause& cause);

}  // namespace postern::service
