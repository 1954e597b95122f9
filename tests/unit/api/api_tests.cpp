// The JSON interface, through the whole pipeline.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <set>

#include "support/api_fixture.hpp"

using namespace postern;
using namespace postern::test;
using http::Method;
using http::Status;
using json::Json;

BOOST_FIXTURE_TEST_SUITE(api_tests, ApiFixture)

// --- sign in -------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_sessions_opens_a_session_whose_token_is_in_the_cookie_only) {
    const auto answer = sign_in_by_json(browser);
    BOOST_TEST(answer.status() == Status::Created);
    const auto body = body_of(answer);
    BOOST_TEST(text(*body.find("user"), "id") == ann.public_id.text());
    BOOST_TEST(text(*body.find("user"), "created_at") == "2027-01-15T08:00:00Z");
    BOOST_TEST(*body.find("session")->find("current")->boolean());
    BOOST_TEST(!says(answer, browser.cookies.at("__Secure-postern_example_org")));
    BOOST_TEST(browser.is_signed_in());
}

BOOST_AUTO_TEST_CASE(post_sessions_remembers_when_asked_to) {
    const auto answer = browser.send_json(
        Method::Post, "/api/v1/sessions",
        R"({"email":"ann@example.org","password":"correct horse battery","remember":true})");
    const auto cookie = cookies_set(answer, "__Secure-postern_example_org");
    BOOST_REQUIRE(cookie.size() == 1u);
    BOOST_TEST(cookie[0].find("Max-Age=2592000") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(post_sessions_ends_the_session_that_the_browser_had) {
    sign_in_by_json(browser);
    const auto old = browser.cookies.at("__Secure-postern_example_org");
    sign_in_by_json(browser);
    BOOST_TEST(!sessions.find(old, now).has_value());
}

BOOST_AUTO_TEST_CASE(post_sessions_refuses_a_wrong_password_and_an_unknown_address_alike) {
    const auto wrong =
        browser.send_json(Method::Post, "/api/v1/sessions", sign_in_body("quite wrong"));
    const auto unknown = browser.send_json(Method::Post, "/api/v1/sessions",
                                           R"({"email":"x@example.org","password":"quite wrong"})");
    BOOST_TEST(wrong.status() == Status::Unauthorized);
    BOOST_TEST(code_of(wrong) == "bad_credentials");
    BOOST_TEST(!wrong.header("WWW-Authenticate").empty());
    BOOST_TEST(wrong.body() == unknown.body());
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
}

BOOST_AUTO_TEST_CASE(post_sessions_refuses_a_disabled_user) {
    BOOST_REQUIRE(users.set_disabled("ann@example.org", true, admin, now).has_value());
    const auto answer = sign_in_by_json(browser);
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "account_disabled");
}

BOOST_AUTO_TEST_CASE(post_sessions_is_unavailable_while_all_hashing_slots_are_taken) {
    const auto taken = slots.acquire(std::chrono::milliseconds{0});
    const auto answer = sign_in_by_json(browser);
    BOOST_TEST(answer.status() == Status::ServiceUnavailable);
    BOOST_TEST(code_of(answer) == "unavailable");
    BOOST_TEST(answer.header("Retry-After") == "2");
}

BOOST_AUTO_TEST_CASE(post_sessions_from_another_site_is_refused) {
    browser.before_sending = [](http::Request& request) {
        request.sec_fetch_site.clear();
        request.origin = "https://evil.example";
    };
    const auto answer = sign_in_by_json(browser);
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "cross_site_request");
}

// --- strict bodies -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_body_that_is_not_a_json_object_is_an_invalid_request) {
    const std::string deep(1000, '[');
    for (const auto& body : {std::string{"{"}, std::string{"[]"}, std::string{"\"text\""},
                             std::string{"{} {}"}, std::string{R"({"email":1,"email":2})"}, deep,
                             std::string{"{\"email\":\"\xFF\"}"}, std::string{}}) {
        BOOST_TEST_CONTEXT(body.substr(0, 30)) {
            const auto answer = browser.send_json(Method::Post, "/api/v1/sessions", body);
            BOOST_TEST(answer.status() == Status::BadRequest);
            BOOST_TEST(code_of(answer) == "invalid_request");
        }
    }
}

