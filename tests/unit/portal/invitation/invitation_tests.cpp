// The pages of an invitation, of the terms, and of the fields that are asked for.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/base/bytes.hpp"
#include "postern/crypto/digest.hpp"
#include "support/sample_access.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using namespace std::chrono_literals;
using http::Status;

namespace {

/// A server that sends e-mail and asks for a telephone number.
app::ServiceSettings asking(app::ServiceSettings settings) {
    settings.invitation.mail_enabled = true;
    settings.profile_fields = {{.name = "phone",
                                .kind = ProfileFieldKind::Phone,
                                .labels = {{"en", "Telephone"}, {"de", "Telefon"}},
                                .required = true,
                                .sites = {"wiki", "no-such-site"}}};
    return settings;
}

struct InvitationPagesFixture : WebFixture {
    app::Services asking_services{app::stores_of(stores), ports(), asking(service_settings)};

    InvitationPagesFixture() {
        BOOST_REQUIRE(wiring.groups.add("editors", "", admin, now));
        mail_enabled = true;
        inviting = &asking_services.invitations;
        duties = &asking_services.duties;
        pipeline = make_pipeline(asking_services.registration);
    }

    /// The token of a link to a new invitation.
    std::string invite(const std::string& email, std::vector<std::string> groups = {}) {
        const auto invited = asking_services.invitations.invite(
            {.email = email, .display_name = "Eve <b>", .groups = std::move(groups)}, admin, now);
        BOOST_REQUIRE(invited.has_value());
        const std::string token = to_base64url(entropy.bytes(32));
        BOOST_REQUIRE(stores.invitations().add_link(invited->id, crypto::sha256(token), now));
        return token;
    }
    http::Response accept(const std::string& token, FormFields more = {}) {
        browser.get("/invitation?token=" + token);
        FormFields fields{{"token", token},
                          {"display_name", "Eve"},
                          {"password", std::string{kGoodPassword}},
                          {"field_phone", "+49 30 901820"}};
        for (auto& field : more) fields.push_back(std::move(field));
        return browser.post("/invitation", fields);
    }
    void add_terms(std::optional<TimePoint> by = std::nullopt) {
        BOOST_REQUIRE(asking_services.duties.add_terms("1", {{"en", "Be kind."}}, by, admin, now));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(invitation_tests, InvitationPagesFixture)

BOOST_AUTO_TEST_CASE(get_shows_the_form_and_changes_nothing) {
    const auto token = invite("eve@example.org");
    for (int i = 0; i < 3; ++i) {
        const auto page = browser.get("/invitation?token=" + token);
        BOOST_TEST(page.status() == Status::Ok);
        BOOST_TEST(says(page, "value=\"eve@example.org\" autocomplete=\"username\" readonly"));
        BOOST_TEST(says(page, "value=\"Eve &lt;b&gt;\""));
        BOOST_TEST(says(page, "name=\"field_phone\""));
        BOOST_TEST(!page.header("Referrer-Policy").empty());
    }
    BOOST_TEST(stores.state().users.empty());
}

BOOST_AUTO_TEST_CASE(post_makes_the_account_and_signs_nobody_in) {
    const auto token = invite("eve@example.org", {"editors"});
    const auto done = accept(token);
    BOOST_TEST(done.header("Location") == "/login?registered=1");
    BOOST_TEST(!browser.is_signed_in());
    const User& eve = stores.state().users.begin()->second.user;
    BOOST_TEST(eve.email_verified_at.has_value());
    BOOST_TEST(wiring.groups.groups_of(eve.id).size() == 1u);
    BOOST_TEST(accept(token).status() == Status::Gone);
    BOOST_TEST(browser.get("/invitation?token=" + token).status() == Status::Gone);
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_and_the_link_stays_good) {
    add_terms();
    const auto token = invite("eve@example.org");
    const auto refused = accept(token);
    BOOST_TEST(refused.status() == Status::UnprocessableContent);
    BOOST_TEST(says(refused, "href=\"#terms\""));
    BOOST_TEST(accept(token, {{"terms", "1"}}).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(a_link_that_is_good_for_nothing_says_the_same_whatever_it_was) {
    const auto none = browser.get("/invitation?token=" + std::string(43, 'B'));
    const auto unknown = browser.get("/invitation?token=" + std::string(43, 'A'));
    BOOST_TEST(none.status() == Status::Gone);
    // But for the links to the same page in other languages.
    std::string body = none.body();
    std::ranges::replace(body, 'B', 'A');
    std::string other = unknown.body();
    std::ranges::replace(other, 'B', 'A');
    BOOST_TEST(body == other);
}

BOOST_AUTO_TEST_CASE(who_has_an_account_signs_in_and_accepts) {
    add_user("ann@example.org");
    add_user("bob@example.org");
    const auto token = invite("ann@example.org", {"editors"});
    BOOST_TEST(says(browser.get("/invitation?token=" + token), "This address has an account."));
    browser.sign_in("bob@example.org");
    const auto others = browser.get("/invitation?token=" + token);
    BOOST_TEST(says(others, "bob@example.org"));
    BOOST_TEST(browser.post("/invitation/accept", {{"token", token}}).status() ==
               Status::Forbidden);
    Browser anns{*this};
    anns.sign_in("ann@example.org");
    BOOST_TEST(says(anns.get("/invitation?token=" + token), "action=\"/invitation/accept\""));
    const auto done = anns.post("/invitation/accept", {{"token", token}});
    BOOST_TEST(done.header("Location") == "/invitation/accepted");
    BOOST_TEST(anns.get("/invitation/accepted").status() == Status::Ok);
    BOOST_TEST(anns.post("/invitation/accept", {{"token", token}}).status() == Status::Gone);
}

BOOST_AUTO_TEST_CASE(the_terms_are_there_for_everybody) {
    BOOST_TEST(browser.get("/terms").status() == Status::NotFound);
    add_terms();
    BOOST_TEST(says(browser.get("/terms"), "Be kind."));
    BOOST_TEST(browser.get("/terms?version=9").status() == Status::NotFound);
}

BOOST_AUTO_TEST_CASE(new_terms_come_first_after_sign_in_and_on_the_account) {
    const User ann = add_user("ann@example.org");
    BOOST_REQUIRE(asking_services.duties.set_profile(ann, {{"phone", "+4930901820"}}, client, now));
    add_terms(now + 1h);
    BOOST_TEST(browser.sign_in("ann@example.org").header("Location") == "/account");
    now += 2h;
    BOOST_TEST(browser.sign_in("ann@example.org").header("Location") == "/account/terms");
    const auto led = browser.get("/account/sessions");
    BOOST_TEST(led.status() == Status::SeeOther);
    BOOST_TEST(led.header("Location").starts_with("/account/terms?rd="));
    BOOST_TEST(browser.get("/account/delete").header("Location") != "/account/terms");
    BOOST_TEST(says(browser.get("/account/terms"), "Be kind."));
    BOOST_TEST(browser.post("/account/terms", {{"terms", "0"}}).status() ==
               Status::UnprocessableContent);
    const auto done = browser.post("/account/terms", {{"terms", "1"}});
    BOOST_TEST(done.header("Location") == "/account");
    BOOST_TEST(browser.get("/account/sessions").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(a_missing_field_comes_first_until_it_is_filled) {
    add_user("ann@example.org");
    BOOST_TEST(browser.sign_in("ann@example.org").header("Location") == "/account/complete");
    BOOST_TEST(says(browser.get("/account/complete"), "Telephone"));
    const auto refused = browser.post("/account/complete", {{"field_phone", "call me"}});
    BOOST_TEST(refused.status() == Status::UnprocessableContent);
    BOOST_TEST(says(refused, "value=\"call me\""));
    BOOST_TEST(
        browser.post("/account/complete", {{"field_phone", "+4930901820"}}).header("Location") ==
        "/account/complete?saved=1");
    BOOST_TEST(browser.get("/account/profile").status() == Status::Ok);
}

BOOST_AUTO_TEST_CASE(each_page_that_asks_for_a_field_names_the_sites_that_are_told) {
    constexpr std::string_view kShown = "Shown to: The &lt;wiki&gt;</p>";
    const auto token = invite("eve@example.org");
    BOOST_TEST(!says(browser.get("/invitation?token=" + token), "Shown to:"));
    BOOST_REQUIRE(wiring.sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin,
                                   now, {.title = "The <wiki>"}));
    BOOST_TEST(says(browser.get("/invitation?token=" + token), kShown));
    BOOST_TEST(says(browser.get("/register"), kShown));
    add_user("ann@example.org");
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/account/complete");
    BOOST_TEST(says(page, kShown));
    BOOST_TEST(says(page, "aria-describedby=\"field_phone-hint field_phone-sites \""));
    BOOST_TEST(!says(page, "no-such-site"));
}

BOOST_AUTO_TEST_SUITE_END()
