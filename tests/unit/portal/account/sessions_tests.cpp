// The devices that somebody is signed in on.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/sample_data.hpp"
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

    http::Response end(Browser& b, const std::string& which) {
        b.get("/account/sessions/end?which=everywhere");
        return b.post("/account/sessions/end", {{"which", which}});
    }

    std::string id_of(const Browser& b) {
        return sessions.find(b.cookies.at("__Secure-postern_example_org"), now)
            ->session.public_id.text();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sessions_tests, SessionsFixture)

BOOST_AUTO_TEST_CASE(get_sessions_lists_where_the_user_is_signed_in) {
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

BOOST_AUTO_TEST_CASE(get_sessions_uses_the_users_language_and_time_zone) {
    auto& user = stores.state().users.at(ann.id).user;
    user.language = "de";
    user.time_zone = "Europe/Berlin";
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(says(page, "Firefox auf Linux"));
    BOOST_TEST(says(page, ">15. Januar 2027, 09:00 Uhr CET<"));
}

BOOST_AUTO_TEST_CASE(get_sessions_shows_no_token) {
    BOOST_TEST(
        !says(browser.get("/account/sessions"), phone.cookies.at("__Secure-postern_example_org")));
}

BOOST_AUTO_TEST_CASE(get_sessions_says_when_there_is_no_other_device) {
    BOOST_TEST(
        !says(browser.get("/account/sessions"), "You are not signed in on any other device."));
    end(browser, "others");
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(says(page, "You are not signed in on any other device."));
    BOOST_TEST(!says(page, "which=others"));
}

BOOST_AUTO_TEST_CASE(get_sessions_leads_to_a_question_for_each_device_but_this_one) {
    const auto page = browser.get("/account/sessions");
    BOOST_TEST(says(page, "/account/sessions/end?which=" + id_of(phone)));
    BOOST_TEST(!says(page, "/account/sessions/end?which=" + id_of(browser)));
    BOOST_TEST(says(page, "/account/sessions/end?which=others"));
    BOOST_TEST(says(page, "/account/sessions/end?which=everywhere"));
}

BOOST_AUTO_TEST_CASE(get_end_sessions_asks_and_ends_nothing) {
    const auto page = browser.get("/account/sessions/end?which=" + id_of(phone));
    BOOST_TEST(says(page, "Sign out this device?"));
    BOOST_TEST(says(page, "Safari on iPhone"));
    BOOST_TEST(says(browser.get("/account/sessions/end?which=others"), "all other devices?"));
    BOOST_TEST(says(browser.get("/account/sessions/end?which=everywhere"), "everywhere?"));
    BOOST_TEST(phone.is_signed_in());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(get_end_sessions_goes_back_when_there_is_nothing_to_end) {
    const std::string gone = id_of(phone);
    stores.state().sessions.clear();
    browser.sign_in("ann@example.org");
    for (const std::string& which : {std::string{}, std::string{"all"}, gone}) {
        const auto answer = browser.get("/account/sessions/end?which=" + which);
        BOOST_TEST(answer.header("Location") == "/account/sessions", which);
    }
}

BOOST_AUTO_TEST_CASE(post_end_sessions_ends_one_session) {
    const auto answer = end(browser, id_of(phone));
    BOOST_TEST(answer.header("Location") == "/account/sessions?ended=one");
    BOOST_TEST(!phone.is_signed_in());
    BOOST_TEST(
        says(browser.get("/account/sessions?ended=one"), "That device has been signed out."));
    BOOST_TEST((stores.state().audit.back().entry.event == AuditEvent::SessionEnded));
}

BOOST_AUTO_TEST_CASE(post_end_sessions_of_the_current_session_signs_out) {
    const auto answer = end(browser, id_of(browser));
    BOOST_TEST(answer.header("Location") == "/login?signed_out=1");
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
    BOOST_TEST(phone.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_end_sessions_ends_all_others) {
    const auto answer = end(browser, "others");
    BOOST_TEST(answer.header("Location") == "/account/sessions?ended=others");
    BOOST_TEST(!phone.is_signed_in());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_end_sessions_ends_all_everywhere) {
    const auto answer = end(browser, "everywhere");
    BOOST_TEST(answer.header("Location") == "/login?signed_out=1");
    BOOST_TEST(!phone.is_signed_in());
    BOOST_TEST(!browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(end_sessions_asks_first_for_a_proof_that_is_fresh) {
    browser.get("/account/sessions/end?which=others");
    now += std::chrono::minutes{6};
    BOOST_TEST(browser.get("/account/sessions/end?which=others").header("Location") ==
               "/login/step-up?rd=https://auth.example.org/account/sessions/end?which=others");
    for (const auto& which : {id_of(phone), std::string{"others"}, std::string{"everywhere"}})
        BOOST_TEST(browser.post("/account/sessions/end", {{"which", which}})
                       .header("Location")
                       .starts_with("/login/step-up"));
    BOOST_TEST(phone.is_signed_in());
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_end_sessions_never_ends_another_users_session) {
    add_user("eve@example.org");
    Browser eve{*this};
    eve.sign_in("eve@example.org");
    BOOST_TEST(end(eve, id_of(phone)).status() == Status::SeeOther);
    BOOST_TEST(end(eve, "others").status() == Status::SeeOther);
    BOOST_TEST(phone.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_end_sessions_refuses_an_unknown_session) {
    for (const auto* which : {"", "all", "../../etc", "AAAA"})
        BOOST_TEST(end(browser, which).status() == Status::BadRequest, which);
    BOOST_TEST(phone.is_signed_in());
}

BOOST_AUTO_TEST_CASE(a_session_that_has_ended_is_not_listed) {
    now += std::chrono::minutes{29};
    browser.get("/account/sessions");
    now += std::chrono::minutes{2};
    BOOST_TEST(!says(browser.get("/account/sessions"), "Safari on iPhone"));
}

BOOST_AUTO_TEST_CASE(end_others_of_ends_more_than_one_list_holds) {
    // Of a time before the limit of sessions.
    for (unsigned i = 0; i < 250; ++i)
        BOOST_REQUIRE(stores.sessions().add(sample_session(ann.id, i + 1), {}).has_value());
    const auto kept =
        sessions.find(browser.cookies.at("__Secure-postern_example_org"), now)->session.public_id;
    BOOST_TEST(sessions.end_others_of(ann, kept) == 251u);
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(stores.state().sessions.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
