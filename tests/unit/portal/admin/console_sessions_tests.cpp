// The sessions of everybody, in the console.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct SessionsFixture : ConsoleFixture {
    service::OpenedSession eves_session = sign_in("eve@example.org");
    const std::string eves_id = eves_session.session.session.public_id.text();

    std::string with_session(std::string path) const {
        return path.replace(path.find("{id}"), 4, eves_id);
    }
    http::Response get(const std::string& path) { return browser.get(with_session(path)); }
    http::Response post(const std::string& path) {
        return fill_in(browser, with_session(path), {});
    }
    bool is_live() { return sessions.find(eves_session.token.reveal(), now).has_value(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(console_sessions_tests, SessionsFixture)

BOOST_AUTO_TEST_CASE(the_list_has_the_sessions_of_everybody) {
    const auto page = browser.get("/admin/sessions");
    for (const char* const email : {"ann@example.org", "bob@example.org", "eve@example.org"})
        BOOST_TEST(says(page, email), email);
    BOOST_TEST(says(page, "This device"));
    BOOST_TEST(says(page, "postern session revoke --all"));
    BOOST_TEST(!says(page, eves_session.token.reveal()));
}

BOOST_AUTO_TEST_CASE(an_address_that_no_longer_fits_a_list_shows_its_start_and_says_so) {
    const char* const notice = "The address of this page no longer fits the list";
    groups.add("editors", "", admin, now).value();
    for (const std::string list :
         {"/admin/sessions", "/admin/users", "/admin/audit", "/admin/mails", "/admin/invitations",
          "/admin/approvals", "/admin/groups/editors", "/admin/roles/admin"}) {
        const auto first = browser.get(list);
        BOOST_TEST(first.status() == Status::Ok, list);
        BOOST_TEST(!says(first, notice), list);
        for (const char* const after : {"x", "0", "-1", "9223372036854775808"}) {
            const auto page = browser.get(list + "?after=" + after);
            BOOST_TEST(page.status() == Status::Ok, list << " " << after);
            BOOST_TEST(says(page, notice), list << " " << after);
            BOOST_TEST(!says(page, "First page"), list << " " << after);
        }
        const auto rest = browser.get(list + "?after=" + "8");
        BOOST_TEST(!says(rest, notice), list);
        BOOST_TEST(says(rest, "First page"), list);
    }
    BOOST_TEST(says(browser.get("/admin/sessions?after=x"), eves_id));
    // The cursor of another order.
    BOOST_TEST(says(browser.get("/admin/users?order=email&after=7"), notice));
    BOOST_TEST(says(browser.get("/admin/users?after=7.YUBi"), notice));
}

BOOST_AUTO_TEST_CASE(the_list_is_filtered_by_user_and_by_address) {
    const auto of_eve = browser.get("/admin/sessions?user=eve@example.org");
    BOOST_TEST(says(of_eve, eves_id));
    BOOST_TEST(!says(of_eve, "bob@example.org"));
    BOOST_TEST(
        says(browser.get("/admin/sessions?user=nobody@example.org"), "There is no such user."));
    BOOST_TEST(!says(browser.get("/admin/sessions?address=203.0.113.9"), eves_id));
}

BOOST_AUTO_TEST_CASE(one_session_is_ended_after_a_question) {
    const auto page =
        browser.get(with_session("/admin/sessions/{id}/end") + "?user=" + eve.public_id.text());
    BOOST_TEST(says(page, "eve@example.org"));
    BOOST_TEST(is_live());
    BOOST_TEST(get("/admin/sessions/{id}/end").status() == Status::Ok);
    BOOST_TEST(post("/admin/sessions/{id}/end").header("Location") ==
               "/admin/sessions?done=session_ended");
    BOOST_TEST(!is_live());
    BOOST_TEST((last_entry().event == AuditEvent::SessionEnded));
    BOOST_TEST((last_entry().user == eve.public_id));
    BOOST_TEST(post("/admin/sessions/{id}/end").header("Location") ==
               "/admin/sessions?done=session_gone");
}

BOOST_AUTO_TEST_CASE(who_may_only_read_ends_none) {
    let(bob, "admin/sessions", "read");
    BOOST_TEST(!says(bobs.get("/admin/sessions"), "/end?user="));
    BOOST_TEST(bobs.post(with_session("/admin/sessions/{id}/end"), {}).status() ==
               Status::NotFound);
    BOOST_TEST(is_live());
}

BOOST_AUTO_TEST_CASE(ending_ones_own_session_signs_out) {
    const auto own = sessions.find(anns_app.session.token.reveal(), now)->session.public_id;
    const auto answer = fill_in(browser, "/admin/sessions/" + own.text() + "/end", {});
    BOOST_TEST(answer.header("Location") == "/login?signed_out=1");
}

BOOST_AUTO_TEST_SUITE_END()
