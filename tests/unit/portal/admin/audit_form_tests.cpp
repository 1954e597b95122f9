// The filters of the audit log, as they stand in an address, and the command for them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "portal/admin/frame/command_text.hpp"
#include "portal/admin/log/forms.hpp"
#include "postern/text/dates.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace postern::portal::admin;
using postern::portal::admin::log::AuditForm;

namespace logs = postern::portal::admin::log;

namespace {

AuditForm form_of(std::string query) {
    http::Request request;
    request.query = std::move(query);
    return AuditForm::parse(request);
}

std::string time_of(std::string_view text, std::string_view zone) {
    const auto time = logs::parse_local_time(text, zone);
    return time ? to_rfc3339(*time) : "none";
}

struct AuditFormFixture : ServiceFixture {
    User ann = add_user("ann@example.org");

    AuditFormFixture() { text::load_time_zones(); }

    logs::AskedAudit ask(std::string query) {
        return logs::ask(form_of(std::move(query)), users, "");
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(audit_form_tests, AuditFormFixture)

BOOST_AUTO_TEST_CASE(parse_local_time_reads_days_and_times_in_the_zone_of_the_user) {
    BOOST_TEST(time_of("2026-11-21", "") == "2026-11-21T00:00:00Z");
    BOOST_TEST(time_of("2026-11-21T09:50", "Europe/Berlin") == "2026-11-21T08:50:00Z");
    BOOST_TEST(time_of("2026-07-21T09:50:30", "Europe/Berlin") == "2026-07-21T07:50:30Z");
    BOOST_TEST(time_of("2026-11-21T08:50:00Z", "Europe/Berlin") == "2026-11-21T08:50:00Z");
    BOOST_TEST(time_of("2026-11-21T09:50:00+01:00", "") == "2026-11-21T08:50:00Z");
}

BOOST_AUTO_TEST_CASE(parse_local_time_takes_nothing_else) {
    for (const auto* text : {"", "yesterday", "2026-13-01", "2026-11-21T25:00", "2026-11-21 09:50",
                             "21.11.2026", "2026-11-21T09:5", "1969-12-31"})
        BOOST_TEST(time_of(text, "Europe/Berlin") == "none", text);
}

BOOST_AUTO_TEST_CASE(local_time_text_is_what_parse_local_time_reads) {
    for (const auto* text : {"2026-11-21T09:50", "2026-07-21T09:50"})
        BOOST_TEST(logs::local_time_text(logs::parse_local_time(text, "Europe/Berlin").value(),
                                         "Europe/Berlin") == text);
}

BOOST_AUTO_TEST_CASE(a_form_has_what_the_address_says_without_space_around_it) {
    const auto form = form_of("event=sign_in&result=&user=+ann%40example.org+&request=r-1&after=7");
    BOOST_TEST(form.event == "sign_in");
    BOOST_TEST(form.result.empty());
    BOOST_TEST(form.user == "ann@example.org");
    BOOST_TEST(form.request_id == "r-1");
    BOOST_TEST(form.after == "7");
    BOOST_TEST((form.format == AuditForm::Format::Page));
    BOOST_TEST(!form.turn.has_value());
}

BOOST_AUTO_TEST_CASE(a_page_follows_in_turns_of_thirty_seconds_up_to_a_limit) {
    BOOST_TEST(form_of("live=30").turn.value() == 0u);
    BOOST_TEST(form_of("live=30&turn=5").turn.value() == 5u);
    BOOST_TEST(form_of("live=30&turn=99999999999").turn.value() == AuditForm::kMostTurns);
    for (const auto* query : {"live=1", "live=", "live=030", "turn=5"})
        BOOST_TEST(!form_of(query).turn.has_value(), query);
}

BOOST_AUTO_TEST_CASE(ask_finds_a_user_by_address_and_takes_an_id_as_it_is) {
    BOOST_TEST((ask("user=Ann@Example.org").filter.user == ann.public_id));
    const std::string gone(22, 'A');
    BOOST_TEST(ask("user=" + gone).filter.user.value().text() == gone);
    const auto nobody = ask("user=eve@example.org");
    BOOST_TEST(nobody.problems.no_such_user);
    BOOST_TEST(!nobody.filter.user.has_value());
}

BOOST_AUTO_TEST_CASE(ask_says_everything_that_is_wrong_at_once) {
    const auto asked = ask("event=party&result=fine&user=x&since=soon&until=later");
    BOOST_TEST(asked.problems.bad_event);
    BOOST_TEST(asked.problems.bad_result);
    BOOST_TEST(asked.problems.no_such_user);
    BOOST_TEST(asked.problems.bad_since);
    BOOST_TEST(asked.problems.bad_until);
    BOOST_TEST(!ask("").problems.any());
}

BOOST_AUTO_TEST_CASE(the_command_has_the_same_filters) {
    const auto form = form_of(
        "event=sign_in&result=refused&user=ann@example.org&address=2001:db8::7&request=r-1"
        "&since=2026-11-21");
    BOOST_TEST(logs::command_of(form, logs::ask(form, users, "").filter) ==
               "postern audit --event sign_in --result refused --user ann@example.org "
               "--address 2001:db8::7 --request r-1 --since 2026-11-21T00:00:00Z");
    BOOST_TEST(logs::command_of(form_of(""), {}) == "postern audit");
}

BOOST_AUTO_TEST_CASE(what_somebody_typed_is_one_word_of_the_command) {
    BOOST_TEST(shell_word("ann@example.org") == "ann@example.org");
    BOOST_TEST(shell_word("") == "''");
    BOOST_TEST(shell_word("a b") == "'a b'");
    BOOST_TEST(shell_word("x; rm -rf $HOME `id`") == "'x; rm -rf $HOME `id`'");
    BOOST_TEST(shell_word("it's") == R"('it'\''s')");
    BOOST_TEST(shell_word("a\nb\x1b") == "'a b '");
    BOOST_TEST(with_option("postern audit", "--user", "") == "postern audit");
    BOOST_TEST(with_option("postern audit", "--user", "-x") == "postern audit --user=-x");
}

BOOST_AUTO_TEST_SUITE_END()
