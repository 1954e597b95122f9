// The end of an account, and the way back.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct DeleteAccountFixture : WebFixture {
    User ann = add_user("ann@example.org");

    DeleteAccountFixture() { use_mail(true); }

    void use_mail(bool enabled) {
        mail_enabled = enabled;
        pipeline = make_pipeline(registration);
        browser.sign_in("ann@example.org");
    }

    http::Response remove(bool sure = true) {
        browser.get("/account/delete");
        return browser.post("/account/delete", {{"sure", sure ? "1" : ""}});
    }

    bool is_asleep() { return stores.state().users.at(ann.id).user.delete_at.has_value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(delete_account_tests, DeleteAccountFixture)

BOOST_AUTO_TEST_CASE(get_delete_account_says_what_will_happen_and_until_when_it_can_be_undone) {
    const auto page = browser.get("/account/delete");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "For 7 days, nobody can sign in"));
    BOOST_TEST(says(page, "an e-mail with a link to keep your account"));
    BOOST_TEST(!is_asleep());
}

BOOST_AUTO_TEST_CASE(post_delete_account_signs_out_everywhere_and_says_until_when) {
    Browser phone{*this};
    phone.sign_in("ann@example.org");
    const auto page = remove();
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "Your account is scheduled for deletion"));
    BOOST_TEST(says(page, "22 January 2027, 08:00 UTC"));
    BOOST_TEST(says(page, "We have sent you an e-mail"));
    BOOST_TEST(!says(page, "action=\"/logout\""));
    BOOST_TEST(is_asleep());
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(!phone.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_delete_account_requires_a_fresh_proof_and_the_checkbox) {
    const auto page = remove(false);
    BOOST_TEST(page.status() == Status::UnprocessableContent);
    BOOST_TEST(says(page, "id=\"sure-error\""));
    now += std::chrono::minutes{6};
    BOOST_TEST(browser.post("/account/delete", {{"sure", "1"}}).header("Location") ==
               "/login/step-up?rd=https://auth.example.org/account/delete");
    BOOST_TEST(!is_asleep());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(the_only_administrator_is_told_to_make_another_one_first) {
    wiring.grants
        .grant({.kind = GrantHolder::Kind::User, .name = ann.public_id.text()},
               {Granted::Kind::Role, std::string{kAdminRole}}, std::nullopt, admin, now)
        .value();
    const auto page = remove();
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "You are the only administrator."));
    BOOST_TEST(!is_asleep());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(without_email_the_page_refers_to_an_administrator) {
    use_mail(false);
    BOOST_TEST(says(browser.get("/account/delete"), "the administrator of this server can keep"));
    const auto page = remove();
    BOOST_TEST(says(page, "Ask the administrator of this server before then."));
    BOOST_TEST(!says(page, "mail;"));
}

BOOST_AUTO_TEST_SUITE_END()