BOOST_AUTO_TEST_CASE(every_wrong_member_is_named_at_once) {
    const auto answer = browser.send_json(
        Method::Post, "/api/v1/sessions",
        R"({"password":["x"],"remember":"yes","admin":true,"email":null,"roles":[]})");
    BOOST_TEST(answer.status() == Status::UnprocessableContent);
    BOOST_TEST(code_of(answer) == "validation_failed");
    BOOST_TEST(errors_of(answer) ==
               "remember:wrong_type email:wrong_type password:wrong_type admin:unknown_field "
               "roles:unknown_field");
    BOOST_TEST(hasher.verified_against.empty());
}

BOOST_AUTO_TEST_CASE(missing_and_empty_members_are_required) {
    const auto answer = browser.send_json(Method::Post, "/api/v1/users", R"({"email":""})");
    BOOST_TEST(errors_of(answer) == "email:required display_name:required password:required");
}

BOOST_AUTO_TEST_CASE(thousands_of_unknown_members_get_a_short_answer) {
    Json::Object many;
    for (int i = 0; i < 2000; ++i) many.emplace_back("m" + std::to_string(i), i);
    many.emplace_back(std::string(500, 'x'), 1);
    const auto answer =
        browser.send_json(Method::Post, "/api/v1/sessions", Json{std::move(many)}.dump());
    BOOST_TEST(answer.status() == Status::UnprocessableContent);
    BOOST_TEST(answer.body().size() < 2000u);
}

BOOST_AUTO_TEST_CASE(a_long_unknown_name_is_not_repeated) {
    const auto answer = browser.send_json(Method::Post, "/api/v1/sessions",
                                          "{\"" + std::string(500, 'x') + "\":1}");
    BOOST_TEST(!says(answer, "xxxxxxxxxx"));
}

// --- register ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(post_users_creates_a_user_without_signing_in) {
    const auto answer = browser.send_json(
        Method::Post, "/api/v1/users",
        R"({"email":"Bob@Example.org","display_name":"Bob","password":"correct horse battery"})");
    BOOST_TEST(answer.status() == Status::Created);
    BOOST_TEST(text(body_of(answer), "email") == "bob@example.org");
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
}

BOOST_AUTO_TEST_CASE(post_users_names_all_wrong_fields_at_once) {
    const auto answer =
        browser.send_json(Method::Post, "/api/v1/users",
                          R"({"email":"bob","display_name":"B\tob","password":"short"})");
    BOOST_TEST(answer.status() == Status::UnprocessableContent);
    BOOST_TEST(errors_of(answer) == "email:invalid display_name:invalid password:too_short");
    BOOST_TEST(says(answer, "at least 15 characters"));
}

BOOST_AUTO_TEST_CASE(post_users_refuses_a_password_that_is_too_long) {
    const auto body = Json{Json::Object{{"email", "bob@example.org"},
                                        {"display_name", "Bob"},
                                        {"password", std::string(5000, 'x')}}};
    BOOST_TEST(errors_of(browser.send_json(Method::Post, "/api/v1/users", body.dump())) ==
               "password:too_long");
}

BOOST_AUTO_TEST_CASE(every_problem_of_a_password_has_words_in_the_catalogue) {
    using service::PasswordProblem;
    const auto words = source_words();
    for (int i = 0; i <= static_cast<int>(PasswordProblem::Breached); ++i) {
        const auto key = service::message_key(static_cast<PasswordProblem>(i));
        BOOST_REQUIRE_MESSAGE(words.has_key(key), key);
        for (const auto& language : words.languages())
            BOOST_TEST(!words.text(language, key, service::message_values({})).empty());
    }
}

BOOST_AUTO_TEST_CASE(post_users_says_what_the_page_says_about_a_password) {
    const auto answer =
        browser.send_json(Method::Post, "/api/v1/users",
                          R"({"email":"bob@example.org","display_name":"B","password":"short"})");
    BOOST_TEST(says(answer, source_words().text("en", "password_problems.too_short",
                                                {{"MIN_PASSWORD_LENGTH", "15"}})));
}

BOOST_AUTO_TEST_CASE(post_users_refuses_an_address_that_is_taken) {
    const auto answer = browser.send_json(
        Method::Post, "/api/v1/users",
        R"({"email":"ann@example.org","display_name":"A","password":"correct horse battery"})");
    BOOST_TEST(answer.status() == Status::Conflict);
    BOOST_TEST(code_of(answer) == "email_taken");
    BOOST_TEST(errors_of(answer) == "email:taken");
}

