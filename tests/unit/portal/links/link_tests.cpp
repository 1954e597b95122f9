// The links in e-mails: GET asks, POST does it, once.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "support/links_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct Link {
    MailTokenKind kind;
    std::string path;
};
const std::vector<Link> kLinks{
    {MailTokenKind::VerifyEmail, "/verify-email"},   {MailTokenKind::ChangeEmail, "/confirm-email"},
    {MailTokenKind::UndoEmailChange, "/undo-email"}, {MailTokenKind::KeepAccount, "/keep-account"},
    {MailTokenKind::ResetFactors, "/reset-factors"}, {MailTokenKind::KeepFactors, "/keep-factors"}};

struct LinkFixture : LinksFixture {
    LinkFixture() {
        add_app("ann@example.org");
        stores.state().outbox.clear();
        now += std::chrono::hours{1};  // undoing a change removes what was added after it
    }

    /// A link that is good, for an account in the state in which such links are sent.
    std::string good_link(MailTokenKind kind) {
        const bool other_address =
            kind == MailTokenKind::ChangeEmail || kind == MailTokenKind::UndoEmailChange;
        stored().email_verified_at = now;
        stored().delete_at.reset();
        if (kind == MailTokenKind::KeepAccount) stored().delete_at = now + std::chrono::days{7};
        if (kind == MailTokenKind::KeepFactors)
            stores.state().factor_resets[ann.id] = {.at = now + std::chrono::days{3}};
        return add_link(kind, other_address ? "new@example.org" : stored().email.text());
    }

