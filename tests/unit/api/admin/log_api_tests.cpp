// The audit log, e-mails that wait, and the state of the server over the JSON interface.
#define BOOST_TEST_DYN_LINK
#include "unit/api/admin/admin_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct LogFixture : AdminFixture {
    /// `group_added group_removed`: the events of the answer, in its order.
    std::string events(std::string_view query) {
        return names(get("/audit?" + std::string{query}), "entries", "event");
    }
    std::uint64_t last_id() { return stores.state().audit.back().id; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(log_api_tests, LogFixture)

BOOST_AUTO_TEST_CASE(the_log_is_read_newest_first_page_by_page) {
    groups.add("a", "", admin, now).value();
    groups.remove("a", admin, now).value();
    const auto first = get("/audit?limit=1");
    BOOST_TEST(names(first, "entries", "event") == "group_removed");
    const auto next = text(body_of(first), "next_cursor");
    BOOST_TEST(events("limit=1&cursor=" + next) == "group_added");
}

BOOST_AUTO_TEST_CASE(the_log_is_followed_oldest_first) {
    const auto before = std::to_string(last_id());
    BOOST_TEST(events("after=" + before) == "");
    groups.add("a", "", admin, now).value();
    groups.remove("a", admin, now).value();
    BOOST_TEST(events("after=" + before) == "group_added group_removed");
    BOOST_TEST(events("limit=1&after=" + before) == "group_added");
    BOOST_TEST(body_of(get("/audit?after=" + before)).find("next_cursor")->is_null());
}

BOOST_AUTO_TEST_CASE(entries_are_filtered_and_name_whom_they_are_about) {
    wiring.users.set_disabled("eve@example.org", true, admin, now).value();
    const auto about = get("/audit?event=user_disabled&user=" + eve.public_id.text());
    BOOST_TEST(names(about, "entries", "event") == "user_disabled");
    BOOST_TEST(says(about, R"("email":"eve@example.org")"));
    BOOST_TEST(events("event=user_disabled&result=refused") == "");
    BOOST_TEST(events("event=user_disabled&until=2027-01-15T08:00:00Z") == "");
    BOOST_TEST(events("event=user_disabled&since=2000-01-01T00:00:00Z") == "user_disabled");
    BOOST_TEST(events("event=user_disabled&address=192.0.2.99") == "");
}

BOOST_AUTO_TEST_CASE(filters_that_cannot_be_read_are_never_passed_over) {
    BOOST_TEST(errors_of(get("/audit?user=x&event=x&result=x&since=x&until=x&after=x&limit=x")) ==
               "user:invalid event:invalid result:invalid since:invalid until:invalid "
               "limit:out_of_range after:invalid");
    BOOST_TEST(errors_of(get("/audit?event=&address=")) == "event:invalid address:invalid");
    BOOST_TEST(errors_of(get("/audit?after=1&cursor=x")) == "after:invalid");
}

BOOST_AUTO_TEST_CASE(no_list_of_administrators_starts_anew_for_a_cursor_that_it_never_gave) {
    const std::string lists[] = {"/audit",       "/mails",
                                 "/users",       "/sessions",
                                 "/invitations", "/users/" + eve.public_id.text() + "/sessions"};
    // The last one is of users in another order.
    for (const char* const cursor : {"", "x", "0", "-1", "9223372036854775808", "1.YUBi"})
        for (const auto& list : lists) BOOST_TEST_CONTEXT(list << ' ' << cursor) {
                const auto answer = get(list + "?cursor=" + cursor);
                BOOST_TEST(answer.status() == Status::UnprocessableContent);
                BOOST_TEST(errors_of(answer) == "cursor:invalid");
            }
    BOOST_TEST(errors_of(get("/users?order=email&cursor=1")) == "cursor:invalid");
}

BOOST_AUTO_TEST_CASE(what_was_given_up_is_tried_again) {
    stores.state().outbox.clear();
    BOOST_TEST(get("/mails/counts").body() == R"({"waiting":0,"failed":0})");
    wiring.users.ask_for_reset("eve@example.org", admin, now);
    const auto claimed = stores.outbox().claim(now, 60s);
    BOOST_REQUIRE(claimed.has_value());
    stores.outbox().set_failed(*claimed, now, "550 no such mailbox");
    const auto list = get("/mails");
    BOOST_TEST(names(list, "mails", "to") == "eve@example.org");
    BOOST_TEST(says(list, R"("last_error":"550 no such mailbox")"));
    BOOST_TEST(get("/mails/counts").body() == R"({"waiting":0,"failed":1})");
    const auto one = "/mails/" + std::to_string(claimed->id) + "/retry";
    BOOST_TEST(send(Method::Post, one).status() == Status::NoContent);
    BOOST_TEST(code_of(send(Method::Post, one)) == "not_found");
    BOOST_TEST(send(Method::Post, "/mails/retry").body() == R"({"retried":0})");
    BOOST_TEST(get("/mails/counts").body() == R"({"waiting":1,"failed":0})");
}

BOOST_AUTO_TEST_CASE(the_server_shows_what_the_application_tells) {
    inspection = {
        .settings =
            [] {
                return std::vector{service::ShownSetting{"a.b", "1", "default"}};
            },
        .findings =
            [] {
                return std::vector{service::ShownFinding{service::ShownFinding::State::Bad, "disk",
                                                         "full", "make room"}};
            },
        .keys =
            [] {
                return std::vector{service::ShownKey{"token", "k1", "EdDSA", "active", ""}};
            }};
    BOOST_TEST(get("/configuration").body() ==
               R"({"settings":[{"key":"a.b","value":"1","source":"default"}]})");
    BOOST_TEST(get("/health").body() ==
               R"({"findings":[{"state":"bad","what":"disk","why":"full","next":"make room"}]})");
    BOOST_TEST(get("/keys").body() == R"({"keys":[{"kind":"token","id":"k1",)"
                                      R"("algorithm":"EdDSA","state":"active","since":null}]})");
}

BOOST_AUTO_TEST_CASE(the_overview_says_how_things_stand) {
    const auto body = body_of(get("/overview"));
    for (const char* member : {"users", "users_with_factor", "live_sessions", "days", "refusals",
                               "warnings", "last_acts", "counted_at"})
        BOOST_TEST(body.find(member) != nullptr, member);
}

BOOST_AUTO_TEST_CASE(the_overview_has_no_part_of_the_log_for_those_who_may_not_read_it) {
    BOOST_REQUIRE(send(Method::Post, "/users/" + eve.public_id.text() + "/disable").status() ==
                  Status::NoContent);
    BOOST_TEST(!says(get("/overview"), R"("last_acts":[])"));
    let(bob, "admin/server", "read");
    BOOST_TEST(says(bobs.get(path("/overview")), R"("last_acts":[])"));
    let(bob, "admin/audit", "read");
    BOOST_TEST(!says(bobs.get(path("/overview")), R"("last_acts":[])"));
}

BOOST_AUTO_TEST_SUITE_END()
