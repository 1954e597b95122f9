// Sign in and sign out, as a browser without JavaScript does it, through the whole pipeline.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/base/bytes.hpp"
#include "postern/http/content_security_policy.hpp"
#include "support/web_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Status;

namespace {

struct SignInFixture : WebFixture {
    const std::string site_link = "https://wiki.example.org/page?a=1&b=2";
    const std::string encoded_link = percent_encode(site_link);

    SignInFixture() {
        add_user("ann@example.org");
        BOOST_REQUIRE(
            sites.add("wiki", "https://wiki.example.org", SitePolicy::SignedIn, admin, now)
                .has_value());
    }

    FormFields good_credentials() const {
        return {{"email", "ann@example.org"}, {"password", std::string{kGoodPassword}}};
    }
};

// More of them in model/origin_tests; here the point is that every door asks the same service.
const std::vector<std::string> kForeignLinks{"https://evil.example/",
                                             "//evil.example",
                                             "///evil.example",
                                             "https:/evil.example",
                                             "https:evil.example",
                                             "HtTpS://evil.example/",
                                             "https://wiki.example.org.evil.example/",
                                             "https://evil-wiki.example.org/",
                                             "https://wiki.example.org@evil.example/",
                                             "https://wiki.example.org:pw@evil.example/",
                                             "https://evil@wiki.example.org/",
                                             "https:\\\\evil.example",
                                             "https://wiki.example.org\\@evil.example/",
                                             "https://wiki.example.org%2eevil.example/",
                                             "https://wiki.example.org%00.evil.example/",
                                             "https://wiki.example.org\t.evil.example/",
                                             " https://evil.example/",
                                             "https://evil.example/\r\nSet-Cookie: a=b",
                                             "https://evil.example/?https://wiki.example.org/",
                                             "https://evil.example/#https://wiki.example.org/",
                                             "http://wiki.example.org/evil",
                                             "https://wiki.example.org:444/evil",
                                             "https://wiki.example.org:0443/evil",
                                             "https://w\u0456ki.example.org/evil",
                                             "https://[::1]/evil",
                                             "javascript:alert(1)",
                                             "data:text/html,evil",
                                             "/\\evil.example",
                                             "/evil",
                                             "evil"};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_tests, SignInFixture)

BOOST_AUTO_TEST_CASE(get_sign_in_shows_a_form_and_sets_the_form_cookie) {
    const auto page = browser.get("/login");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "<h1>Sign in</h1>"));
    BOOST_TEST(browser.has_cookie("__Host-postern_form"));
    BOOST_TEST(browser.form_token.size() == 64u);
    BOOST_TEST(page.header("Cache-Control") == "no-store");
}

BOOST_AUTO_TEST_CASE(get_sign_in_keeps_the_form_cookie_that_is_there) {
    browser.get("/login");
    const auto again = browser.get("/login");
    BOOST_TEST(cookies_set(again, "__Host-postern_form").empty());
}