BOOST_AUTO_TEST_CASE(post_users_answers_the_same_for_a_taken_address_if_email_is_sent) {
    pipeline = make_pipeline(mailing_registration);
    for (const char* const email : {"ann@example.org", "bob@example.org"}) {
        const auto answer = browser.send_json(
            Method::Post, "/api/v1/users",
            Json{Json::Object{{"email", email}, {"display_name", "X"}, {"password", kGoodPassword}}}
                .dump());
        BOOST_TEST(answer.status() == Status::Accepted);
        BOOST_TEST(answer.body() == R"({"status":"confirmation_sent"})");
    }
}

BOOST_AUTO_TEST_CASE(post_users_says_how_long_to_wait_after_too_many) {
    while (requests.admit(service::RequestKind::Registration, "192.0.2.7", now)) continue;
    const auto answer = browser.send_json(Method::Post, "/api/v1/users",
                                          Json{Json::Object{{"email", "bob@example.org"},
                                                            {"display_name", "Bob"},
                                                            {"password", kGoodPassword}}}
                                              .dump());
    BOOST_TEST(answer.status() == Status::TooManyRequests);
    BOOST_TEST(code_of(answer) == "too_many_registrations");
    BOOST_TEST(!answer.header("Retry-After").empty());
}

BOOST_AUTO_TEST_CASE(post_users_says_that_registration_is_closed) {
    pipeline = http::Pipeline{http::Router{api::routes(api_services(closed_registration, wiring),
                                                       {{}, true, "en", openapi})},
                              {.public_origin = std::string{kPortalOrigin}},
                              {}};
    const auto answer = browser.send_json(
        Method::Post, "/api/v1/users",
        R"({"email":"bob@example.org","display_name":"B","password":"correct horse battery"})");
    BOOST_TEST(answer.status() == Status::Forbidden);
    BOOST_TEST(code_of(answer) == "registration_closed");
}

