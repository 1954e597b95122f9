/// account_fixture: users, links and what is written beside a change, for the tests of
/// AccountStore.
#pragma once

#include <boost/test/unit_test.hpp>

#include "database/store_types.hpp"

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

inline store::TokenUse use_of(const NewMailToken& token, TimePoint now = kNow) {
    return {token.kind, token.user_id, token.token_hash, now};
}

/// One line in the audit trail and one mail.
inline store::Besides sample_besides(const User& user, TimePoint now = kNow) {
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

/// Whether exactly what `sample_besides` says was written, so many times.
template <class Stores>
void check_besides(Stores& stores, std::size_t times) {
    BOOST_TEST(stores.audit().find_latest({}, 0, 100).size() == times);
    BOOST_TEST(stores.outbox().find_page(0, 100).size() == times);
}

}  // namespace postern::test
