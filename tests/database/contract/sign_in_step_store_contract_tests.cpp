// What every SignInStepStore does, over memory and over MySQL.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "database/account_fixture.hpp"
#include "support/sample_factors.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

template <class Stores>
bool is_there(Stores& stores, unsigned n = 1) {
    return stores.sign_in_steps().find(sample_hash(n)).has_value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(sign_in_step_store_contract_tests)

BOOST_AUTO_TEST_CASE_TEMPLATE(a_step_is_read_back_as_written_even_when_expired, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    auto written = sample_step(ann);
    written.address = "2001:db8:ffff:ffff:ffff:ffff:255.255.255.255";
    written.expires_at = kNow - 1h;
    BOOST_TEST(stores.sign_in_steps().add(written));
    const auto found = stores.sign_in_steps().find(written.token_hash);
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST((found->token_hash == written.token_hash));
    BOOST_TEST(same(found->user, ann));
    BOOST_TEST(found->remember);
    BOOST_TEST(found->address == written.address);
    BOOST_TEST(found->user_agent == written.user_agent);
    BOOST_TEST((found->created_at == written.created_at));
    BOOST_TEST((found->expires_at == written.expires_at));
    BOOST_TEST(found->wrong_codes == 0u);
    BOOST_TEST(!is_there(stores, 2));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_stores_nothing_for_a_user_who_may_not_sign_in, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    const User bob = add_user(stores, "bob@example.org", 2);
    BOOST_TEST(apply(stores.accounts(), service::user_disabled(ann, sample_cause())));
    BOOST_TEST(apply(stores.accounts(), service::deletion_made_due(bob, sample_cause())));
    BOOST_TEST(!stores.sign_in_steps().add(sample_step(ann, 1)));
    BOOST_TEST(!stores.sign_in_steps().add(sample_step(bob, 2)));
    BOOST_TEST(!stores.sign_in_steps().add(sample_step(unknown_user(ann), 3)));
    for (unsigned n = 1; n <= 3; ++n) BOOST_TEST(!is_there(stores, n));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(what_ends_all_sessions_or_all_others_ends_the_steps, S, AllStores) {
    const auto link = [](const User& user, MailTokenKind kind) {
        return service::OpenedLink{{.kind = kind,
                                    .user = user,
                                    .email = user.email,
                                    .created_at = kNow,
                                    .expires_at = kNow + 1h,
                                    .password_changed_at = kNow},
                                   sample_hash(9)};
    };
    const std::pair<const char*, store::AccountChange (*)(const User&, decltype(link))> cases[] = {
        {"password_changed",
         [](const User& user, auto) {
             return service::password_changed(in_session(user, 1), "$new", "$argon2id$first",
                                              sample_cause());
         }},
        {"password_set", [](const User& user,
                            auto) { return service::password_set(user, "$new", sample_cause()); }},
        {"password_reset",
         [](const User& user, auto of) {
             return service::password_reset(of(user, MailTokenKind::ResetPassword), "$new",
                                            sample_cause());
         }},
        {"email_change_undone",
         [](const User& user, auto of) {
             return service::email_change_undone(of(user, MailTokenKind::UndoEmailChange),
                                                 sample_cause());
         }},
        {"user_disabled",
         [](const User& user, auto) { return service::user_disabled(user, sample_cause()); }},
        {"deletion_scheduled", [](const User& user, auto) {
             return service::deletion_scheduled(user, kNow + 24h, sample_cause());
         }}};
    for (const auto& [name, change_by] : cases) {
        BOOST_TEST_CONTEXT(name) {
            S stores;
            const User ann = add_user(stores);
            const User bob = add_user(stores, "bob@example.org", 2);
            BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann, 1)));
            BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(bob, 2)));
            auto change = change_by(ann, link);
            change.expected.link.reset();
            BOOST_TEST(apply(stores.accounts(), change));
            BOOST_TEST(!is_there(stores, 1));
            BOOST_TEST(is_there(stores, 2));
            // Nor when the user may sign in again.
            apply(stores.accounts(), service::user_enabled(ann, sample_cause()));
            apply(stores.accounts(), service::deletion_cancelled(ann, sample_cause()));
            BOOST_TEST(!is_there(stores, 1));
            const auto opened = stores.sessions().add(sample_session(ann.id), step_used(1));
            BOOST_REQUIRE(!opened.has_value());
            BOOST_TEST((opened.error() == store::NotOpened::StepGone));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(signing_out_everywhere_ends_the_steps, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann, 1)));
    stores.sessions().remove_all_of_user(ann.id, std::nullopt);
    BOOST_TEST(!is_there(stores, 1));
    BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann, 2)));
    stores.sessions().remove_others_of_user(ann.id, sample_id(1));
    BOOST_TEST(!is_there(stores, 2));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_end_of_everybodys_sessions_ends_the_steps, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    stores.sessions().add(sample_session(ann.id), {}).value();
    BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann)));
    const auto newest = stores.sessions().find_newest();
    BOOST_TEST(stores.sessions().remove_some(newest) == 1u);
    BOOST_TEST(stores.sessions().remove_some(newest) == 0u);
    BOOST_TEST(!is_there(stores));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_change_that_ends_no_session_leaves_the_steps, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann)));
    BOOST_TEST(apply(stores.accounts(),
                     service::profile_changed(ann, {ann.display_name, "de", {}}, sample_cause())));
    BOOST_TEST(is_there(stores));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(add_wrong_code_counts_those_of_one_step, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 2; ++n)
        BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann, n)));
    for (std::uint32_t n = 1; n <= 3; ++n)
        BOOST_TEST(stores.sign_in_steps().add_wrong_code(sample_hash(1)) == n);
    BOOST_TEST(stores.sign_in_steps().add_wrong_code(sample_hash(9)) == 0u);
    BOOST_TEST(stores.sign_in_steps().find(sample_hash(1))->wrong_codes == 3u);
    BOOST_TEST(stores.sign_in_steps().find(sample_hash(2))->wrong_codes == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_tells_whether_there_was_one, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 2; ++n)
        BOOST_REQUIRE(stores.sign_in_steps().add(sample_step(ann, n)));
    BOOST_TEST(stores.sign_in_steps().remove(sample_hash(1)));
    BOOST_TEST(!stores.sign_in_steps().remove(sample_hash(1)));
    BOOST_TEST(!is_there(stores, 1));
    BOOST_TEST(is_there(stores, 2));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remove_expired_stops_at_the_limit, S, AllStores) {
    S stores;
    const User ann = add_user(stores);
    for (unsigned n = 1; n <= 4; ++n) {
        auto step = sample_step(ann, n);
        step.expires_at = kNow + n * 1s;
        BOOST_REQUIRE(stores.sign_in_steps().add(step));
    }
    BOOST_TEST(stores.sign_in_steps().remove_expired(kNow, 10) == 0u);
    BOOST_TEST(stores.sign_in_steps().remove_expired(kNow + 3s, 2) == 2u);
    BOOST_TEST(stores.sign_in_steps().remove_expired(kNow + 3s, 2) == 1u);
    BOOST_TEST(is_there(stores, 4));
}

BOOST_AUTO_TEST_SUITE_END()
