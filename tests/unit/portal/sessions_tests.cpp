// The devices that somebody is signed in on.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct SessionsFixture : WebFixture {
    User ann = add_user("ann@example.org");
    Browser phone{*this};

    SessionsFixture() {
        phone.user_agent = "Mozilla/5.0 (iPhone) Version/17.5 Mobile/15E148 Safari/604.1";
        phone.sign_in("ann@example.org");
        browser.sign_in("ann@example.org");
    }

    std::string id_of(const Browser& b) {
        return sessions.find(b.cookies.at("__Host-postern"), now)->session.public_id.text();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sessions_tests, SessionsFixture)

BOOST_AUTO_TEST_CASE(get_sessions_says_where_somebody_is_signed_in) {
    now += std::chrono::minutes{5};
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(
        says(page, "Firefox on Linux\n <span class=\"badge badge-good\">This device</span>"));
    BOOST_TEST(says(page, "Safari on iPhone"));
    BOOST_TEST(says(page, "from 192.0.2.7"));
    BOOST_TEST(says(
        page, "Signed in <time datetime=\"2027-01-15T08:00:00Z\">15 January 2027, 08:00 UTC<"));
    BOOST_TEST(says(page, "Last seen <time datetime=\"2027-01-15T08:05:00Z\">"));
}

BOOST_AUTO_TEST_CASE(get_sessions_speaks_the_users_language_in_his_time_zone) {
    auto& user = stores.state().users.at(ann.id).user;
    user.language = "de";
    user.time_zone = "Europe/Berlin";
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(says(page, "Firefox auf Linux"));
    BOOST_TEST(says(page, ">15. Januar 2027, 09:00 Uhr CET<"));
}

BOOST_AUTO_TEST_CASE(get_sessions_shows_no_token) {
    BOOST_TEST(!says(browser.get("/account/sessions"), phone.cookies.at("__Host-postern")));
}

BOOST_AUTO_TEST_CASE(get_sessions_says_when_there_is_no_other_device) {
    BOOST_TEST(!says(browser.get("/account/sessions"), "You are signed in on no other device."));
    browser.post("/account/sessions", {{"end", "others"}});
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(says(page, "You are signed in on no other device."));
    BOOST_TEST(!says(page, "value=\"others\""));
}

BOOST_AUTO_TEST_CASE(post_sessions_ends_one_session) {
    browser.get("/account/sessions");
    const auto answer = browser.post("/account/sessions", {{"end", id_of(phone)}});
    BOOST_TEST(answer.header("Location") == "/account/sessions?ended=one");
    BOOST_TEST(!phone.is_signed_in());
    BOOST_TEST(says(browser.get("/account/sessions?ended=one"), "That device is signed out."));
}

BOOST_AUTO_TEST_CASE(post_sessions_signs_out_who_ends_his_own) {
    browser.get("/account/sessions");
    const auto answer = browser.post("/account/sessions", {{"end", id_of(browser)}});
    BOOST_TEST(answer.header("Location") == "/login?signed_out=1");
    BOOST_TEST(!browser.has_cookie("__Host-postern"));
    BOOST_TEST(phone.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sessions_ends_all_others) {
    browser.get("/account/sessions");
    const auto answer = browser.post("/account/sessions", {{"end", "others"}});
    BOOST_TEST(answer.header("Location") == "/account/sessions?ended=others");
    BOOST_TEST(!phone.is_signed_in());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sessions_ends_all_everywhere) {
    browser.get("/account/sessions");
    const auto answer = browser.post("/account/sessions", {{"end", "everywhere"}});
    BOOST_TEST(answer.header("Location") == "/login?signed_out=1");
    BOOST_TEST(!phone.is_signed_in());
    BOOST_TEST(!browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sessions_never_ends_the_session_of_somebody_else) {
    add_user("eve@example.org");
    Browser eve{*this};
    eve.sign_in("eve@example.org");
    eve.get("/account/sessions");
    BOOST_TEST(eve.post("/account/sessions", {{"end", id_of(phone)}}).status() == Status::SeeOther);
    BOOST_TEST(eve.post("/account/sessions", {{"end", "others"}}).status() == Status::SeeOther);
    BOOST_TEST(phone.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sessions_refuses_what_is_no_session) {
    browser.get("/account/sessions");
    for (const auto* end : {"", "all", "../../etc", "AAAA"}) {
        BOOST_TEST_CONTEXT(end) {
            const auto page = browser.post("/account/sessions", {{"end", end}});
            BOOST_TEST(page.status() == Status::BadRequest);
        }
    }
    BOOST_TEST(phone.is_signed_in());
}

BOOST_AUTO_TEST_CASE(a_session_that_has_ended_is_not_listed) {
    now += std::chrono::minutes{29};
    browser.get("/account/sessions");
    now += std::chrono::minutes{2};
    BOOST_TEST(!says(browser.get("/account/sessions"), "Safari on iPhone"));
}

BOOST_AUTO_TEST_CASE(end_others_of_ends_more_than_one_list_holds) {
    for (int i = 0; i < 250; ++i) sign_in("ann@example.org");
    const auto kept = sessions.find(browser.cookies.at("__Host-postern"), now)->session.public_id;
    BOOST_TEST(sessions.end_others_of(ann, kept) == 251u);
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(stores.state().sessions.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
