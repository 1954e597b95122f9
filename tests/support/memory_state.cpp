#include "support/memory_state.hpp"

#include <algorithm>

#include "postern/base/check.hpp"
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

std::optional<User> MemoryState::add_user(const NewUser& user) {
    for (const auto& [id, stored] : users)
        if (stored.user.email == user.email) return std::nullopt;
    const User added{.id = UserId{next_key()},
                     .public_id = user.public_id,
                     .email = user.email,
                     .display_name = user.display_name,
                     .disabled = user.disabled,
                     .created_at = user.created_at,
                     .language = user.language,
                     .time_zone = user.time_zone,
                     .email_verified_at = user.email_verified_at};
    users.emplace(added.id, StoredUser{added, user.password_hash, user.created_at});
    return added;
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
    if (found == users.end() || found->second.user.disabled || found->second.user.delete_at)
        return false;
    return std::ranges::any_of(grants_of(user), [](const HeldGrant& held) {
        return held.grant->what.kind == Granted::Kind::Role &&
               held.grant->what.name == kAdminRole && !held.until;
    });
}

std::size_t MemoryState::count_administrators() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        users, [&](const auto& entry) { return is_administrator(entry.first); }));
}

bool MemoryState::is_last_administrator(UserId user) const {
    return is_administrator(user) && count_administrators() == 1;
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
    factor_resets.erase(user);
    std::erase_if(access_counts, [&](const auto& entry) { return entry.second.user == user; });
    end_device_trust(user);
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
    if (ended > 0) revoke(std::nullopt, user);
    return ended;
}

}  // namespace postern::test
