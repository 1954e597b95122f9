#include "support/memory/account_store.hpp"

#include <algorithm>
#include <cstdlib>

#include "postern/crypto/digest.hpp"

namespace postern::test {

using store::AccountChange;
using store::AppliedChange;
using store::ChangeError;

void MemoryAccountStore::write(const store::SideEffects& effects) {
    for (const NewMail& mail : effects.mails) state_.add_mail(mail);
    state_.add_audit(effects.audit);
    if (effects.second_audit) state_.add_audit(*effects.second_audit);
}

Result<User, store::AddUserError> MemoryAccountStore::add(const NewUser& user,
                                                          const store::SideEffects& effects) {
    state_.begin_call();
    const auto added = state_.add_user(user);
    if (!added) return fail(added.error());
    store::SideEffects of_added = effects;
    for (NewMail& mail : of_added.mails) mail.user_id = added->id;
    write(of_added);
    return *added;
}

Result<store::AddedUser, store::AddUserError> MemoryAccountStore::add_first(
    const NewUser& user, const store::SideEffects& effects,
    const store::FirstAdministrator& first) {
    const auto added = add(user, effects);
    if (!added) return fail(added.error());
    const bool is_held = std::ranges::any_of(state_.users, [&](const auto& entry) {
        return std::ranges::any_of(state_.grants_of(entry.first), [](const auto& held) {
            return held.grant->what == Granted{Granted::Kind::Role, std::string{kAdminRole}};
        });
    });
    if (is_held) return store::AddedUser{*added};
    state_.grants.push_back(
        {.id = first.grant,
         .holder = {.kind = GrantHolder::Kind::User, .name = added->public_id.text()},
         .what = {Granted::Kind::Role, std::string{kAdminRole}},
         .granted_at = user.created_at,
         .granted_by = first.granted_by,
         .expires_at = std::nullopt});
    state_.add_audit(first.audit);
    return store::AddedUser{*added, true};
}

void MemoryAccountStore::note(const store::SideEffects& effects) {
    state_.begin_call();
    write(effects);
}

// --- changes

Result<AppliedChange, ChangeError> MemoryAccountStore::apply(const AccountChange& change) {
    state_.begin_call();
    const auto found = state_.users.find(change.user);
    if (found == state_.users.end()) return fail(ChangeError::NoSuchUser);
    StoredUser& stored = found->second;
    store::AccountState state{.user = stored.user, .password_hash = stored.password_hash};
    if (const auto& use = change.expected.link) state.link = find_stored(use->token_hash);
    if (const auto& holder = change.expected.enrolment)
        if (const auto has = state_.enrolments.find(*holder); has != state_.enrolments.end())
            state.enrolment = has->second;
    if (const auto has = state_.totp.find(change.user); has != state_.totp.end())
        state.totp = has->second.public_id;
    if (const auto reset = state_.factor_resets.find(change.user);
        reset != state_.factor_resets.end())
        state.reset_at = reset->second.at;
    state.has_factor = state_.has_factor(change.user);
    state.has_passkey = change.removed_passkey &&
                        state_.find_passkey(change.user, *change.removed_passkey) != nullptr;
    state.held_usernames = static_cast<std::size_t>(
        std::ranges::count_if(state_.held_usernames, [&](const auto& entry) {
            return entry.second.user == change.user && entry.second.until > change.now;
        }));
    if (const auto unmet = unmet_expectation(change, state)) return fail(*unmet);
    if (ends_administrator(change) && state_.is_last_administrator(change.user))
        return fail(ChangeError::LastAdministrator);
    if (change.email && is_taken(change.email->address, change.user))
        return fail(ChangeError::EmailTaken);
    const bool has_new_name = change.profile && change.profile->username;
    if (has_new_name && *change.profile->username &&
        state_.is_taken(**change.profile->username, change.user, change.now))
        return fail(ChangeError::UsernameTaken);
    if (change.passkey && is_stored(*change.passkey)) return fail(ChangeError::PasskeyTaken);
    if (change.accepted_terms && !state_.find_terms(*change.accepted_terms))
        return fail(ChangeError::NoSuchTerms);
    if (has_new_name || change.remove)
        state_.hold_username(change.user, change.now, change.old_username_held_until);
    if (has_new_name && *change.profile->username)
        std::erase_if(state_.held_usernames, [&](const auto& entry) {
            return entry.first == (*change.profile->username)->skeleton() &&
                   entry.second.user == change.user;
        });

    const EmailAddress address = change.email ? change.email->address : stored.user.email;
    if (change.password_hash) {
        stored.password_hash = *change.password_hash;
        stored.password_changed_at = change.now;
    }
    if (change.remove)
        state_.remove_user(change.user);
    else
        stored.user = user_after(stored.user, change);
    if (!change.remove && change.profile_values)
        state_.set_profile(change.user, *change.profile_values);
    if (!change.remove && change.accepted_terms)
        state_.accepted_terms.emplace(std::pair{change.user, *change.accepted_terms}, change.now);
    if (change.forget_devices)
        std::erase_if(state_.known_devices,
                      [&](const auto& entry) { return entry.first.first == change.user; });
    if (change.forget_devices || change.end_device_trust) state_.end_device_trust(change.user);
    if (const auto& key = change.forgotten_failures) state_.sign_in_failures.erase(*key);
    if (change.forget_failures) state_.sign_in_failures.erase(crypto::sha256(address.text()));
    AppliedChange applied{.ended_sessions = end_sessions(change)};
    write_factors(change, applied);
    if (!change.remove) applied.user = stored.user;
    if (const auto& use = change.expected.link) state_.mail_tokens.erase(use->token_hash);
    if (const auto& holder = change.expected.enrolment) state_.enrolments.erase(*holder);
    for (const store::RevokedLinks& links : change.revoked_links) revoke(change.user, links);
    write(change.effects);
    return applied;
}

std::size_t MemoryAccountStore::end_sessions(const AccountChange& change) {
    switch (change.sessions) {
        case store::SessionsAfter::Unchanged:
            return 0;
        case store::SessionsAfter::Refreshed:
            state_.revoke(std::nullopt, change.user);
            return 0;
        case store::SessionsAfter::OthersEnded:
            return state_.end_other_sessions(change.user, change.kept_session.value());
        case store::SessionsAfter::AllEnded:
            return state_.end_sessions_of(change.user);
    }
    std::abort();  // a value outside the enum is a bug
}

void MemoryAccountStore::write_factors(const AccountChange& change, AppliedChange& applied) {
    const auto& since = change.remove_factors_since;
    const auto remove = [&](auto& factors, bool all, auto created_at) {
        return std::erase_if(factors, [&](const auto& entry) {
                   return entry.first == change.user &&
                          (all || (since && created_at(entry.second) >= *since));
               }) > 0;
    };
    applied.removed_totp = remove(state_.totp, change.remove_totp || change.totp,
                                  [](const TotpFactor& totp) { return totp.created_at; });
    applied.removed_passkeys = std::erase_if(state_.passkeys, [&](const auto& entry) {
        const Passkey& passkey = entry.second;
        return passkey.user_id == change.user &&
               (change.remove_passkeys || passkey.public_id == change.removed_passkey ||
                (since && passkey.created_at >= *since));
    });
    if (const auto& totp = change.totp)
        state_.totp.emplace(change.user, TotpFactor{.user_id = change.user,
                                                    .public_id = totp->public_id,
                                                    .sealed_secret = totp->sealed_secret,
                                                    .key_id = totp->key_id,
                                                    .last_step = totp->last_step,
                                                    .created_at = change.now});
    if (const auto& reset = change.factor_reset) {
        state_.factor_resets.erase(change.user);
        if (reset->at) state_.factor_resets.emplace(change.user, *reset);
    }
    if (change.passkey) add_passkey(change.user, *change.passkey, change.now);
    const bool orphaned = change.remove_recovery && !state_.has_factor(change.user);
    applied.removed_recovery =
        remove(state_.recovery, orphaned || change.recovery,
               [](const StoredRecoverySet& stored) { return stored.set.created_at; });
    if (const auto& recovery = change.recovery) {
        StoredRecoverySet stored{{recovery->salt, recovery->cost, change.now, 0, {}}, {}};
        for (const Digest& hash : recovery->hashes) stored.codes.emplace(hash, std::nullopt);
        state_.recovery.emplace(change.user, std::move(stored));
    }
}

void MemoryAccountStore::add_passkey(UserId user, const NewPasskey& passkey, TimePoint now) {
    state_.passkeys.emplace(state_.next_key(), Passkey{.user_id = user,
                                                       .public_id = passkey.public_id,
                                                       .kind = passkey.kind,
                                                       .credential_id = passkey.credential_id,
                                                       .rp_id = passkey.rp_id,
                                                       .public_key = passkey.public_key,
                                                       .algorithm = passkey.algorithm,
                                                       .sign_count = passkey.sign_count,
                                                       .aaguid = passkey.aaguid,
                                                       .transports = passkey.transports,
                                                       .verifies_user = passkey.verifies_user,
                                                       .backup_eligible = passkey.backup_eligible,
                                                       .backup_state = passkey.backup_state,
                                                       .name = passkey.name,
                                                       .created_at = now});
}

bool MemoryAccountStore::is_stored(const NewPasskey& passkey) const {
    return std::ranges::any_of(state_.passkeys, [&](const auto& entry) {
        return entry.second.credential_id == passkey.credential_id;
    });
}

void MemoryAccountStore::revoke(UserId user, const store::RevokedLinks& links) {
    std::erase_if(state_.mail_tokens, [&](const auto& entry) {
        const NewMailToken& token = entry.second;
        return token.user_id == user && token.kind == links.kind &&
               token.created_at >= links.caused_from;
    });
}

bool MemoryAccountStore::is_taken(const EmailAddress& email, UserId by_others_than) const {
    return std::ranges::any_of(state_.users, [&](const auto& entry) {
        return entry.first != by_others_than && entry.second.user.email == email;
    });
}

// --- links

std::optional<MailToken> MemoryAccountStore::find_token(const Digest& token_hash) {
    state_.begin_call();
    return find_stored(token_hash);
}

std::optional<MailToken> MemoryAccountStore::find_stored(const Digest& token_hash) const {
    const auto found = state_.mail_tokens.find(token_hash);
    if (found == state_.mail_tokens.end()) return std::nullopt;
    const NewMailToken& token = found->second;
    const StoredUser& owner = state_.users.at(token.user_id);
    return MailToken{.kind = token.kind,
                     .user = owner.user,
                     .email = token.email,
                     .created_at = token.created_at,
                     .expires_at = token.expires_at,
                     .password_changed_at = owner.password_changed_at,
                     .return_link = token.return_link};
}

void MemoryAccountStore::add_token(const NewMailToken& token) {
    state_.begin_call();
    if (token.ends_earlier)
        for (auto& [hash, earlier] : state_.mail_tokens)
            if (earlier.user_id == token.user_id && earlier.kind == token.kind)
                earlier.expires_at = std::min(earlier.expires_at, earlier.created_at);
    state_.mail_tokens.emplace(token.token_hash, token);
}

std::size_t MemoryAccountStore::count_tokens(UserId user, MailTokenKind kind, TimePoint since) {
    state_.begin_call();
    return static_cast<std::size_t>(
        std::ranges::count_if(state_.mail_tokens, [&](const auto& entry) {
            const NewMailToken& token = entry.second;
            return token.user_id == user && token.kind == kind && token.created_at >= since;
        }));
}

// --- for the courier

std::vector<UserRow> MemoryAccountStore::find_due(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::vector<UserRow> due;
    for (const auto& [id, stored] : state_.users)
        if (stored.user.delete_at && *stored.user.delete_at <= now) due.emplace_back(stored.user);
    std::ranges::stable_sort(due, {}, &UserRow::delete_at);
    if (due.size() > limit) due.erase(due.begin() + static_cast<long>(limit), due.end());
    return due;
}

std::vector<UserRow> MemoryAccountStore::find_unverified(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::vector<UserRow> old;
    for (const auto& [id, stored] : state_.users)
        if (!stored.user.email_verified_at && stored.user.created_at < before)
            old.emplace_back(stored.user);
    std::ranges::stable_sort(old, {}, &UserRow::created_at);
    if (old.size() > limit) old.erase(old.begin() + static_cast<long>(limit), old.end());
    return old;
}

std::vector<UserRow> MemoryAccountStore::find_waiting(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::vector<UserRow> old;
    for (const auto& [id, stored] : state_.users)
        if (stored.user.waiting_since && *stored.user.waiting_since < before)
            old.emplace_back(stored.user);
    std::ranges::stable_sort(old, {}, &UserRow::waiting_since);
    if (old.size() > limit) old.erase(old.begin() + static_cast<long>(limit), old.end());
    return old;
}

std::optional<TimePoint> MemoryAccountStore::find_factor_reset(UserId user) {
    state_.begin_call();
    const auto found = state_.factor_resets.find(user);
    return found == state_.factor_resets.end() ? std::nullopt : found->second.at;
}

std::vector<store::PendingFactorReset> MemoryAccountStore::find_factor_resets(TimePoint now,
                                                                              std::size_t limit) {
    state_.begin_call();
    std::vector<std::pair<TimePoint, store::PendingFactorReset>> due;
    for (const auto& [user, reset] : state_.factor_resets)
        if (const auto step = reset.next_step_at.value_or(*reset.at); step <= now)
            due.emplace_back(step,
                             store::PendingFactorReset{state_.users.at(user).user, *reset.at});
    std::ranges::stable_sort(due, {}, [](const auto& entry) { return entry.first; });
    std::vector<store::PendingFactorReset> found;
    for (auto& [step, reset] : due)
        if (found.size() < limit) found.push_back(std::move(reset));
    return found;
}

std::size_t MemoryAccountStore::remove_old_usernames(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.held_usernames, [&](const auto& entry) {
        return entry.second.until <= now && removed < limit && ++removed > 0;
    });
    return removed;
}

std::size_t MemoryAccountStore::remove_expired_tokens(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::size_t removed = 0;
    std::erase_if(state_.mail_tokens, [&](const auto& entry) {
        return entry.second.expires_at <= now && removed < limit && ++removed > 0;
    });
    return removed;
}

}  // namespace postern::test