BOOST_AUTO_TEST_CASE(post_sign_in_opens_a_session_and_leads_to_the_account) {
    const auto answer = browser.sign_in("ann@example.org");
    BOOST_TEST(answer.status() == Status::SeeOther);
    BOOST_TEST(answer.header("Location") == "/account");
    BOOST_TEST(browser.cookies.at("__Secure-postern_example_org").size() == 43u);
    // Forms in other tabs were drawn for it.
    BOOST_TEST(browser.has_cookie("__Host-postern_form"));
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sign_in_sets_a_cookie_that_ends_with_the_browser) {
    const auto cookie =
        cookies_set(browser.sign_in("ann@example.org"), "__Secure-postern_example_org");
    BOOST_REQUIRE(cookie.size() == 1u);
    BOOST_TEST(cookie[0].find("Max-Age") == std::string::npos);
    BOOST_TEST(cookie[0].find("HttpOnly") != std::string::npos);
    BOOST_TEST(cookie[0].find("Secure") != std::string::npos);
    BOOST_TEST(cookie[0].find("SameSite=Lax") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(post_sign_in_sets_a_lasting_cookie_when_asked_to_remember) {
    const auto answer = browser.sign_in("ann@example.org", {{"remember", "1"}});
    const auto cookie = cookies_set(answer, "__Secure-postern_example_org");
    BOOST_REQUIRE(cookie.size() == 1u);
    BOOST_TEST(cookie[0].find("Max-Age=2592000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(post_sign_in_accepts_an_address_with_spaces_and_uppercase) {
    BOOST_TEST(browser.sign_in("  Ann@Example.ORG ").status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(post_sign_in_keeps_the_address_but_not_the_password_when_it_is_wrong) {
    browser.get("/login");
    const auto page = browser.post(
        "/login", {{"email", "ann@example.org"}, {"password", "quite wrong"}, {"remember", "1"}});
    BOOST_TEST(page.status() == Status::Unauthorized);
    BOOST_TEST(says(page, "value=\"ann@example.org\""));
    BOOST_TEST(says(page, "checked"));
    BOOST_TEST(!says(page, "quite wrong"));
    BOOST_TEST(says(page, "role=\"alert\""));
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
}

BOOST_AUTO_TEST_CASE(post_sign_in_answers_an_unknown_address_like_a_wrong_password) {
    browser.get("/login");
    const auto fixed = [&](http::Response page) {
        auto body = page.body();
        const std::string token = browser.form_token;
        BOOST_REQUIRE(body.find(token) != std::string::npos);
        for (auto at = body.find(token); at != std::string::npos; at = body.find(token))
            body.replace(at, token.size(), "TOKEN");
        return body;
    };
    const auto known =
        fixed(browser.post("/login", {{"email", "ann@example.org"}, {"password", "quite wrong"}}));
    const auto unknown =
        fixed(browser.post("/login", {{"email", "bob@example.org"}, {"password", "quite wrong"}}));
    std::string renamed = known;
    renamed.replace(renamed.find("ann@"), 4, "bob@");
    BOOST_TEST(unknown == renamed);
}

BOOST_AUTO_TEST_CASE(post_sign_in_refuses_a_disabled_user) {
    BOOST_REQUIRE(users.set_disabled("ann@example.org", true, admin, now).has_value());
    const auto page = browser.sign_in("ann@example.org");
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "This account is disabled."));
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
}

BOOST_AUTO_TEST_CASE(post_sign_in_says_when_to_come_back_while_all_hashing_slots_are_taken) {
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    BOOST_REQUIRE(static_cast<bool>(taken));
    const auto page = browser.sign_in("ann@example.org");
    BOOST_TEST(page.status() == Status::ServiceUnavailable);
    BOOST_TEST(page.header("Retry-After") == "2");
    BOOST_TEST(says(page, "value=\"ann@example.org\""));
}

BOOST_AUTO_TEST_CASE(post_sign_in_marks_what_is_missing_without_hashing) {
    browser.get("/login");
    const auto page = browser.post("/login", {{"email", " "}, {"password", ""}});
    BOOST_TEST(page.status() == Status::BadRequest);
    BOOST_TEST(says(page, "Enter your e-mail address or username."));
    BOOST_TEST(says(page, "Enter your password."));
    BOOST_TEST(says(page, "aria-invalid=\"true\" aria-describedby=\"email-error\""));
    BOOST_TEST(hasher.verified_against.empty());
}

BOOST_AUTO_TEST_CASE(get_sign_in_fills_in_an_address_from_its_cookie_and_nothing_else) {
    BOOST_TEST(!says(browser.get("/login"), "ann@example.org"));
    browser.cookies["__Host-postern_address"] = to_base64url("ann@example.org");
    BOOST_TEST(says(browser.get("/login"), "value=\"ann@example.org\""));
    for (const std::string& value : {to_base64url("<script>"), std::string{"%"}, std::string{}}) {
        browser.cookies["__Host-postern_address"] = value;
        BOOST_TEST(says(browser.get("/login"), "inputmode=\"email\" value=\"\""));
    }
    browser.cookies["__Host-postern_address"] = to_base64url("ann@example.org");
    browser.sign_in("ann@example.org");
    BOOST_TEST(!browser.has_cookie("__Host-postern_address"));
}

BOOST_AUTO_TEST_CASE(post_sign_in_leads_to_an_allowed_return_link) {
    const auto page = browser.get("/login?rd=" + encoded_link);
    BOOST_TEST(says(page, "value=\"https://wiki.example.org/page?a=1&amp;b=2\""));
    BOOST_TEST(says(page, "<strong>wiki.example.org</strong>"));
    BOOST_TEST(says(page, "/register?rd=" + percent_encode_link(site_link)));
    auto fields = good_credentials();
    fields.emplace_back("rd", site_link);
    BOOST_TEST(browser.post("/login", fields).header("Location") == site_link);
}

BOOST_AUTO_TEST_CASE(
    get_sign_in_lets_a_form_with_a_link_lead_wherever_the_site_sends_the_browser_then) {
    const auto page = browser.get("/login?rd=" + encoded_link);
    const std::string policy{page.header("Content-Security-Policy")};
    BOOST_TEST(policy.find("form-action") == std::string::npos);
    const std::string plain{browser.get("/login").header("Content-Security-Policy")};
    BOOST_TEST(plain.find("form-action 'self';") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_foreign_return_link_is_ignored) {
    for (const auto& link : kForeignLinks) {
        BOOST_TEST_CONTEXT(link) {
            Browser fresh{*this};
            const auto page = fresh.get("/login?rd=" + percent_encode(link));
            BOOST_TEST(page.status() == Status::Ok);
            BOOST_TEST(!says(page, "name=\"rd\""));
            BOOST_TEST(!says(page, "evil"));
            auto fields = good_credentials();
            fields.emplace_back("rd", link);
            BOOST_TEST(fresh.post("/login", fields).header("Location") == "/account");
            BOOST_TEST(fresh.get("/login?rd=" + percent_encode(link)).header("Location") ==
                       "/account");
        }
    }
}

BOOST_AUTO_TEST_CASE(duplicate_return_links_are_ignored) {
    const auto page = browser.get("/login?rd=" + encoded_link + "&rd=https%3A%2F%2Fevil.example");
    BOOST_TEST(!says(page, "name=\"rd\""));
}

BOOST_AUTO_TEST_CASE(get_sign_in_redirects_a_signed_in_user) {
    browser.sign_in("ann@example.org");
    BOOST_TEST(browser.get("/login").header("Location") == "/account");
    BOOST_TEST(browser.get("/login?rd=" + encoded_link).header("Location") == site_link);
}

BOOST_AUTO_TEST_CASE(get_sign_in_offers_registration_only_while_it_is_open) {
    BOOST_TEST(says(browser.get("/login"), "/register"));
    pipeline = make_pipeline(closed_registration);
    BOOST_TEST(!says(browser.get("/login"), "/register"));
}

BOOST_AUTO_TEST_CASE(get_sign_in_says_what_has_just_happened) {
    BOOST_TEST(says(browser.get("/login?registered=1"), "Your account is ready."));
    BOOST_TEST(says(browser.get("/login?signed_out=1"), "You are signed out."));
    BOOST_TEST(!says(browser.get("/login"), "notice-good"));
}

BOOST_AUTO_TEST_CASE(get_sign_in_says_unavailable_when_the_store_is_away) {
    browser.cookies["__Secure-postern_example_org"] = std::string(43, 'A');
    stores.state().unavailable = true;
    const auto page = browser.get("/login");
    BOOST_TEST(page.status() == Status::ServiceUnavailable);
    BOOST_TEST(says(page, "We cannot answer right now"));
    BOOST_TEST(!page.header("Retry-After").empty());
}

// --- fixation and cross-site request forgery -----------------------------------------------------

BOOST_AUTO_TEST_CASE(post_sign_in_ends_the_session_that_the_browser_had) {
    browser.sign_in("ann@example.org");
    const auto old = browser.cookies.at("__Secure-postern_example_org");
    browser.get("/account");
    BOOST_REQUIRE(browser.post("/login", good_credentials()).status() == Status::SeeOther);
    BOOST_TEST(browser.cookies.at("__Secure-postern_example_org") != old);
    BOOST_TEST(!sessions.find(old, now).has_value());
}

BOOST_AUTO_TEST_CASE(post_sign_in_never_adopts_a_planted_token) {
    const std::string planted(43, 'A');
    browser.cookies["__Secure-postern_example_org"] = planted;
    BOOST_REQUIRE(browser.sign_in("ann@example.org").status() == Status::SeeOther);
    BOOST_TEST(browser.cookies.at("__Secure-postern_example_org") != planted);
    BOOST_TEST(!sessions.find(planted, now).has_value());
}

BOOST_AUTO_TEST_CASE(two_session_cookies_are_no_session) {
    browser.sign_in("ann@example.org");
    const auto token = browser.cookies.at("__Secure-postern_example_org");
    browser.before_sending = [&](http::Request& request) {
        request.cookies =
            "__Secure-postern_example_org=" + token + "; __Secure-postern_example_org=" + token;
    };
    BOOST_TEST(browser.get("/account").header("Location") ==
               "/login?rd=https://auth.example.org/account");
    BOOST_TEST(browser.get("/login").status() == Status::Ok);
}

// Every kind of form token in every state of the visitor: only their own current one is accepted.
BOOST_AUTO_TEST_CASE(a_form_is_taken_only_with_the_token_of_this_browser_and_session) {
    Browser other{*this};
    other.get("/login");
    browser.get("/login");
    const std::string anonymous = browser.form_token;
    browser.sign_in("ann@example.org");
    browser.get("/account");
    const std::string earlier_session = browser.form_token;
    browser.post("/logout", {});
    browser.sign_in("ann@example.org");
    browser.get("/account");
    const std::string own = browser.form_token;

    const std::pair<const char*, std::string> bad_tokens[] = {
        {"none", ""},
        {"rubbish", "x"},
        {"of another browser", other.form_token},
        {"from before signing in", anonymous},
        {"of an earlier session", earlier_session},
        {"own, one character changed", (own[0] == 'A' ? 'B' : 'A') + own.substr(1)},
        {"own, cut", own.substr(0, 63)}};
    for (const auto* path : {"/account/verification", "/account/profile", "/account/email",
                             "/account/password", "/account/sessions/end", "/account/delete"}) {
        for (const auto& [name, token] : bad_tokens) {
            BOOST_TEST_CONTEXT(path << ", token " << name) {
                const auto page =
                    browser.post(path, {{"end", "everywhere"}, {"form_token", token}});
                BOOST_TEST(page.status() == Status::Forbidden);
                BOOST_TEST(says(page, "This form has expired"));
            }
        }
    }
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(browser.post("/logout", {{"form_token", own}}).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(a_form_of_a_visitor_without_a_session_needs_a_token) {
    for (const auto* token : {"", "x"}) {
        auto fields = good_credentials();
        fields.emplace_back("form_token", token);
        browser.get("/login");
        BOOST_TEST(browser.post("/login", fields).status() == Status::Forbidden);
        BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
    }
}

// Five tabs of a restored browser: each first answer sets a form cookie, the last one stays.
BOOST_AUTO_TEST_CASE(each_of_several_sign_in_pages_opened_at_once_works) {
    for (const auto* kept : {"first", "second", "third"}) {
        BOOST_TEST_CONTEXT("the cookie of the " << kept) {
            Browser tab{*this};
            std::vector<std::string> tokens;
            std::vector<std::map<std::string, std::string>> jars;
            for (int i = 0; i < 3; ++i) {
                tab.cookies.clear();
                tab.get("/login?rd=" + encoded_link);
                tokens.push_back(tab.form_token);
                jars.push_back(tab.cookies);
            }
            tab.cookies = jars[std::string_view{kept} == "first"    ? 0
                               : std::string_view{kept} == "second" ? 1
                                                                    : 2];
            auto fields = good_credentials();
            fields.emplace_back("rd", site_link);
            fields.emplace_back("form_token", tokens[0]);
            BOOST_TEST(tab.post("/login", fields).header("Location") == site_link);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_second_tab_goes_to_its_own_page_after_a_sign_in_in_the_first) {
    browser.get("/login");
    const auto second = browser.form_token;
    browser.sign_in("ann@example.org");
    for (const std::string link : {"https://wiki.example.org/two", "https://wiki.example.org/3?a=b",
                                   "https://wiki.example.org/spa#/dash/5"}) {
        auto fields = good_credentials();
        fields.emplace_back("rd", link);
        fields.emplace_back("form_token", second);
        BOOST_TEST(browser.post("/login", fields).header("Location") == link);
    }
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(a_form_whose_cookie_is_gone_is_drawn_again_with_address_and_link) {
    browser.get("/login?rd=" + encoded_link);
    browser.cookies.clear();
    auto fields = good_credentials();
    fields.emplace_back("rd", site_link);
    const auto page = browser.post("/login", fields);
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "value=\"ann@example.org\""));
    BOOST_TEST(says(page, "name=\"rd\" value=\"https://wiki.example.org/page?a=1&amp;b=2\""));
    BOOST_TEST(says(page, "This page was open too long"));
    BOOST_TEST(browser.post("/login", fields).header("Location") == site_link);
}

BOOST_AUTO_TEST_CASE(a_deep_link_into_the_account_leads_back_to_it_after_sign_in) {
    for (const std::string path :
         {"/account/sessions", "/account/profile?a=%26", "/account/history"}) {
        Browser fresh{*this};
        const std::string location{fresh.get(path).header("Location")};
        BOOST_REQUIRE(location.starts_with("/login?rd="));
        fresh.get(location);
        auto fields = good_credentials();
        fields.emplace_back("rd", std::string{kPortalOrigin} + path);
        BOOST_TEST(fresh.post("/login", fields).header("Location") ==
                   std::string{kPortalOrigin} + path);
    }
}

BOOST_AUTO_TEST_CASE(a_site_that_the_cookie_does_not_reach_gets_a_page_instead_of_a_loop) {
    BOOST_REQUIRE(
        sites.add("far", "https://far.example.net", SitePolicy::SignedIn, admin, now).has_value());
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/login?rd=https://far.example.net/");
    BOOST_TEST(page.status() == Status::Conflict);
    BOOST_TEST(says(page, "<strong>far.example.net</strong>"));
    BOOST_TEST(says(page, "session.cookie_domain"));
}

BOOST_AUTO_TEST_CASE(a_session_that_never_arrives_ends_in_a_page_after_a_few_redirects) {
    browser.sign_in("ann@example.org");
    int redirects = 0;
    while (browser.get("/login?rd=" + encoded_link).status() == Status::SeeOther && redirects < 20)
        ++redirects;
    BOOST_TEST(redirects == 7);
    BOOST_TEST(browser.get("/login?rd=" + encoded_link).status() == Status::SeeOther);
}

BOOST_AUTO_TEST_CASE(a_frame_gets_a_page_without_a_form_that_opens_a_window) {
    for (const auto* dest : {"iframe", "frame", "embed", "object"}) {
        browser.before_sending = [&](http::Request& r) { r.sec_fetch_dest = dest; };
        const auto page = browser.get("/login?rd=" + encoded_link);
        BOOST_TEST(says(page, "target=\"_blank\""));
        BOOST_TEST(!says(page, "<form"));
        BOOST_TEST(!says(page, "<script"));
        BOOST_TEST(page.header("X-Frame-Options").empty());
        BOOST_TEST(page.header("Content-Security-Policy") == http::framed_page_policy());
    }
    browser.before_sending = [](http::Request& r) { r.sec_fetch_dest = "document"; };
    BOOST_TEST(browser.get("/login").header("X-Frame-Options") == "DENY");
}

BOOST_AUTO_TEST_CASE(a_fragment_is_kept_and_never_more_than_a_fragment) {
    browser.get("/login");
    const std::pair<std::string, std::string> cases[] = {
        {"https://wiki.example.org/spa#/dash/5?x=1", "https://wiki.example.org/spa#/dash/5?x=1"},
        {"https://wiki.example.org/#a%22b", "https://wiki.example.org/#a%22b"},
        {"https://wiki.example.org/#\"><script>", "https://wiki.example.org/"},
        {"https://wiki.example.org/#a\r\nSet-Cookie: a=b", "https://wiki.example.org/"},
        {"https://evil.example/#https://wiki.example.org/", "/account"}};
    for (const auto& [sent, expected] : cases) {
        auto fields = good_credentials();
        fields.emplace_back("rd", sent);
        Browser fresh{*this};
        fresh.get("/login");
        BOOST_TEST(fresh.post("/login", fields).header("Location") == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_form_without_any_cookie_is_refused) {
    browser.get("/login");
    browser.cookies.clear();
    BOOST_TEST(browser.post("/login", good_credentials()).status() == Status::Forbidden);
}

BOOST_AUTO_TEST_CASE(a_form_of_a_session_that_has_ended_can_still_sign_in) {
    browser.sign_in("ann@example.org");
    now += std::chrono::days{2};
    BOOST_TEST(browser.sign_in("ann@example.org").status() == Status::SeeOther);
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(a_form_from_another_site_is_refused) {
    browser.get("/login");
    browser.before_sending = [](http::Request& r) { r.sec_fetch_site = "cross-site"; };
    const auto page = browser.post("/login", good_credentials());
    BOOST_TEST(page.status() == Status::Forbidden);
    BOOST_TEST(says(page, "This request came from another site"));
}

BOOST_AUTO_TEST_CASE(a_form_of_another_type_is_refused) {
    browser.get("/login");
    browser.before_sending = [](http::Request& r) { r.content_type = "text/plain"; };
    BOOST_TEST(browser.post("/login", good_credentials()).status() == Status::UnsupportedMediaType);
}

// --- sign out
// -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(get_sign_out_asks_first) {
    browser.sign_in("ann@example.org");
    const auto page = browser.get("/logout");
    BOOST_TEST(page.status() == Status::Ok);
    BOOST_TEST(says(page, "Sign out?"));
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(get_sign_out_tells_who_is_signed_out_already) {
    BOOST_TEST(browser.get("/logout").header("Location") == "/login?signed_out=1");
}

BOOST_AUTO_TEST_CASE(post_sign_out_ends_the_session_at_once_and_deletes_the_cookie) {
    browser.sign_in("ann@example.org");
    const auto token = browser.cookies.at("__Secure-postern_example_org");
    browser.get("/logout");
    const auto answer = browser.post("/logout", {});
    BOOST_TEST(answer.header("Location") == "/login?signed_out=1");
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
    BOOST_TEST(!sessions.find(token, now).has_value());
    BOOST_TEST(!browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sign_out_deletes_the_cookie_of_an_ended_session) {
    browser.sign_in("ann@example.org");
    browser.get("/account");
    now += std::chrono::days{2};
    BOOST_TEST(browser.post("/logout", {}).header("Location") == "/login?signed_out=1");
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
}

BOOST_AUTO_TEST_CASE(post_sign_out_keeps_the_cookie_when_the_session_could_not_be_ended) {
    browser.sign_in("ann@example.org");
    browser.get("/account");
    stores.state().unavailable = true;
    BOOST_TEST(browser.post("/logout", {}).status() == Status::ServiceUnavailable);
    BOOST_TEST(browser.has_cookie("__Secure-postern_example_org"));
}

BOOST_AUTO_TEST_SUITE_END()