// --- who and where -------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(without_a_session_every_route_that_needs_one_says_so) {
    const std::pair<Method, const char*> rows[] = {
        {Method::Get, "/api/v1/me"},
        {Method::Get, "/api/v1/sessions"},
        {Method::Delete, "/api/v1/sessions/current"},
        {Method::Delete, "/api/v1/sessions/AAAAAAAAAAAAAAAAAAAAAA"}};
    for (const auto& [method, path] : rows) {
        BOOST_TEST_CONTEXT(path) {
            const auto answer = browser.send_json(method, path);
            BOOST_TEST(answer.status() == Status::Unauthorized);
            BOOST_TEST(code_of(answer) == "not_signed_in");
            BOOST_TEST(!answer.header("WWW-Authenticate").empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(two_session_cookies_count_as_none) {
    sign_in_by_json(browser);
    const auto token = browser.cookies.at("__Secure-postern_example_org");
    browser.before_sending = [&](http::Request& request) {
        request.cookies =
            "__Secure-postern_example_org=" + token + "; __Secure-postern_example_org=" + token;
    };
    BOOST_TEST(browser.get("/api/v1/me").status() == Status::Unauthorized);
}

BOOST_AUTO_TEST_CASE(get_me_says_who_is_signed_in) {
    sign_in_by_json(browser);
    const auto body = body_of(browser.get("/api/v1/me"));
    BOOST_TEST(text(body, "id") == ann.public_id.text());
    BOOST_TEST(text(body, "email") == "ann@example.org");
    BOOST_TEST(text(body, "display_name") == "Ann");
}

BOOST_AUTO_TEST_CASE(get_sessions_pages_through_all_newest_first_and_each_once) {
    for (int i = 0; i < 5; ++i) {
        sign_in("ann@example.org");
        if (i % 2 == 0) now += std::chrono::seconds{1};
    }
    sign_in_by_json(browser);
    std::vector<std::string> ids;
    std::string last_time = "9999";
    std::string path = "/api/v1/sessions?limit=4";
    for (int page = 0; page < 2; ++page) {
        const auto body = body_of(browser.get(path));
        for (const auto& session : *body.find("sessions")->array()) {
            BOOST_TEST((text(session, "created_at") <= last_time));
            last_time = text(session, "created_at");
            ids.push_back(text(session, "id"));
        }
        if (page == 1) {
            BOOST_TEST(body.find("next_cursor")->is_null());
        } else {
            // The session that the cursor was made of may end: the next page is still the next.
            BOOST_REQUIRE(sessions.end_one_of(ann, *PublicId::parse(ids.back())));
            path = "/api/v1/sessions?limit=4&cursor=" + text(body, "next_cursor");
        }
    }
    BOOST_TEST(ids.size() == 6u);
    BOOST_TEST(std::set<std::string>(ids.begin(), ids.end()).size() == 6u);
}

BOOST_AUTO_TEST_CASE(get_sessions_does_not_repeat_the_last_session_of_the_page_before) {
    sign_in("ann@example.org");
    sign_in_by_json(browser);
    const auto first = body_of(browser.get("/api/v1/sessions?limit=1"));
    const auto second =
        body_of(browser.get("/api/v1/sessions?limit=1&cursor=" + text(first, "next_cursor")));
    const auto id = [](const Json& page) {
        return text(page.find("sessions")->array()->at(0), "id");
    };
    BOOST_TEST(id(first) != id(second));
    BOOST_TEST(second.find("next_cursor")->is_null());
}

BOOST_AUTO_TEST_CASE(get_sessions_refuses_an_invalid_limit_or_cursor) {
    sign_in_by_json(browser);
    const std::pair<const char*, const char*> rows[] = {
        {"limit=0", "limit:out_of_range"},
        {"limit=101", "limit:out_of_range"},
        {"limit=-1", "limit:out_of_range"},
        {"limit=1e1", "limit:out_of_range"},
        {"cursor=AAAA", "cursor:invalid"},
        {"cursor=%27%20or%201", "cursor:invalid"},
        {"limit=x&cursor=", "limit:out_of_range cursor:invalid"}};
    for (const auto& [query, errors] : rows) {
        BOOST_TEST_CONTEXT(query) {
            const auto answer = browser.get(std::string{"/api/v1/sessions?"} + query);
            BOOST_TEST(answer.status() == Status::UnprocessableContent);
            BOOST_TEST(errors_of(answer) == errors);
        }
    }
}

BOOST_AUTO_TEST_CASE(delete_current_session_signs_out_at_once) {
    sign_in_by_json(browser);
    const auto token = browser.cookies.at("__Secure-postern_example_org");
    const auto answer = browser.send_json(Method::Delete, "/api/v1/sessions/current");
    BOOST_TEST(answer.status() == Status::NoContent);
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
    BOOST_TEST(!sessions.find(token, now).has_value());
}

BOOST_AUTO_TEST_CASE(delete_session_ends_the_users_own_sessions_only) {
    add_user("eve@example.org");
    const auto foreign = sign_in("eve@example.org").session.session.public_id;
    const auto own = sign_in("ann@example.org").session.session.public_id;
    sign_in_by_json(browser);
    const auto end = [&](const PublicId& id,
                         const std::string& password = std::string{kGoodPassword}) {
        return browser.send_json(Method::Delete, "/api/v1/sessions/" + id.text(),
                                 R"({"password":")" + password + "\"}");
    };
    BOOST_TEST(code_of(end(own, "something else entirely")) == "wrong_password");
    BOOST_TEST(code_of(end(foreign)) == "not_found");
    BOOST_TEST(end(own).status() == Status::NoContent);
    BOOST_TEST(end(own).status() == Status::NotFound);
    BOOST_TEST(browser.is_signed_in());
    BOOST_TEST(
        browser.send_json(Method::Delete, "/api/v1/sessions/x", R"({"password":"x"})").status() ==
        Status::NotFound);
}

BOOST_AUTO_TEST_CASE(delete_session_of_the_current_session_deletes_the_cookie) {
    const auto opened = body_of(sign_in_by_json(browser));
    const auto answer = browser.send_json(
        Method::Delete, "/api/v1/sessions/" + text(*opened.find("session"), "id"));
    BOOST_TEST(answer.status() == Status::NoContent);
    BOOST_TEST(!browser.has_cookie("__Secure-postern_example_org"));
}

BOOST_AUTO_TEST_CASE(an_unreachable_store_is_a_problem_document) {
    sign_in_by_json(browser);
    stores.state().unavailable = true;
    const auto answer = browser.get("/api/v1/me");
    BOOST_TEST(answer.status() == Status::ServiceUnavailable);
    BOOST_TEST(code_of(answer) == "unavailable");
}

BOOST_AUTO_TEST_SUITE_END()