    http::Response use(const std::string& path, const std::string& token) {
        browser.get("/login");
        return browser.post(path, {{"token", token}});
    }
    bool has_pending_reset() { return stores.accounts().find_factor_reset(ann.id).has_value(); }
    User& stored() { return stores.state().users.at(ann.id).user; }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(link_tests, LinkFixture)

BOOST_AUTO_TEST_CASE(get_says_what_the_link_does_and_changes_nothing) {
    for (const auto& [kind, path] : kLinks) {
        const auto token = good_link(kind);
        const auto before = stored();
        for (int i = 0; i < 2; ++i) {
            const auto page = browser.get(path + "?token=" + token);
            BOOST_TEST(page.status() == Status::Ok);
            BOOST_TEST(says(page, "action=\"" + path + "\""));
            BOOST_TEST(says(page, "@example.org</dd>"));
            BOOST_TEST(says(page, "value=\"" + token + "\""));
            BOOST_TEST(page.header("Referrer-Policy") == "strict-origin");
            BOOST_TEST(page.header("Cache-Control") == "no-store");
        }
        BOOST_TEST(stored().email.text() == before.email.text());
        BOOST_TEST((stored().email_verified_at == before.email_verified_at));
        BOOST_TEST((stored().delete_at == before.delete_at));
    }
}

BOOST_AUTO_TEST_CASE(post_does_it_once_and_leads_to_a_page_that_says_so) {
    for (const auto& [kind, path] : kLinks) {
        const auto token = good_link(kind);
        const auto done = use(path, token);
        BOOST_TEST_CONTEXT(path) {
            BOOST_TEST(done.status() == Status::SeeOther);
            BOOST_TEST(done.header("Location") == path + "/done");
            BOOST_TEST(browser.get(path + "/done").status() == Status::Ok);
            BOOST_TEST(use(path, token).status() == Status::Gone);
            BOOST_TEST(browser.get(path + "?token=" + token).status() == Status::Gone);
        }
    }
}

BOOST_AUTO_TEST_CASE(each_link_does_what_it_says) {
    stored().email_verified_at.reset();
    use("/verify-email", add_link(MailTokenKind::VerifyEmail));
    BOOST_TEST(stored().email_verified_at.has_value());

    use("/confirm-email", add_link(MailTokenKind::ChangeEmail, "new@example.org"));
    BOOST_TEST(stored().email.text() == "new@example.org");

    use("/undo-email", add_link(MailTokenKind::UndoEmailChange, "ann@example.org"));
    BOOST_TEST(stored().email.text() == "ann@example.org");

    stored().delete_at = now + std::chrono::days{7};
    use("/keep-account", add_link(MailTokenKind::KeepAccount));
    BOOST_TEST(!stored().delete_at.has_value());

    use("/reset-factors", add_link(MailTokenKind::ResetFactors));
    BOOST_TEST(has_pending_reset());
    use("/keep-factors", add_link(MailTokenKind::KeepFactors));
    BOOST_TEST(!has_pending_reset());
    BOOST_TEST(stores.state().totp.contains(ann.id));
}

BOOST_AUTO_TEST_CASE(the_reset_of_lost_factors_tells_its_owner_at_once) {
    use("/reset-factors", add_link(MailTokenKind::ResetFactors));
    BOOST_REQUIRE(mails() == 1u);
    BOOST_TEST((stores.state().outbox.begin()->second.mail.kind == MailKind::FactorResetPending));
    BOOST_TEST(says(browser.get("/reset-factors/done"), "The waiting time has started"));
}

BOOST_AUTO_TEST_CASE(a_link_for_one_thing_is_gone_for_every_other) {
    for (const auto& made : kLinks) {
        const auto token = good_link(made.kind);
        for (const auto& [kind, path] : kLinks) {
            if (kind == made.kind) continue;
            BOOST_TEST(browser.get(path + "?token=" + token).status() == Status::Gone);
            BOOST_TEST(use(path, token).status() == Status::Gone);
        }
        BOOST_TEST(use("/reset-password", token).status() == Status::Gone);
        BOOST_TEST(browser.get(made.path + "?token=" + token).status() == Status::Ok);
    }
}

BOOST_AUTO_TEST_CASE(an_invalid_token_is_gone) {
    for (const auto& [kind, path] : kLinks) {
        for (const auto* wrong : {"", "?token=", "?token=x", "?token=%ff%00", "?token=a&token=b"})
            BOOST_TEST(browser.get(path + wrong).status() == Status::Gone);
        BOOST_TEST(use(path, std::string(10'000, 'A')).status() == Status::Gone);
    }
}

BOOST_AUTO_TEST_CASE(a_link_that_is_gone_says_why_it_may_be_and_what_to_do) {
    const std::string good(43, 'A');
    BOOST_TEST(says(browser.get("/verify-email?token=" + good), "/resend?what=verify_email"));
    BOOST_TEST(says(browser.get("/keep-account?token=" + good), "/resend?what=deletion_scheduled"));
    BOOST_TEST(says(browser.get("/reset-password?token=" + good), "\"/forgot-password\""));
    BOOST_TEST(
        says(browser.get("/confirm-email?token=" + good), "sign in and request the change again"));
    BOOST_TEST(says(browser.get("/undo-email?token=" + good), "ask the administrator"));
    BOOST_TEST(says(browser.get("/undo-email?token=" + good), "Each link works once."));
    for (const std::string page : {"/reset-factors", "/keep-factors"})
        BOOST_TEST(says(browser.get(page + "?token=" + good), "revoked by another change"));
}

BOOST_AUTO_TEST_CASE(an_address_that_another_account_has_meanwhile_is_a_conflict) {
    add_user("taken@example.org");
    const auto page =
        use("/confirm-email", add_link(MailTokenKind::ChangeEmail, "taken@example.org"));
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "belongs to another account"));
    BOOST_TEST(stored().email.text() == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(post_without_a_form_of_ours_uses_no_link) {
    for (const auto& [kind, path] : kLinks) {
        const auto token = good_link(kind);
        browser.get("/login");
        BOOST_TEST(browser.post(path, {{"token", token}, {"form_token", "x"}}).status() ==
                   Status::Forbidden);
        browser.before_sending = [](auto& request) { request.sec_fetch_site = "cross-site"; };
        BOOST_TEST(browser.post(path, {{"token", token}}).status() == Status::Forbidden);
        browser.before_sending = nullptr;
        BOOST_TEST(browser.get(path + "?token=" + token).status() == Status::Ok);
    }
}

BOOST_AUTO_TEST_CASE(a_link_speaks_its_owners_language) {
    stored().language = "de";
    const auto page = browser.get("/verify-email?token=" + add_link(MailTokenKind::VerifyEmail));
    BOOST_TEST(says(page, "<h1>Adresse bestätigen?</h1>"));
}

BOOST_AUTO_TEST_SUITE_END()
