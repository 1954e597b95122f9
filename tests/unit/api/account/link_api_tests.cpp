// What links in e-mails do over the JSON interface, through the whole pipeline.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/crypto/digest.hpp"
#include "support/api_fixture.hpp"
#include "support/sample_changes.hpp"

using namespace postern;
using namespace postern::test;
using http::Method;
using http::Status;
using json::Json;

namespace {

constexpr std::string_view kNewPassword = "seven quiet ferries";

/// One of the things that a link does.
struct Use {
    MailTokenKind kind;
    Method method;
    const char* path;
    Status done;
};

constexpr Use kUses[] = {
    {MailTokenKind::VerifyEmail, Method::Put, "/api/v1/email-verifications", Status::Ok},
    {MailTokenKind::ResetPassword, Method::Put, "/api/v1/password-resets", Status::NoContent},
    {MailTokenKind::ChangeEmail, Method::Put, "/api/v1/email-changes", Status::Ok},
    {MailTokenKind::UndoEmailChange, Method::Delete, "/api/v1/email-changes", Status::Ok},
    {MailTokenKind::KeepAccount, Method::Put, "/api/v1/account-restorations", Status::Ok},
    {MailTokenKind::ResetFactors, Method::Put, "/api/v1/factor-resets", Status::Ok},
    {MailTokenKind::KeepFactors, Method::Put, "/api/v1/factor-reset-cancellations", Status::Ok}};

struct LinkFixture : ApiFixture {
    /// A link of this kind as the courier makes it. The account is made ready for it.
    std::string make_link(MailTokenKind kind) {
        if (kind == MailTokenKind::UndoEmailChange) change_address();
        if (kind == MailTokenKind::ResetFactors) add_app("ann@example.org");
        if (kind == MailTokenKind::KeepFactors) begin_factor_reset();
        if (kind == MailTokenKind::KeepAccount)
            apply(stores.accounts(), silent(service::deletion_scheduled(
                                         ann, now + std::chrono::hours{24}, sample_cause(now))));
        const auto token = std::string(42, static_cast<char>('A' + ++links_made_)) + 'A';
        stores.accounts().add_token({.kind = kind,
                                     .user_id = ann.id,
                                     .token_hash = crypto::sha256(token),
                                     .email = address_for(kind),
                                     .created_at = now,
                                     .expires_at = now + std::chrono::minutes{30}});
        return token;
    }

    http::Response use(const Use& use, std::string_view token) {
        Json::Object body{{"token", token}};
        if (use.kind == MailTokenKind::ResetPassword) body.emplace_back("password", kNewPassword);
        return browser.send_json(use.method, use.path, Json{std::move(body)}.dump());
    }

    http::Response ask(std::string_view path, std::string_view email) {
        return browser.send_json(Method::Post, path, Json{Json::Object{{"email", email}}}.dump());
    }

    User stored() { return *stores.users().find_by_public_id(ann.public_id); }

private:
    AuditEntry entry() const {
        return {.at = now, .event = AuditEvent::EmailChange, .actor = "user"};
    }

    static EmailAddress address_for(MailTokenKind kind) {
        return *EmailAddress::parse(kind == MailTokenKind::ChangeEmail ? "new@example.org"
                                                                       : "ann@example.org");
    }

    void change_address() {
        const auto token = make_link(MailTokenKind::ChangeEmail);
        BOOST_REQUIRE(links.change_email(token, client, now).has_value());
    }

    void begin_factor_reset() {
        const auto token = make_link(MailTokenKind::ResetFactors);
        BOOST_REQUIRE(links.reset_factors(token, client, now).has_value());
    }

