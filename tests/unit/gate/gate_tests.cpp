// The contract with nginx, decision by decision.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "postern/gate/gate.hpp"
#include "postern/store/store_error.hpp"
#include "support/captured_log.hpp"
#include "unit/gate/gate_fixture.hpp"

using namespace postern;

using test::has_line;

BOOST_FIXTURE_TEST_SUITE(gate_tests, test::StrictGateFixture)

BOOST_AUTO_TEST_CASE(answer_lets_a_signed_in_user_through_and_names_them) {
    const auto session = sign_in("ann@example.org");
    ask_for("wiki", session_cookie(session));
    const std::string said = answer();
    BOOST_TEST(said.starts_with("Status: 204 No Content\r\n"));
    BOOST_TEST(has_line(said, "Postern-Verdict: user"));
    BOOST_TEST(has_line(said, "Remote-User: ann@example.org"));
    BOOST_TEST(has_line(said, "Remote-User-Id: " + session.session.user.public_id.text()));
    BOOST_TEST(has_line(said, "Remote-Email: ann@example.org"));
    BOOST_TEST(has_line(said, "Remote-Name: Ann"));
    BOOST_TEST(has_line(said, "Remote-Name-Encoded: Ann"));
    BOOST_TEST(said.ends_with("\r\n\r\n"));
    BOOST_TEST(said.find("Set-Cookie") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(answer_sends_a_page_to_sign_in_with_the_whole_link) {
    ask_for("wiki");
    const std::string said = answer();
    BOOST_TEST(said.starts_with("Status: 401 Unauthorized\r\n"));
    BOOST_TEST(has_line(said,
                        "Location: https://auth.example.org/login?rd="
                        "https://wiki.example.org/page?a=1%26b=2"));
    BOOST_TEST(said.find("WWW-Authenticate") == std::string::npos);
    BOOST_TEST(said.find("Postern-Verdict") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(answer_sends_a_program_a_plain_401) {
    for (const char* accept : {"", "*/*", "application/json", "text/html;q=0", "text/htmlx"}) {
        ask_for("wiki");
        http::Parameters program;
        program.add("POSTERN_SITE", "wiki");
        program.add("HTTP_ACCEPT", accept);
        parameters = program;
        const std::string said = answer();
        BOOST_TEST_CONTEXT(accept) {
            BOOST_TEST(said.starts_with("Status: 401 "));
            BOOST_TEST(has_line(said, "WWW-Authenticate: Basic realm=\"wiki\", charset=\"UTF-8\""));
            BOOST_TEST(said.find("Location") == std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_CASE(answer_trusts_the_browser_about_what_is_a_page) {
    struct Row {
        const char* name;
        const char* accept;
        const char* mode;
        const char* authorization;
        bool is_page;
    };
    for (const Row& row : {
             Row{"navigation that accepts anything", "*/*", "navigate", "", true},
             Row{"fetch of Turbo", "text/vnd.turbo-stream.html, text/html", "cors", "", false},
             Row{"fetch to the same origin", "text/html", "same-origin", "", false},
             Row{"no-cors", "text/html", "no-cors", "", false},
             Row{"WebSocket", "text/html", "websocket", "", false},
             Row{"unknown mode", "text/html", "Navigate", "", false},
             Row{"navigation with the application's Basic", "text/html", "navigate", "Basic YTpi",
                 true},
             Row{"older browser with the application's Basic", "text/html", "", "basic YTpi", true},
             Row{"navigation with Digest", "text/html", "navigate", "Digest username=\"a\"", true},
             Row{"navigation with Kerberos", "text/html", "navigate", "Negotiate YII=", true},
             Row{"older browser with NTLM", "text/html", "", "ntlm TlRMTVNT", true},
             Row{"program with Kerberos", "*/*", "", "Negotiate YII=", false},
             Row{"fetch with Kerberos", "text/html", "cors", "Negotiate YII=", false},
             Row{"curl -u", "*/*", "", "Basic YTpi", false},
             Row{"navigation with a bearer token", "text/html", "navigate", "Bearer x", false},
             Row{"older browser with a bearer token", "text/html", "", "Bearer x", false},
             Row{"Basic without a space", "text/html", "", "Basicx", false},
         }) {
        ask_for("wiki");
        http::Parameters request;
        request.add("POSTERN_SITE", "wiki");
        request.add("POSTERN_RAW_URI", "/page");
        request.add("HTTP_ACCEPT", row.accept);
        request.add("HTTP_SEC_FETCH_MODE", row.mode);
        request.add("HTTP_AUTHORIZATION", row.authorization);
        parameters = request;
        const std::string said = answer();
        BOOST_TEST_CONTEXT(row.name) {
            BOOST_TEST((said.find("Location: ") != std::string::npos) == row.is_page);
            BOOST_TEST((said.find("WWW-Authenticate: ") != std::string::npos) == !row.is_page);
        }
    }
}

BOOST_AUTO_TEST_CASE(answer_returns_to_what_the_browser_asked_for_however_it_wrote_it) {
    struct Row {
        std::string raw;
        std::string link;
    };
    const std::string long_path = "/" + std::string(8000, 'a');
    for (const Row& row : {
             Row{"/\xC3\xBC?q=\xE2\x82\xAC", "/%25C3%25BC?q=%25E2%2582%25AC"},
             Row{"/a\\b", "/a%255Cb"},
             Row{"/a b", "/a%2520b"},
             Row{"/x%20y?a=1&b=c+d;e=\"f\"", "/x%2520y?a=1%26b=c%2Bd%3Be=%22f%22"},
             Row{"/spa#/dash/5", "/spa"},
             Row{"/\xFF\x80", "/%25FF%2580"},
             Row{"/a|b{c}^`<d>'", "/a%7Cb%7Bc%7D%5E%60%3Cd%3E%27"},
             Row{"/login?rd=https://evil.example/", "/login?rd=https://evil.example/"},
             Row{"/?left=[\"now-1h\",{}]", "/?left=%5B%22now-1h%22,%7B%7D%5D"},
             Row{"/%2e%2e/%2F", "/%252e%252e/%252F"},
             Row{long_path, long_path},
             Row{"/" + std::string(8000, '%'), "/"},  // too long for nginx once it is encoded
             Row{"/" + std::string(9000, 'a'), "/"},
         }) {
        ask_for("wiki");
        http::Parameters request;
        request.add("POSTERN_SITE", "wiki");
        request.add("HTTP_ACCEPT", "text/html");
        request.add("POSTERN_RAW_URI", row.raw);
        parameters = request;
        const std::string said = answer();
        BOOST_TEST_CONTEXT(row.raw << " -> " << said)
        BOOST_TEST(has_line(said,
                            "Location: https://auth.example.org/login?rd="
                            "https://wiki.example.org" +
                                row.link));
    }
}

BOOST_AUTO_TEST_CASE(answer_returns_from_a_request_that_wrote_to_the_page_that_sent_it) {
    struct Row {
        const char* method;
        const char* referer;
        const char* link;
    };
    for (const Row& row : {
             Row{"POST", "", "/"},
             Row{"POST", "https://wiki.example.org/orders?page=2#row", "/orders?page=2"},
             Row{"POST", "https://wiki.example.org.evil.example/", "/"},
             Row{"POST", "https://evil.example/https://wiki.example.org/", "/"},
             Row{"POST", "https://wiki.example.org@evil.example/", "/"},
             Row{"DELETE", "https://blog.example.org/", "/"},
             Row{"get", "https://wiki.example.org/orders", "/orders"},
             Row{"HEAD", "https://wiki.example.org/orders", "/page?a=1%26b=2"},
             Row{"GET", "https://wiki.example.org/orders", "/page?a=1%26b=2"},
         }) {
        ask_for("wiki");
        parameters.add("POSTERN_METHOD", row.method);
        parameters.add("HTTP_REFERER", row.referer);
        BOOST_TEST_CONTEXT(row.method << " from " << row.referer)
        BOOST_TEST(has_line(answer(),
                            "Location: https://auth.example.org/login?rd="
                            "https://wiki.example.org" +
                                std::string{row.link}));
    }
}

BOOST_AUTO_TEST_CASE(answer_treats_scripts_and_bearers_as_programs_whatever_they_accept) {
    ask_for("wiki");
    parameters.add("HTTP_X_REQUESTED_WITH", "xmlhttprequest");
    BOOST_TEST(has_line(answer(), "WWW-Authenticate: Bearer realm=\"wiki\""));
    ask_for("wiki");
    parameters.add("HTTP_AUTHORIZATION", "Bearer x");
    BOOST_TEST(
        has_line(answer(), "WWW-Authenticate: Bearer realm=\"wiki\", error=\"invalid_token\""));
}

BOOST_AUTO_TEST_CASE(answer_never_returns_to_a_host_that_is_not_the_sites) {
    for (const char* raw : {"//evil.example/", "http://evil.example/", "\\\\evil.example", "", "x",
                            "@evil.example", "#/x"}) {
        http::Parameters page;
        page.add("POSTERN_SITE", "wiki");
        page.add("HTTP_ACCEPT", "text/html");
        page.add("POSTERN_HOST", "evil.example");
        page.add("POSTERN_RAW_URI", raw);
        parameters = page;
        BOOST_TEST_CONTEXT(raw)
        BOOST_TEST(has_line(answer(),
                            "Location: https://auth.example.org/login?rd="
                            "https://wiki.example.org/"));
    }
}

BOOST_AUTO_TEST_CASE(answer_lets_everyone_into_a_public_site_and_names_signed_in_users) {
    ask_for("blog");
    const std::string anonymous = answer();
    BOOST_TEST(anonymous.starts_with("Status: 204 "));
    BOOST_TEST(has_line(anonymous, "Postern-Verdict: anonymous"));
    BOOST_TEST(has_line(anonymous, "Remote-User: "));

    ask_for("blog", session_cookie(sign_in("ann@example.org")));
    BOOST_TEST(has_line(answer(), "Postern-Verdict: user"));
}

BOOST_AUTO_TEST_CASE(answer_rejects_a_session_that_has_ended) {
    const auto session = sign_in("ann@example.org");
    ask_for("wiki", session_cookie(session));
    sessions.end(session.token.reveal());
    BOOST_TEST(answer().starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_rejects_a_session_past_its_idle_or_absolute_end) {
    ask_for("wiki", session_cookie(sign_in("ann@example.org")));
    BOOST_TEST(answer(now + std::chrono::minutes{30}).starts_with("Status: 401 "));
    ask_for("wiki", session_cookie(sign_in("ann@example.org", true)));
    BOOST_TEST(answer(now + std::chrono::days{30}).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_rejects_a_session_of_a_disabled_user) {
    const auto session = sign_in("ann@example.org");
    ask_for("wiki", session_cookie(session));
    stores.state().users.begin()->second.user.disabled = true;
    BOOST_TEST(answer().starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_treats_a_duplicate_session_cookie_as_none) {
    const std::string good = session_cookie(sign_in("ann@example.org"));
    for (const std::string& header :
         {good + "; " + good, good + "; " + cookies.session_name() + "=x",
          cookies.session_name() + "=; " + good}) {
        ask_for("wiki", header);
        BOOST_TEST_CONTEXT(header) BOOST_TEST(answer().starts_with("Status: 401 "));
    }
}

BOOST_AUTO_TEST_CASE(answer_ignores_lookalikes_of_the_session_cookie) {
    const auto session = sign_in("ann@example.org");
    const std::string token{session.token.reveal()};
    for (const char* name :
         {"postern", "__Secure-postern", "__host-postern", "%5F_Host-postern", "_%5FHost-postern",
          "$Version=1; $__Host-postern", "X__Host-postern"}) {
        ask_for("wiki", std::string{name} + "=" + token);
        BOOST_TEST_CONTEXT(name) BOOST_TEST(answer().starts_with("Status: 401 "));
    }
}

BOOST_AUTO_TEST_CASE(answer_is_unavailable_for_a_site_that_nobody_registered) {
    ask_for("nowhere", session_cookie(sign_in("ann@example.org")));
    BOOST_TEST(answer().starts_with("Status: 503 "));
    ask_for("");
    BOOST_TEST(answer().starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(answer_is_unavailable_when_a_parameter_came_twice) {
    ask_for("blog");
    parameters.add("POSTERN_SITE", "blog");
    BOOST_TEST(answer().starts_with("Status: 503 "));
}

BOOST_AUTO_TEST_CASE(answer_is_unavailable_and_no_redirect_when_the_database_is_away) {
    ask_for("wiki", session_cookie(sign_in("ann@example.org")));
    stores.state().unavailable = true;
    const std::string said = answer();
    BOOST_TEST(said.starts_with("Status: 503 "));
    BOOST_TEST(has_line(said, "Retry-After: 5"));
    BOOST_TEST(said.find("Location") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(answer_logs_that_the_database_is_away_once_a_minute) {
    const auto lines = [](const test::CapturedLog& log) {
        const auto text = log.text();
        std::size_t count = 0;
        for (std::size_t at = 0; (at = text.find("gate_unavailable", at)) != text.npos; ++at)
            ++count;
        return count;
    };
    const test::CapturedLog log;
    stores.state().unavailable = true;
    ask_for("wiki");
    for (int second = 0; second < 59; ++second, monotonic_ms += 1000) answer();
    BOOST_TEST(lines(log) == 1u);
    for (int second = 0; second < 3; ++second, monotonic_ms += 1000) answer();
    BOOST_TEST(lines(log) == 2u);
}

BOOST_AUTO_TEST_CASE(answer_keeps_the_visitors_of_a_batch_apart) {
    add_user("bob@example.org");
    const auto ann = sign_in("ann@example.org");
    const auto bob = sign_in("bob@example.org");
    std::vector<http::Parameters> asked(4);
    asked[0].add("HTTP_COOKIE", session_cookie(bob));
    asked[1].add("HTTP_COOKIE", session_cookie(ann));
    asked[3].add("HTTP_COOKIE", session_cookie(bob));
    std::vector<gate::Gate::Check> batch;
    for (auto& one : asked) {
        one.add("POSTERN_SITE", "wiki");
        batch.push_back({&one, {}});
    }
    const auto before = stores.state().calls;
    gate.answer(batch, stores.checks(), moment(now));
    BOOST_TEST(stores.state().calls == before + 1);
    BOOST_TEST(has_line(batch[0].answer, "Remote-User: bob@example.org"));
    BOOST_TEST(has_line(batch[1].answer, "Remote-User: ann@example.org"));
    BOOST_TEST(batch[2].answer.starts_with("Status: 401 "));
    BOOST_TEST(has_line(batch[3].answer, "Remote-User: bob@example.org"));
}

BOOST_AUTO_TEST_CASE(answer_notes_that_a_session_was_seen_and_writes_nothing) {
    const auto session = sign_in("ann@example.org");
    ask_for("wiki", session_cookie(session));
    const TimePoint later = now + std::chrono::minutes{10};
    BOOST_TEST(answer(later).starts_with("Status: 204 "));
    const auto id = static_cast<std::uint64_t>(session.session.session.id);
    BOOST_TEST(memory.last_seen->find(id) == later.time_since_epoch().count());
    BOOST_TEST((stores.state().sessions.begin()->second.session.last_seen_at == now));
}

BOOST_AUTO_TEST_CASE(answer_counts_a_noted_last_use_before_it_is_written) {
    ask_for("wiki", session_cookie(sign_in("ann@example.org")));
    for (int minutes = 20; minutes < 12 * 60; minutes += 20)
        BOOST_REQUIRE(answer(now + std::chrono::minutes{minutes}).starts_with("Status: 204 "));
    BOOST_TEST(answer(now + std::chrono::hours{12}).starts_with("Status: 401 "));
}

BOOST_AUTO_TEST_CASE(answer_tells_the_site_the_level) {
    const auto session = sign_in("ann@example.org");
    ask_for("wiki", session_cookie(session));
    BOOST_TEST(has_line(answer(), "Remote-Level: 1"));
    prove(session, {Level::Two, {}, now, now});
    BOOST_TEST(has_line(answer(), "Remote-Level: 2"));
    ask_for("blog");
    BOOST_TEST(has_line(answer(), "Remote-Level: "));
}

BOOST_AUTO_TEST_CASE(answer_sends_a_page_with_too_low_a_level_to_step_up) {
    const auto session = sign_in("ann@example.org");
    demand("wiki", {Level::Two, {}});
    ask_for("wiki", session_cookie(session));
    const std::string said = answer();
    BOOST_TEST(said.starts_with("Status: 401 Unauthorized\r\n"));
    BOOST_TEST(has_line(said,
                        "Location: https://auth.example.org/login/step-up?rd="
                        "https://wiki.example.org/page?a=1%26b=2"));
    BOOST_TEST(said.find("Postern-Verdict") == std::string::npos);
    BOOST_TEST(said.find("Remote-") == std::string::npos);
    prove(session, {Level::Two, {}, now, now});
    BOOST_TEST(answer().starts_with("Status: 204 "));
}

BOOST_AUTO_TEST_CASE(answer_tells_a_program_what_more_to_prove) {
    const auto session = sign_in("ann@example.org");
    demand("wiki", {Level::Two, std::chrono::seconds{300}});
    parameters.add("POSTERN_SITE", "wiki");
    parameters.add("HTTP_COOKIE", session_cookie(session));
    BOOST_TEST(has_line(answer(),
                        "WWW-Authenticate: Bearer realm=\"wiki\", "
                        "error=\"insufficient_user_authentication\", acr_values=\"2\", "
                        "max_age=\"300\""));
    demand("wiki", {Level::PhishingResistant, {}});
    const std::string said = answer();
    BOOST_TEST(has_line(said,
                        "WWW-Authenticate: Bearer realm=\"wiki\", "
                        "error=\"insufficient_user_authentication\", acr_values=\"3\""));
    BOOST_TEST(said.find("Location") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(answer_asks_nothing_of_anybody_on_a_public_site) {
    demand("blog", {Level::PhishingResistant, std::chrono::seconds{60}});
    ask_for("blog");
    BOOST_TEST(has_line(answer(), "Postern-Verdict: anonymous"));
    ask_for("blog", session_cookie(sign_in("ann@example.org")));
    BOOST_TEST(has_line(answer(), "Postern-Verdict: user"));
}

BOOST_AUTO_TEST_CASE(a_site_is_told_the_name_that_it_wants) {
    const auto session = sign_in("ann@example.org");
    auto& ann = stores.state().users.begin()->second.user;
    ann.username = Username::parse("ann");
    ask_for("wiki", session_cookie(session));
    const std::pair<SiteIdentity, std::string> cases[] = {{SiteIdentity::Email, "ann@example.org"},
                                                          {SiteIdentity::Username, "ann"},
                                                          {SiteIdentity::Id, ann.public_id.text()}};
    for (const auto& [identity, name] : cases) {
        set_tokens("wiki", {.identity = identity});
        const auto said = answer();
        BOOST_TEST(has_line(said, "Remote-User: " + name));
        BOOST_TEST(has_line(said, "Remote-Email: ann@example.org"));
        BOOST_TEST(has_line(said, "Remote-User-Id: " + ann.public_id.text()));
    }
}

BOOST_AUTO_TEST_CASE(who_has_no_username_is_refused_where_it_is_the_name) {
    const auto session = sign_in("ann@example.org");
    for (const auto* site : {"wiki", "blog"}) {
        set_tokens(site, {.identity = SiteIdentity::Username});
        ask_for(site, session_cookie(session));
        const auto said = answer();
        BOOST_TEST(said.starts_with("Status: 403"));
        BOOST_TEST(has_line(said, "Postern-Reason: no_username"));
        BOOST_TEST(said.find("Remote-User") == std::string::npos);
    }
    ask_for("blog");
    BOOST_TEST(has_line(answer(), "Postern-Verdict: anonymous"));
}

BOOST_AUTO_TEST_SUITE_END()
