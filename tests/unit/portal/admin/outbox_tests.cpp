// The console's page of the e-mails that wait or were given up.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "unit/portal/admin/console_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

struct OutboxFixture : ConsoleFixture {
    OutboxFixture() {
        stores.state().outbox.clear();
        stores.state().audit.clear();
    }

    std::uint64_t add_mail(const std::string& to, MailKind kind = MailKind::VerifyEmail) {
        stores.state().add_mail({.kind = kind,
                                 .user_id = std::nullopt,
                                 .to = EmailAddress::parse(to).value(),
                                 .language = "en",
                                 .created_at = now - 1h});
        return stores.state().outbox.rbegin()->first;
    }

    std::uint64_t give_up(const std::string& to, std::string error = "550 no such user") {
        const auto id = add_mail(to);
        auto& mail = stores.state().outbox.at(id);
        mail.failed_at = now - 10min;
        mail.attempts = 5;
        mail.last_error = std::move(error);
        return id;
    }

    bool is_given_up(std::uint64_t id) {
        return stores.state().outbox.at(id).failed_at.has_value();
    }

    http::Response retry(Browser& who, const std::string& id) {
        return fill_in(who, "/admin/mails", {{"id", id}});
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(admin_outbox_tests, OutboxFixture)

BOOST_AUTO_TEST_CASE(the_page_of_emails_says_that_there_are_none) {
    const auto page = browser.get("/admin/mails");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "No e-mail is waiting, and none was given up."));
    BOOST_TEST(says(page, "<code>postern mail list</code>"));
    BOOST_TEST(!says(page, "Send all again"));
}

BOOST_AUTO_TEST_CASE(the_page_of_emails_shows_what_waits_and_what_was_given_up_and_why) {
    add_mail("eve@example.org");
    give_up("gone@example.net");
    const auto page = browser.get("/admin/mails");
    BOOST_TEST(says(page, "<dt>Waiting</dt><dd>1</dd>"));
    BOOST_TEST(says(page, "<dt>Given up</dt><dd>1</dd>"));
    BOOST_TEST(says(page, "eve@example.org"));
    BOOST_TEST(says(page, "Confirm your e-mail address"));
    BOOST_TEST(says(page, "<code>verify_email</code>"));
    BOOST_TEST(says(page, "<code>550 no such user</code>"));
    BOOST_TEST(says(page, "15 January 2027, 07:50 UTC"));
}

BOOST_AUTO_TEST_CASE(the_page_of_emails_changes_nothing) {
    const auto id = give_up("gone@example.net");
    browser.get("/admin/mails?id=" + std::to_string(id));
    BOOST_TEST(is_given_up(id));
    BOOST_TEST(entries() == 0u);
}

BOOST_AUTO_TEST_CASE(one_email_can_be_made_due_again_and_the_page_says_so) {
    const auto one = give_up("gone@example.net");
    const auto other = give_up("away@example.net");
    const auto answer = retry(browser, std::to_string(one));
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(answer.header("Location") == "/admin/mails?done=mails_retried&count=1");
    BOOST_TEST(!is_given_up(one));
    BOOST_TEST(is_given_up(other));
    BOOST_TEST((last_entry().event == AuditEvent::MailRetried));
    BOOST_TEST(last_entry().actor == "admin:" + ann.public_id.text());
    BOOST_TEST(says(browser.get(answer.header("Location")), "1 e-mail is due again."));
}

BOOST_AUTO_TEST_CASE(all_emails_can_be_made_due_again) {
    const auto one = give_up("gone@example.net");
    const auto other = give_up("away@example.net");
    const auto answer = retry(browser, "all");
    BOOST_TEST(answer.header("Location") == "/admin/mails?done=mails_retried&count=2");
    BOOST_TEST(!is_given_up(one));
    BOOST_TEST(!is_given_up(other));
    BOOST_TEST(entries() == 1u);
}

BOOST_AUTO_TEST_CASE(sending_emails_again_refuses_what_is_no_id) {
    const auto id = give_up("gone@example.net");
    for (const auto* typed : {"", "x", "-1", "1 2", "ALL"})
        BOOST_TEST(retry(browser, typed).status() == Status::BadRequest, typed);
    BOOST_TEST(retry(browser, "999999").header("Location") ==
               "/admin/mails?done=mails_retried&count=0");
    BOOST_TEST(is_given_up(id));
    BOOST_TEST(entries() == 0u);
}

BOOST_AUTO_TEST_CASE(sending_emails_again_needs_the_permission_to_write) {
    const auto id = give_up("gone@example.net");
    let(bob, "admin/mail", "read");
    BOOST_TEST(!says(bobs.get("/admin/mails"), "Send again"));
    BOOST_TEST(bobs.post("/admin/mails", {{"id", "all"}}).status() == Status::NotFound);
    BOOST_TEST(is_given_up(id));
}

BOOST_AUTO_TEST_CASE(sending_emails_again_needs_a_fresh_proof_and_leads_back_to_the_page) {
    const auto id = give_up("gone@example.net");
    browser.get("/admin/mails");
    now += 6min;
    BOOST_TEST(browser.post("/admin/mails", {{"id", "all"}}).header("Location") ==
               "/login/step-up?rd=https://auth.example.org/admin/mails");
    BOOST_TEST(is_given_up(id));
}

BOOST_AUTO_TEST_CASE(what_a_mail_server_said_is_shown_as_text) {
    give_up("gone@example.net", "550 <script>alert(1)</script>");
    const auto page = browser.get("/admin/mails");
    BOOST_TEST(!says(page, "<script>alert"));
    BOOST_TEST(says(page, "550 &lt;script&gt;"));
}

BOOST_AUTO_TEST_CASE(the_page_of_emails_leads_part_by_part_to_the_last) {
    for (int i = 0; i < 60; ++i) add_mail("eve@example.org");
    const auto page = browser.get("/admin/mails");
    BOOST_TEST(says(page, "rel=\"next\""));
    const auto id = std::next(stores.state().outbox.begin(), 49)->first;
    const auto rest = browser.get("/admin/mails?after=" + std::to_string(id));
    BOOST_TEST(!says(rest, "rel=\"next\""));
    BOOST_TEST(says(rest, "First page"));
}

BOOST_AUTO_TEST_SUITE_END()
