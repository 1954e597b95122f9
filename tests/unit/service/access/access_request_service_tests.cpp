// Users who ask the contact of a site for access.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/service/access/access_request_service.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::service;
using namespace postern::test;
using namespace std::chrono_literals;

namespace {

struct AccessRequestFixture : ServiceFixture {
    AccessRequestService requests{stores.sites(), stores.access_requests(), true};
    User ann = add_user("ann@example.org");

    AccessRequestFixture() {
        BOOST_REQUIRE(sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin,
                                now, {.title = "Wiki", .contact = "keeper@example.org"}));
        BOOST_REQUIRE(
            sites.add("shop", "https://shop.example.org", SitePolicy::SignedIn, admin, now));
        stores.state().audit.clear();
    }

    Result<void, AccessRequestError> ask(std::string_view site, std::string_view message = "",
                                         std::string_view path = "/a/b") {
        return requests.ask(ann, {.site = site, .path = path, .message = message}, client, now);
    }
    std::size_t mails() { return stores.state().outbox.size(); }
    const NewMail& mail() { return stores.state().outbox.rbegin()->second.mail; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(access_request_service_tests, AccessRequestFixture)

BOOST_AUTO_TEST_CASE(ask_writes_an_email_to_the_contact_and_an_audit_entry) {
    BOOST_REQUIRE(ask("wiki", "I am new.\r\n\r\nZo\xC3\xAB sent me.\n", "/a b?token=x#y"));
    BOOST_REQUIRE(mails() == 1u);
    BOOST_TEST((mail().kind == MailKind::AccessRequested));
    BOOST_TEST(mail().to.text() == "keeper@example.org");
    BOOST_TEST((mail().user_id == ann.id));
    const MailDetails expected{
        {"site", "Wiki"}, {"path", "/a%20b"}, {"message", "I am new.\n\nZo\xC3\xAB sent me."}};
    BOOST_TEST((mail().details == expected));
    BOOST_REQUIRE(stores.state().audit.size() == 1u);
    const auto& entry = stores.state().audit.back().entry;
    BOOST_TEST((entry.event == AuditEvent::AccessRequested));
    BOOST_TEST((entry.user == ann.public_id));
    BOOST_TEST(entry.actor == "user");
    BOOST_TEST(entry.detail == "wiki");
    BOOST_TEST(entry.address == "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(ask_is_refused_for_a_day_for_that_user_and_site_alone) {
    BOOST_REQUIRE(ask("wiki"));
    now += 24h - 1s;
    BOOST_TEST((ask("wiki").error() == AccessRequestError::AskedAlready));
    BOOST_TEST(mails() == 1u);
    BOOST_REQUIRE(sites.set("shop", {.contact = "shop@example.org"}, admin, now));
    BOOST_TEST(ask("shop").has_value());
    const User bob = add_user("bob@example.org");
    BOOST_TEST(requests.ask(bob, {.site = "wiki"}, client, now).has_value());
    now += 2s;
    BOOST_TEST(ask("wiki").has_value());
    BOOST_TEST(mails() == 4u);
}

BOOST_AUTO_TEST_CASE(ask_needs_a_site_with_a_contact_and_a_server_with_email) {
    BOOST_TEST((ask("nowhere").error() == AccessRequestError::NoSuchSite));
    BOOST_TEST((ask("shop").error() == AccessRequestError::NoContact));
    const AccessRequestService mailless{stores.sites(), stores.access_requests(), false};
    BOOST_TEST((mailless.ask(ann, {.site = "wiki"}, client, now).error() ==
                AccessRequestError::NoContact));
    BOOST_TEST(mails() == 0u);
    BOOST_TEST(stores.state().audit.empty());
}

BOOST_AUTO_TEST_CASE(ask_refuses_a_message_that_is_too_long_or_misleads) {
    for (const auto& message :
         {std::string(501, 'x'), std::string{"bell \x07"}, std::string{"turned \xE2\x80\xAE text"},
          std::string{"not UTF-8 \xFF"}})
        BOOST_TEST((ask("wiki", message).error() == AccessRequestError::BadMessage), message);
    std::string longest;
    for (int i = 0; i < 500; ++i) longest += "\xE6\x9D\x8E";
    BOOST_TEST(ask("wiki", longest).has_value());
}

BOOST_AUTO_TEST_CASE(quotable_path_has_no_query_and_a_limited_length) {
    BOOST_TEST(quotable_path("/a/b?c=d") == "/a/b");
    BOOST_TEST(quotable_path("/caf\xC3\xA9") == "/caf%C3%A9");
    BOOST_TEST(quotable_path("/" + std::string(300, 'x')).size() == 200u);
    BOOST_TEST(quotable_path("/\r\nBcc: x") == "/%0D%0ABcc:%20x");
}

BOOST_AUTO_TEST_SUITE_END()
