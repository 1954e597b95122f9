// Signing out other devices, for who knows the password.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/digest.hpp"
#include "postern/service/account/device_service.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using service::AccountError;
using Scope = service::SessionsToEnd::Scope;

namespace {

struct DeviceFixture : ServiceFixture {
    service::AccountService account{stores.users(),      stores.accounts(), passwords, sign_ins,
                                    wiring.factor_check, revoker,           {}};
    service::DeviceService devices{account, sign_out};
    User ann = add_user("ann@example.org");
    SessionWithUser visitor = sign_in("ann@example.org").session;
    SessionWithUser phone = sign_in("ann@example.org").session;

    Result<std::size_t, service::AccountRefusal> end(const service::SessionsToEnd& which,
                                                     std::string_view password = kGoodPassword) {
        return devices.end(visitor, password, which, client, now);
    }
    std::size_t live() { return sessions.list(ann, now).size(); }
    const AuditEntry& last_entry() { return stores.state().audit.back().entry; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(device_service_tests, DeviceFixture)

BOOST_AUTO_TEST_CASE(end_ends_the_named_sessions_and_writes_an_audit_event) {
    BOOST_TEST(end({Scope::One, phone.session.public_id}).has_value());
    BOOST_TEST(live() == 1u);
    BOOST_TEST((last_entry().event == AuditEvent::SessionEnded));
    BOOST_TEST(last_entry().detail == "one");
    sign_in("ann@example.org");
    BOOST_TEST(end({Scope::Others, std::nullopt}).has_value());
    BOOST_TEST(live() == 1u);
    BOOST_TEST(last_entry().detail == "others");
    BOOST_TEST(end({Scope::Everywhere, std::nullopt}).has_value());
    BOOST_TEST(live() == 0u);
    BOOST_TEST(last_entry().detail == "all");
}

BOOST_AUTO_TEST_CASE(end_requires_the_current_password) {
    const auto refused = end({Scope::Everywhere, std::nullopt}, "not my password at all");
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == AccountError::WrongPassword));
    BOOST_TEST(live() == 2u);
    BOOST_TEST((last_entry().event == AuditEvent::SessionEnded));
    BOOST_TEST((last_entry().result == AuditResult::Refused));
}

BOOST_AUTO_TEST_CASE(wrong_passwords_count_as_at_sign_in) {
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(!end({Scope::Everywhere, std::nullopt}, "not my password at all").has_value());
    const auto refused = end({Scope::Everywhere, std::nullopt});
    BOOST_REQUIRE(!refused.has_value());
    BOOST_TEST((refused.error().error == AccountError::TooManyAttempts));
    BOOST_TEST(live() == 2u);
}

BOOST_AUTO_TEST_CASE(end_counts_no_attempt_when_busy_or_failing) {
    for (int i = 0; i < 5; ++i) {
        {
            const auto taken = slots.acquire(std::chrono::milliseconds{0});
            BOOST_TEST(
                (end({Scope::Everywhere, std::nullopt}).error().error == AccountError::Busy));
        }
        hasher.broken = true;
        BOOST_CHECK_THROW((void)end({Scope::Everywhere, std::nullopt}), crypto::CryptoError);
        hasher.broken = false;
    }
    BOOST_TEST(end({Scope::Everywhere, std::nullopt}).has_value());
}

BOOST_AUTO_TEST_CASE(end_never_ends_another_users_session) {
    const User eve = add_user("eve@example.org");
    const auto hers = sign_in("eve@example.org").session;
    BOOST_TEST(end({Scope::One, hers.session.public_id}).has_value());
    BOOST_TEST(sessions.list(eve, now).size() == 1u);
    BOOST_TEST(live() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
