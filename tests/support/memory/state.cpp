#include "support/memory/state.hpp"

#include <algorithm>

#include "postern/base/check.hpp"
#include "postern/crypto/token/credential.hpp"
#include "postern/store/store_error.hpp"

namespace postern::test {

void MemoryState::begin_call() {
    ++calls;
    const bool is_over = works_for && *works_for == 0;
    if (works_for && !is_over) --*works_for;
    if (!unavailable && !is_over && fail_next == 0) return;
    if (fail_next > 0) --fail_next;
    throw store::StoreError{"memory store: told to fail", true};
}

void MemoryState::revoke(std::optional<Digest> token_hash, std::optional<UserId> user) {
    revocations.push_back({++last_revocation, token_hash, user, database_time});
}

bool MemoryState::is_taken(const Username& name, UserId user, TimePoint now) const {
    const std::string skeleton = name.skeleton();
    const auto held = held_usernames.find(skeleton);
    if (held != held_usernames.end() && held->second.until > now && held->second.user != user)
        return true;
    return std::ranges::any_of(users, [&](const auto& entry) {
        const auto& has = entry.second.user.username;
        return entry.first != user && has && has->skeleton() == skeleton;
    });
}

void MemoryState::hold_username(UserId user, TimePoint now, TimePoint until) {
    const auto& name = users.at(user).user.username;
    if (name && until > now)
        held_usernames.insert_or_assign(name->skeleton(), HeldUsername{user, until});
}

Result<User, store::AddUserError> MemoryState::add_user(const NewUser& user) {
    for (const auto& [id, stored] : users)
        if (stored.user.email == user.email) return fail(store::AddUserError::EmailTaken);
    if (user.username && is_taken(*user.username, UserId{0}, user.created_at))
        return fail(store::AddUserError::UsernameTaken);
    const User added{.id = UserId{next_key()},
                     .public_id = user.public_id,
                     .email = user.email,
                     .display_name = user.display_name,
                     .disabled = user.disabled,
                     .created_at = user.created_at,
                     .language = user.language,
                     .time_zone = user.time_zone,
                     .email_verified_at = user.email_verified_at,
                     .username = user.username,
                     .given_name = user.given_name,
                     .family_name = user.family_name,
                     .waiting_since = user.waiting_since};
    users.emplace(added.id, StoredUser{added, user.password_hash, user.created_at});
    set_profile(added.id, user.profile);
    if (find_terms(user.accepted_terms))
        accepted_terms.emplace(std::pair{added.id, user.accepted_terms}, user.created_at);
    return added;
}

const NewTerms* MemoryState::find_terms(std::string_view version) const {
    const auto found = std::ranges::find_if(
        terms, [&](const NewTerms& one) { return one.terms.version == version; });
    return found == terms.end() ? nullptr : &*found;
}

void MemoryState::set_profile(UserId user, const ProfileValues& values) {
    for (const auto& [field, value] : values) {
        if (value.empty())
            profiles[user].erase(field);
        else
            profiles[user].insert_or_assign(field, value);
    }
}

Passkey* MemoryState::find_passkey(UserId user, const PublicId& passkey) {
    for (auto& [key, stored] : passkeys)
        if (stored.user_id == user && stored.public_id == passkey) return &stored;
    return nullptr;
}

bool MemoryState::has_factor(UserId user) const {
    return totp.contains(user) || std::ranges::any_of(passkeys, [&](const auto& entry) {
               return entry.second.user_id == user;
           });
}

const std::string& MemoryState::name_of(GroupId group) const {
    const auto found =
        std::ranges::find_if(groups, [&](const auto& entry) { return entry.second.id == group; });
    POSTERN_CHECK(found != groups.end());
    return found->first;
}

const User* MemoryState::find_user(const PublicId& id) const {
    for (const auto& [key, stored] : users)
        if (stored.user.public_id == id) return &stored.user;
    return nullptr;
}

std::vector<MemoryState::HeldGrant> MemoryState::grants_of(UserId user) const {
    std::vector<HeldGrant> held;
    const auto found = users.find(user);
    if (found == users.end()) return held;
    for (const Grant& grant : grants) {
        if (grant.holder.kind == GrantHolder::Kind::User) {
            if (grant.holder.name == found->second.user.public_id.text())
                held.push_back({&grant, {}, grant.expires_at});
            continue;
        }
        const auto in = memberships.find({user, groups.at(grant.holder.name).id});
        if (in == memberships.end()) continue;
        auto until = grant.expires_at;
        if (const auto& end = in->second.expires_at) until = until ? std::min(*until, *end) : *end;
        held.push_back({&grant, grant.holder.name, until});
    }
    return held;
}

bool MemoryState::is_administrator(UserId user) const {
    const auto found = users.find(user);
    if (found == users.end() || found->second.user.disabled || found->second.user.delete_at ||
        found->second.user.waiting_since)
        return false;
    return std::ranges::any_of(grants_of(user), [](const HeldGrant& held) {
        return held.grant->what.kind == Granted::Kind::Role &&
               held.grant->what.name == kAdminRole && !held.until;
    });
}

MemoryState::Administrators MemoryState::administrators() const {
    Administrators counts{};
    for (const auto& [id, stored] : users) {
        if (!is_administrator(id)) continue;
        ++counts.all;
        if (stored.user.email_verified_at) ++counts.confirmed;
    }
    return counts;
}

bool MemoryState::is_last_administrator(UserId user) const {
    if (!is_administrator(user)) return false;
    const auto [all, confirmed] = administrators();
    return users.at(user).user.email_verified_at ? confirmed == 1 : all == 1;
}

void MemoryState::note_sign_in(UserId user, TimePoint now) {
    const auto [last, is_first] = last_sign_ins.try_emplace(user, now);
    if (!is_first && last->second <= now - std::chrono::minutes{1}) last->second = now;
}

bool MemoryState::remove_user(UserId user) {
    std::erase_if(memberships, [&](const auto& entry) { return entry.first.first == user; });
    if (const auto found = users.find(user); found != users.end())
        std::erase_if(grants, [&](const Grant& grant) {
            return grant.holder.kind == GrantHolder::Kind::User &&
                   grant.holder.name == found->second.user.public_id.text();
        });
    std::erase_if(sessions,
                  [&](const auto& entry) { return entry.second.session.user_id == user; });
    std::erase_if(mail_tokens, [&](const auto& entry) { return entry.second.user_id == user; });
    std::erase_if(known_devices, [&](const auto& entry) { return entry.first.first == user; });
    end_sign_in_steps_of(user);
    std::erase_if(enrolments, [&](const auto& entry) { return entry.second.user_id == user; });
    totp.erase(user);
    recovery.erase(user);
    std::erase_if(passkeys, [&](const auto& entry) { return entry.second.user_id == user; });
    user_handles.erase(user);
    profiles.erase(user);
    std::erase_if(accepted_terms, [&](const auto& entry) { return entry.first.first == user; });
    factor_resets.erase(user);
    last_sign_ins.erase(user);
    std::erase_if(access_counts, [&](const auto& entry) { return entry.second.user == user; });
    end_device_trust(user);
    std::erase_if(families, [&](const auto& entry) { return entry.second.family.user_id == user; });
    std::erase_if(personal_tokens,
                  [&](const auto& entry) { return entry.second.token.user_id == user; });
    return users.erase(user) > 0;
}

std::size_t MemoryState::end_device_trust(UserId user) {
    return std::erase_if(trusted_devices,
                         [&](const auto& entry) { return entry.first.first == user; });
}

void MemoryState::end_sign_in_steps_of(UserId user) {
    end_device_trust(user);
    std::erase_if(sign_in_steps,
                  [&](const auto& entry) { return entry.second.step.user_id == user; });
}

std::size_t MemoryState::end_sessions_of(UserId user) {
    end_sign_in_steps_of(user);
    end_families_of(user);
    revoke(std::nullopt, user);
    return std::erase_if(sessions,
                         [&](const auto& entry) { return entry.second.session.user_id == user; });
}

std::size_t MemoryState::end_other_sessions(UserId user, const PublicId& kept) {
    end_sign_in_steps_of(user);
    const std::size_t ended = std::erase_if(sessions, [&](const auto& entry) {
        const Session& session = entry.second.session;
        return session.user_id == user && session.public_id != kept;
    });
    const bool had_families = end_families_of(user);
    if (ended > 0 || had_families) revoke(std::nullopt, user);
    return ended;
}

// --- families of tokens

bool MemoryState::end_families_of(UserId user) {
    bool any = false;
    for (auto& [id, stored] : families) {
        if (stored.family.user_id != user || !stored.is_current) continue;
        stored.is_current = false;
        any = any || !stored.family.revoked_at;
    }
    return any;
}

bool MemoryState::session_lives(const TokenFamily& family) const {
    return !family.session || std::ranges::any_of(sessions, [&](const auto& entry) {
        const Session& session = entry.second.session;
        return session.public_id == *family.session && session.user_id == family.user_id;
    });
}

bool MemoryState::is_live(const StoredFamily& stored, TimePoint now) const {
    return !stored.family.revoked_at && stored.is_current && session_lives(stored.family) &&
           ends_at(stored.family) > now;
}

void MemoryState::end_family(StoredFamily& stored, FamilyEnd why, TimePoint now) {
    if (stored.family.revoked_at) return;
    stored.family.revoked_at = now;
    stored.why = why;
    revoke(crypto::family_digest(stored.family.public_id.text()), std::nullopt);
}

// --- spending

std::optional<SessionWithUser> MemoryState::find_session(const Digest& token_hash) const {
    const auto has_hash = [&](const auto& entry) { return entry.second.token_hash == token_hash; };
    const auto found = std::ranges::find_if(sessions, has_hash);
    if (found == sessions.end()) return std::nullopt;
    const Session& session = found->second.session;
    return SessionWithUser{session, users.at(session.user_id).user};
}

bool MemoryState::has_step(const Digest& token_hash, UserId user, TimePoint now) const {
    const auto found = sign_in_steps.find(token_hash);
    return found != sign_in_steps.end() && found->second.step.user_id == user &&
           found->second.step.expires_at > now;
}

bool MemoryState::has_unused(const store::TotpUse& use, UserId user) const {
    const auto found = totp.find(user);
    return found != totp.end() && found->second.public_id == use.factor &&
           found->second.last_step < use.step;
}

bool MemoryState::has_unused(const Digest& recovery_code, UserId user) const {
    const auto set = recovery.find(user);
    if (set == recovery.end()) return false;
    const auto code = set->second.codes.find(recovery_code);
    return code != set->second.codes.end() && !code->second;
}

bool MemoryState::has_good_code(const Digest& token_hash, UserId user, TimePoint now) const {
    const auto found = mail_tokens.find(token_hash);
    if (found == mail_tokens.end()) return false;
    const NewMailToken& code = found->second;
    const StoredUser& owner = users.at(code.user_id);
    return code.kind == MailTokenKind::EnrolmentCode && code.user_id == user &&
           is_good({.kind = code.kind,
                    .user = owner.user,
                    .email = code.email,
                    .created_at = code.created_at,
                    .expires_at = code.expires_at,
                    .password_changed_at = owner.password_changed_at},
                   now);
}

bool MemoryState::has_session(const Digest& token_hash, UserId user, TimePoint now) const {
    const auto found = find_session(token_hash);
    return found && found->user.id == user && postern::is_live(found->session, found->user, now);
}

std::optional<store::NotOpened> MemoryState::unmet(const store::Spending& spending, UserId user,
                                                   TimePoint now) {
    if (spending.step_token_hash && !has_step(*spending.step_token_hash, user, now))
        return store::NotOpened::StepGone;
    if (spending.totp && !has_unused(*spending.totp, user)) return store::NotOpened::CodeUsed;
    if (spending.recovery_code && !has_unused(*spending.recovery_code, user))
        return store::NotOpened::CodeUsed;
    if (const auto& use = spending.passkey) {
        const Passkey* const has = find_passkey(user, use->passkey);
        if (has == nullptr || has->sign_count != use->expected_count)
            return store::NotOpened::CodeUsed;
    }
    if (spending.mailed_code && !has_good_code(*spending.mailed_code, user, now))
        return store::NotOpened::CodeUsed;
    if (spending.replaced_token_hash && !has_session(*spending.replaced_token_hash, user, now))
        return store::NotOpened::SessionGone;
    return std::nullopt;
}

std::optional<store::NotOpened> MemoryState::spend(const store::Spending& spending, UserId user,
                                                   TimePoint now) {
    if (const auto missing = unmet(spending, user, now)) return missing;
    if (const auto& step = spending.step_token_hash) sign_in_steps.erase(*step);
    if (const auto& use = spending.totp) {
        TotpFactor& factor = totp.at(user);
        factor.last_step = use->step;
        factor.last_used_at = now;
    }
    if (const auto& code = spending.recovery_code) {
        end_device_trust(user);
        recovery.at(user).codes.at(*code) = now;
    }
    if (const auto& use = spending.passkey) {
        Passkey& passkey = *find_passkey(user, use->passkey);
        passkey.sign_count = use->sign_count;
        passkey.backup_eligible = use->backup_eligible;
        passkey.backup_state = use->backup_state;
        passkey.last_used_at = now;
    }
    if (const auto& code = spending.mailed_code) mail_tokens.erase(*code);
    if (const auto& hash = spending.replaced_token_hash) {
        std::erase_if(sessions,
                      [&](const auto& entry) { return entry.second.token_hash == *hash; });
        revoke(*hash, std::nullopt);
    }
    return std::nullopt;
}

}  // namespace postern::test
