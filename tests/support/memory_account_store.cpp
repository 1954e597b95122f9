#include "support/memory_account_store.hpp"

#include <algorithm>

#include "postern/crypto/digest.hpp"

namespace postern::test {

namespace {

using namespace std::chrono_literals;
using store::ChangeError;
using enum MailTokenKind;

bool is_of_old_password(const NewMailToken& token) {
    return token.kind == ResetPassword || token.kind == ChangeEmail;
}

}  // namespace

StoredUser* MemoryAccountStore::find(UserId user) {
    const auto found = state_.users.find(user);
    return found == state_.users.end() ? nullptr : &found->second;
}

void MemoryAccountStore::write(const store::Besides& besides) {
    for (const NewMail& mail : besides.mails) state_.add_mail(mail);
    state_.add_audit(besides.audit);
}

Result<User, store::AddUserError> MemoryAccountStore::add(const NewUser& user,
                                                          const store::Besides& besides) {
    state_.begin_call();
    const auto added = state_.add_user(user);
    if (!added) return fail(store::AddUserError::EmailTaken);
    store::Besides his = besides;
    for (NewMail& mail : his.mails) mail.user_id = added->id;
    write(his);
    return *added;
}

void MemoryAccountStore::note(const store::Besides& besides) {
    state_.begin_call();
    write(besides);
}

// --- links

std::optional<MailToken> MemoryAccountStore::find_token(const Digest& token_hash) {
    state_.begin_call();
    const auto found = state_.mail_tokens.find(token_hash);
    if (found == state_.mail_tokens.end()) return std::nullopt;
    const NewMailToken& token = found->second;
    const StoredUser& owner = state_.users.at(token.user_id);
    return MailToken{.kind = token.kind,
                     .user = owner.user,
                     .email = token.email,
                     .created_at = token.created_at,
                     .expires_at = token.expires_at,
                     .password_changed_at = owner.password_changed_at};
}

void MemoryAccountStore::add_token(const NewMailToken& token) {
    state_.begin_call();
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

std::optional<MailToken> MemoryAccountStore::good_token(const store::TokenUse& use) {
    auto token = find_token(use.token_hash);
    if (!token || token->kind != use.kind || token->user.id != use.user_id) return std::nullopt;
    if (!is_good(*token, use.now)) return std::nullopt;
    return token;
}

bool MemoryAccountStore::is_taken(const EmailAddress& email, UserId by_others_than) const {
    return std::ranges::any_of(state_.users, [&](const auto& entry) {
        return entry.first != by_others_than && entry.second.user.email == email;
    });
}

void MemoryAccountStore::remove_tokens(UserId user, auto is_meant) {
    std::erase_if(state_.mail_tokens, [&](const auto& entry) {
        return entry.second.user_id == user && is_meant(entry.second);
    });
}

void MemoryAccountStore::remove_used(const store::TokenUse& use, const MailToken& used) {
    state_.mail_tokens.erase(use.token_hash);
    remove_tokens(use.user_id, [&](const NewMailToken& token) {
        if (use.kind == UndoEmailChange)
            return token.kind != UndoEmailChange || token.created_at >= used.created_at;
        if (use.kind == ChangeEmail) return token.kind != UndoEmailChange;
        return token.kind == use.kind || (use.kind == ResetPassword && is_of_old_password(token));
    });
}

void MemoryAccountStore::replace_password(StoredUser& stored, std::string_view phc, TimePoint now) {
    stored.password_hash = phc;
    stored.password_changed_at = now;
    state_.sign_in_failures.erase(crypto::sha256(stored.user.email.text()));
    std::erase_if(state_.known_devices,
                  [&](const auto& entry) { return entry.first.first == stored.user.id; });
    state_.end_sessions_of(stored.user.id);
}

Result<void, ChangeError> MemoryAccountStore::verify_email(const store::TokenUse& use,
                                                           const store::Besides& besides) {
    const auto token = good_token(use);
    if (!token) return fail(ChangeError::TokenGone);
    User& user = find(use.user_id)->user;
    if (!user.email_verified_at) user.email_verified_at = use.now;
    remove_used(use, *token);
    write(besides);
    return {};
}

Result<void, ChangeError> MemoryAccountStore::change_email(const store::TokenUse& use,
                                                           const store::Besides& besides) {
    const auto token = good_token(use);
    if (!token) return fail(ChangeError::TokenGone);
    if (is_taken(token->email, use.user_id)) return fail(ChangeError::EmailTaken);
    User& user = find(use.user_id)->user;
    const TimePoint moment =
        user.email_verified_at ? std::max(use.now, *user.email_verified_at + 1s) : use.now;
    user.email = token->email;
    user.email_verified_at = moment;
    state_.revoke(std::nullopt, use.user_id);
    remove_used(use, *token);
    store::Besides in_order = besides;
    for (NewMail& mail : in_order.mails) mail.created_at = moment;
    write(in_order);
    return {};
}

Result<void, ChangeError> MemoryAccountStore::undo_email_change(const store::TokenUse& use,
                                                                std::string_view phc,
                                                                const store::Besides& besides) {
    const auto token = good_token(use);
    if (!token) return fail(ChangeError::TokenGone);
    if (is_taken(token->email, use.user_id)) return fail(ChangeError::EmailTaken);
    StoredUser& stored = *find(use.user_id);
    stored.user.email = token->email;
    stored.user.email_verified_at = token->created_at - 1s;
    stored.user.delete_at.reset();
    replace_password(stored, phc, use.now);
    remove_used(use, *token);
    write(besides);
    return {};
}

Result<void, ChangeError> MemoryAccountStore::reset_password(const store::TokenUse& use,
                                                             std::string_view phc,
                                                             const store::Besides& besides) {
    const auto token = good_token(use);
    if (!token) return fail(ChangeError::TokenGone);
    StoredUser& stored = *find(use.user_id);
    replace_password(stored, phc, use.now);
    if (!stored.user.email_verified_at) stored.user.email_verified_at = use.now;
    remove_used(use, *token);
    write(besides);
    return {};
}

Result<void, ChangeError> MemoryAccountStore::keep_account(const store::TokenUse& use,
                                                           const store::Besides& besides) {
    const auto token = good_token(use);
    if (!token) return fail(ChangeError::TokenGone);
    find(use.user_id)->user.delete_at.reset();
    remove_used(use, *token);
    write(besides);
    return {};
}

// --- without a link

std::optional<std::size_t> MemoryAccountStore::change_password(UserId user, std::string_view phc,
                                                               std::string_view only_if,
                                                               const PublicId& kept, TimePoint now,
                                                               const store::Besides& besides) {
    state_.begin_call();
    StoredUser* const stored = find(user);
    if (!stored || stored->password_hash != only_if) return std::nullopt;
    stored->password_hash = phc;
    stored->password_changed_at = now;
    const auto ended = state_.end_other_sessions(user, kept);
    remove_tokens(user, is_of_old_password);
    write(besides);
    return ended;
}

bool MemoryAccountStore::set_password(UserId user, std::string_view phc, TimePoint now,
                                      const store::Besides& besides) {
    state_.begin_call();
    StoredUser* const stored = find(user);
    if (!stored) return false;
    replace_password(*stored, phc, now);
    remove_tokens(user, is_of_old_password);
    write(besides);
    return true;
}

bool MemoryAccountStore::set_disabled(UserId user, bool disabled, const store::Besides& besides) {
    state_.begin_call();
    StoredUser* const stored = find(user);
    if (!stored) return false;
    stored->user.disabled = disabled;
    if (disabled) state_.end_sessions_of(user);
    write(besides);
    return true;
}

bool MemoryAccountStore::set_email_verified(UserId user, TimePoint now,
                                            const store::Besides& besides) {
    state_.begin_call();
    StoredUser* const stored = find(user);
    if (!stored) return false;
    if (!stored->user.email_verified_at) stored->user.email_verified_at = now;
    write(besides);
    return true;
}

bool MemoryAccountStore::set_profile(UserId user, const Profile& profile,
                                     const store::Besides& besides) {
    state_.begin_call();
    StoredUser* const stored = find(user);
    if (!stored) return false;
    stored->user.display_name = profile.display_name;
    stored->user.language = profile.language;
    stored->user.time_zone = profile.time_zone;
    state_.revoke(std::nullopt, user);
    write(besides);
    return true;
}

bool MemoryAccountStore::schedule_deletion(UserId user, TimePoint delete_at,
                                           const store::Besides& besides) {
    state_.begin_call();
    StoredUser* const stored = find(user);
    if (!stored) return false;
    stored->user.delete_at = delete_at;
    remove_tokens(user, [](const NewMailToken& token) { return token.kind != UndoEmailChange; });
    state_.end_sessions_of(user);
    write(besides);
    return true;
}

bool MemoryAccountStore::cancel_deletion(UserId user, const store::Besides& besides) {
    state_.begin_call();
    StoredUser* const stored = find(user);
    if (!stored || !stored->user.delete_at) return false;
    stored->user.delete_at.reset();
    write(besides);
    return true;
}

// --- for the courier

std::vector<User> MemoryAccountStore::find_due(TimePoint now, std::size_t limit) {
    state_.begin_call();
    std::vector<User> due;
    for (const auto& [id, stored] : state_.users)
        if (stored.user.delete_at && *stored.user.delete_at <= now) due.push_back(stored.user);
    std::ranges::stable_sort(due, {}, &User::delete_at);
    if (due.size() > limit) due.erase(due.begin() + static_cast<long>(limit), due.end());
    return due;
}

bool MemoryAccountStore::remove_due(UserId user, TimePoint now, const store::Besides& besides) {
    state_.begin_call();
    const StoredUser* const stored = find(user);
    if (!stored || !stored->user.delete_at || *stored->user.delete_at > now) return false;
    state_.sign_in_failures.erase(crypto::sha256(stored->user.email.text()));
    state_.remove_user(user);
    state_.revoke(std::nullopt, user);
    write(besides);
    return true;
}

std::vector<User> MemoryAccountStore::find_unverified(TimePoint before, std::size_t limit) {
    state_.begin_call();
    std::vector<User> old;
    for (const auto& [id, stored] : state_.users)
        if (!stored.user.email_verified_at && stored.user.created_at < before)
            old.push_back(stored.user);
    std::ranges::stable_sort(old, {}, &User::created_at);
    if (old.size() > limit) old.erase(old.begin() + static_cast<long>(limit), old.end());
    return old;
}

bool MemoryAccountStore::remove_unverified(UserId user, const store::Besides& besides) {
    state_.begin_call();
    const StoredUser* const stored = find(user);
    if (!stored || stored->user.email_verified_at) return false;
    state_.remove_user(user);
    state_.revoke(std::nullopt, user);
    write(besides);
    return true;
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
