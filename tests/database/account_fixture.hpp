/// account_fixture: users, links and what is written beside a change, for the tests of
/// AccountStore.
#pragma once

#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"
#include "support/sample_changes.hpp"

namespace postern::test {

inline EmailAddress address(std::string_view text) { return *EmailAddress::parse(text); }

template <class Stores>
User add_user(Stores& stores, std::string_view email = "ann@example.org", unsigned n = 1) {
    auto user = sample_user(email, n);
    user.email_verified_at = kNow;
    auto added = stores.users().add(user);
    BOOST_REQUIRE(added.has_value());
    return *added;
}

template <class Stores>
User find_user(Stores& stores, const User& user) {
    const auto found = stores.users().find_by_public_id(user.public_id);
    BOOST_REQUIRE(found.has_value());
    return *found;
}

template <class Stores>
std::string password_of(Stores& stores, const User& user) {
    return stores.users().find_by_email(find_user(stores, user).email)->password_hash;
}

/// The user in a session whose public id is sample_id(n).
inline SessionWithUser in_session(const User& user, unsigned n) {
    return {{.id = SessionId{n},
             .public_id = sample_id(n),
             .user_id = user.id,
             .created_at = kNow,
             .last_seen_at = kNow,
             .expires_at = kNow + std::chrono::hours{1},
             .idle_ttl = std::chrono::hours{1},
             .remember = false,
             .address = {},
             .user_agent = {},
             .authentication = {}},
            user};
}

/// A link to `email` that is good for an hour; its hash is sample_hash(n).
inline NewMailToken sample_token(const User& user, MailTokenKind kind, std::string_view email,
                                 unsigned n = 1, TimePoint at = kNow) {
    return {.kind = kind,
            .user_id = user.id,
            .token_hash = sample_hash(n),
            .email = address(email),
            .created_at = at,
            .expires_at = at + std::chrono::hours{1}};
}

/// The link as the service opens it before it makes a change.
template <class Stores>
service::OpenedLink opened(Stores& stores, const User& user, const NewMailToken& token) {
    auto found = stores.accounts().find_token(token.token_hash);
    if (!found)
        found = MailToken{.kind = token.kind,
                          .user = user,
                          .email = token.email,
                          .created_at = token.created_at,
                          .expires_at = token.expires_at,
                          .password_changed_at = kNow};
    found->kind = token.kind;
    found->user.id = user.id;
    return {std::move(*found), token.token_hash};
}

/// What the link is for, with new passwords that tell from which it came.
inline store::AccountChange change_by(const service::OpenedLink& link, TimePoint now = kNow) {
    const service::Cause cause = service::by_user({"192.0.2.7", "Test/1.0"}, now);
    switch (link.token.kind) {
        case MailTokenKind::VerifyEmail:
            return service::email_verified(link, cause);
        case MailTokenKind::ResetPassword:
            return service::password_reset(link, "$reset", cause);
        case MailTokenKind::ChangeEmail:
            return service::email_changed(link, cause);
        case MailTokenKind::UndoEmailChange:
            return service::email_change_undone(link, cause);
        case MailTokenKind::KeepAccount:
            return service::deletion_cancelled(link, cause);
        case MailTokenKind::ResetFactors:
            return service::factor_reset_begun(link, now + std::chrono::days{3}, cause);
        case MailTokenKind::KeepFactors:
            return service::factor_reset_cancelled(link, cause);
        case MailTokenKind::EnrolmentCode:
            break;  // changes no account: it is spent for a session
    }
    std::abort();
}

/// One audit event and one e-mail.
inline store::SideEffects sample_effects(const User& user, TimePoint now = kNow) {
    return {.audit = {.at = now,
                      .event = AuditEvent::PasswordReset,
                      .user = user.public_id,
                      .actor = "user",
                      .address = "192.0.2.7",
                      .user_agent = "Test/1.0",
                      .request_id = "r-1",
                      .detail = "done"},
            .mails = {{.kind = MailKind::PasswordChanged,
                       .user_id = user.id,
                       .to = user.email,
                       .language = "de",
                       .details = {{"device", "Firefox"}},
                       .created_at = now}}};
}

/// Whether exactly what `sample_effects` says was written, so many times.
template <class Stores>
void check_effects(Stores& stores, std::size_t times) {
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == times);
    BOOST_TEST(stores.outbox().find_page(0, 100).size() == times);
}

}  // namespace postern::test