    int links_made_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(link_api_tests, LinkFixture)

BOOST_AUTO_TEST_CASE(each_link_works_exactly_once) {
    for (const auto& row : kUses) {
        BOOST_TEST_CONTEXT(to_text(row.kind)) {
            LinkFixture fresh;
            const auto token = fresh.make_link(row.kind);
            const auto first = fresh.use(row, token);
            BOOST_TEST(first.status() == row.done);
            BOOST_TEST(!fresh.browser.has_cookie("__Secure-postern_example_org"));
            const auto second = fresh.use(row, token);
            BOOST_TEST(second.status() == Status::Gone);
            BOOST_TEST(code_of(second) == "link_gone");
        }
    }
}

BOOST_AUTO_TEST_CASE(a_link_works_for_its_own_purpose_only) {
    for (const auto& made : kUses) {
        for (const auto& tried : kUses) {
            if (made.kind == tried.kind) continue;
            BOOST_TEST_CONTEXT(to_text(made.kind) << " at " << tried.path) {
                LinkFixture fresh;
                const auto token = fresh.make_link(made.kind);
                BOOST_TEST(fresh.use(tried, token).status() == Status::Gone);
                BOOST_TEST(fresh.use(made, token).status() == made.done);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(unknown_expired_and_truncated_links_are_gone_alike) {
    for (const auto& row : kUses) {
        BOOST_TEST_CONTEXT(to_text(row.kind)) {
            LinkFixture fresh;
            const auto token = fresh.make_link(row.kind);
            fresh.now += std::chrono::minutes{30};
            const auto expired = fresh.use(row, token);
            BOOST_TEST(expired.status() == Status::Gone);
            for (const auto& other : {token.substr(0, 42), token + "A", std::string(43, 'z'),
                                      std::string{"x"}, std::string(5000, 'A')}) {
                const auto answer = fresh.use(row, other);
                BOOST_TEST(answer.status() == Status::Gone);
                BOOST_TEST(answer.body() == expired.body());
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(a_link_tells_its_holder_the_address_and_nothing_else) {
    const auto token = make_link(MailTokenKind::VerifyEmail);
    BOOST_TEST(use(kUses[0], token).body() ==
               R"({"email":"ann@example.org","email_verified":true})");
}

BOOST_AUTO_TEST_CASE(a_refused_password_does_not_use_up_the_link) {
    const auto token = make_link(MailTokenKind::ResetPassword);
    const auto body = Json{Json::Object{{"token", token}, {"password", "short"}}}.dump();
    const auto refused = browser.send_json(Method::Put, "/api/v1/password-resets", body);
    BOOST_TEST(errors_of(refused) == "password:too_short");
    {
        const auto taken = slots.acquire(std::chrono::milliseconds{0});
        BOOST_TEST(use(kUses[1], token).status() == Status::ServiceUnavailable);
    }
    BOOST_TEST(use(kUses[1], token).status() == Status::NoContent);
}

BOOST_AUTO_TEST_CASE(a_reset_ends_all_sessions_and_opens_none) {
    sign_in_by_json(browser);
    const auto token = make_link(MailTokenKind::ResetPassword);
    BOOST_TEST(use(kUses[1], token).status() == Status::NoContent);
    BOOST_TEST(!browser.is_signed_in());
    BOOST_TEST(sign_in_by_json(browser).status() == Status::Unauthorized);
    BOOST_TEST(
        browser.send_json(Method::Post, "/api/v1/sessions", sign_in_body(kNewPassword)).status() ==
        Status::Created);
}

BOOST_AUTO_TEST_CASE(a_change_to_an_address_that_was_taken_in_the_meantime_is_a_conflict) {
    const auto token = make_link(MailTokenKind::ChangeEmail);
    add_user("new@example.org");
    const auto answer = use(kUses[2], token);
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "email_taken");
    BOOST_TEST(stored().email.text() == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(get_does_nothing_with_a_link) {
    for (const auto& row : kUses) {
        BOOST_TEST_CONTEXT(row.path) {
            LinkFixture fresh;
            const auto token = fresh.make_link(row.kind);
            const auto answer = fresh.browser.get(row.path + ("?token=" + token));
            BOOST_TEST(answer.status() == Status::MethodNotAllowed);
            BOOST_TEST(fresh.use(row, token).status() == row.done);
        }
    }
}

// --- asking for one ------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(requesting_an_email_gets_the_same_answer_for_every_address) {
    for (const auto* path : {"/api/v1/email-verifications", "/api/v1/password-resets",
                             "/api/v1/account-restorations"}) {
        BOOST_TEST_CONTEXT(path) {
            const auto known = ask(path, "ann@example.org");
            const auto unknown = ask(path, "nobody@example.org");
            BOOST_TEST(known.status() == Status::Accepted);
            BOOST_TEST(known.body() == R"({"status":"accepted"})");
            BOOST_TEST(known.body() == unknown.body());
            BOOST_TEST((known.headers() == unknown.headers()));
        }
    }
}

BOOST_AUTO_TEST_CASE(requesting_an_email_puts_one_of_that_kind_into_the_outbox) {
    const std::pair<const char*, MailKind> rows[] = {
        {"/api/v1/email-verifications", MailKind::VerifyEmail},
        {"/api/v1/password-resets", MailKind::ResetPassword},
        {"/api/v1/account-restorations", MailKind::DeletionScheduled}};
    for (const auto& [path, kind] : rows) {
        BOOST_TEST_CONTEXT(path) {
            ask(path, "Ann@Example.org");
            const auto mail = stores.outbox().claim(now, std::chrono::seconds{60});
            BOOST_REQUIRE(mail.has_value());
            BOOST_TEST((mail->mail.kind == kind));
            BOOST_TEST(mail->mail.to.text() == "ann@example.org");
            BOOST_TEST(!mail->mail.user_id.has_value());
        }
    }
}

BOOST_AUTO_TEST_CASE(emails_are_in_the_requested_language) {
    browser.before_sending = [](http::Request& request) { request.accept_language = "de-AT"; };
    ask("/api/v1/password-resets", "ann@example.org");
    BOOST_TEST(stores.outbox().claim(now, std::chrono::seconds{60})->mail.language == "de");
}

BOOST_AUTO_TEST_CASE(requesting_an_email_refuses_an_invalid_address) {
    const auto answer = ask("/api/v1/password-resets", "no address");
    BOOST_TEST(answer.status() == Status::UnprocessableContent);
    BOOST_TEST(errors_of(answer) == "email:invalid");
}

BOOST_AUTO_TEST_CASE(requesting_too_many_emails_says_how_long_to_wait) {
    http::Response answer{Status::Ok};
    for (int i = 0; i < 21; ++i) answer = ask("/api/v1/password-resets", "ann@example.org");
    BOOST_TEST(answer.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(answer) == "too_many_mails");
    BOOST_TEST(std::to_string(*body_of(answer).find("retry_after")->integer()) ==
               answer.header("Retry-After"));
}

BOOST_AUTO_TEST_CASE(without_email_nothing_starts_that_needs_one) {
    mail_enabled = false;
    pipeline = make_pipeline(registration);
    sign_in_by_json(browser);
    const auto change =
        browser.send_json(Method::Put, "/api/v1/me/email",
                          R"({"email":"new@example.org","password":"correct horse battery"})");
    for (const auto& answer : {ask("/api/v1/email-verifications", "ann@example.org"),
                               ask("/api/v1/password-resets", "ann@example.org"),
                               ask("/api/v1/account-restorations", "ann@example.org"), change}) {
        BOOST_TEST(answer.status() == Status::Forbidden);
        BOOST_TEST(code_of(answer) == "no_mail");
    }
    BOOST_TEST(!stores.outbox().claim(now, std::chrono::seconds{60}).has_value());
}

// --- strict bodies -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(links_take_only_a_token_in_the_body) {
    for (const auto& row : kUses) {
        BOOST_TEST_CONTEXT(row.path) {
            LinkFixture fresh;
            const auto token = fresh.make_link(row.kind);
            const std::string more = row.kind == MailTokenKind::ResetPassword
                                         ? R"(,"password":"seven quiet ferries")"
                                         : "";
            const auto send = [&](const std::string& body) {
                return fresh.browser.send_json(row.method, row.path, body);
            };
            BOOST_TEST(errors_of(send(R"({"token":null)" + more + "}")) == "token:wrong_type");
            BOOST_TEST(errors_of(send(R"({"token":"")" + more + "}")) == "token:required");
            BOOST_TEST(errors_of(send(R"({"token":")" + token + R"(","user_id":1)" + more + "}")) ==
                       "user_id:unknown_field");
            BOOST_TEST(fresh.use(row, token).status() == row.done);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_request_from_another_site_uses_no_link) {
    for (const auto& row : kUses) {
        BOOST_TEST_CONTEXT(row.path) {
            LinkFixture fresh;
            const auto token = fresh.make_link(row.kind);
            fresh.browser.before_sending = [](http::Request& request) {
                request.sec_fetch_site = "cross-site";
            };
            BOOST_TEST(code_of(fresh.use(row, token)) == "cross_site_request");
            fresh.browser.before_sending = nullptr;
            BOOST_TEST(fresh.use(row, token).status() == row.done);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
