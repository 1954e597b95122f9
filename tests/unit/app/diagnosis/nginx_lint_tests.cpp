// What nginx_lint says of a server block, one fault at a time.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/diagnosis/nginx_lint.hpp"

using namespace postern::app;

namespace {

/// The problems of a server block, each as `severity LINE message`.
std::vector<std::string> problems(const std::string& text) {
    std::vector<std::string> found;
    for (const auto& one : lint_nginx(parse_nginx_config(text)).problems)
        found.push_back(std::string{to_text(one.severity)} + " " + std::to_string(one.line) + " " +
                        one.message);
    return found;
}

/// The same for the contents of a server block that is right so far; its first line is 2.
std::vector<std::string> problems_in(const std::string& contents) {
    return problems("server { set $postern_site wiki; include /p/gate.conf; listen [::]:443;\n" +
                    contents + "\n}");
}

void check_one(const std::string& contents, const std::string& beginning,
               const std::string& words) {
    BOOST_TEST_CONTEXT(contents) {
        const auto found = problems_in(contents);
        BOOST_REQUIRE(found.size() == 1u);
        BOOST_TEST(found.front().starts_with(beginning), found.front());
        BOOST_TEST(found.front().find(words) != std::string::npos, found.front());
    }
}

const std::string kProtect = "include /p/protect.conf; ";
const std::string kPass = "proxy_pass http://${postern_shut}app; ";

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx_lint_tests)

BOOST_AUTO_TEST_CASE(a_sound_site_has_no_problem) {
    BOOST_TEST(problems_in("location / { " + kProtect + kPass + "}").empty());
    BOOST_TEST(problems_in("root ${postern_shut}/srv; location / { " + kProtect + "}").empty());
    BOOST_TEST(problems_in("location / { " + kProtect + "alias $postern_shut/srv/; }").empty());
    BOOST_TEST(problems_in("location / { " + kProtect + kPass + "location /a { " + kProtect +
                           kPass + "} }")
                   .empty());
    BOOST_TEST(problems_in("location @app { " + kPass + "}").empty());
    BOOST_TEST(problems_in("location /old { return 301 /new; }").empty());
    BOOST_TEST(problems_in("location / { " + kProtect +
                           "rewrite ^/a/(.*)$ /$1 break; proxy_redirect / /a/; " + kPass + "}")
                   .empty());
    BOOST_TEST(problems("server { listen 80; location / { proxy_pass http://a/; } }").empty());
}

BOOST_AUTO_TEST_CASE(server_blocks_are_counted_and_found_in_every_file) {
    const auto report = lint_nginx(parse_nginx_config(
        "# configuration file /e/nginx.conf:\nhttp { include sites/*; }\n"
        "# configuration file /e/sites/a:\nserver { set $postern_site a; include gate.conf; "
        "listen [::]:1; include parts.conf; }\nserver { listen 80; }\n"
        "# configuration file /e/parts.conf:\nlocation / {\n include protect.conf;\n proxy_pass "
        "http://app;\n}\n"));
    BOOST_TEST(report.sites == 1u);
    BOOST_REQUIRE(report.problems.size() == 1u);
    BOOST_TEST(report.problems.front().file == "/e/parts.conf");
    BOOST_TEST(report.problems.front().line == 3u);
}

BOOST_AUTO_TEST_CASE(a_site_without_name_or_gate_is_an_error) {
    const auto nameless = problems("server { include /p/gate.conf; listen [::]:1; }");
    BOOST_REQUIRE(nameless.size() == 1u);
    BOOST_TEST(nameless.front().find("names no site") != std::string::npos);
    const auto gateless = problems("server { set $postern_site a; listen [::]:1; }");
    BOOST_REQUIRE(gateless.size() == 1u);
    BOOST_TEST(gateless.front().find("does not include gate.conf") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_missing_lock_is_an_error_and_the_right_line_is_shown) {
    check_one("location / { " + kProtect + "proxy_pass http://app; }", "error 2 the lock",
              "write: proxy_pass http://${postern_shut}app;");
    check_one(
        "location / { " + kProtect + "include /p/fastcgi.conf; fastcgi_pass unix:/run/php.sock; }",
        "error 2 the lock", "fastcgi_pass ${postern_shut}unix:/run/php.sock;");
    check_one("root /srv; location / { " + kProtect + "} location /a { " + kProtect + "}",
              "error 2 the lock", "root ${postern_shut}/srv;");
    check_one("location / { " + kProtect + "}", "error 2 location /", "has no root with the lock");
}

BOOST_AUTO_TEST_CASE(locations_without_a_check_are_told) {
    check_one("location /hook { proxy_pass http://app; }", "note 2", "is open to everyone");
    check_one("location @app { proxy_pass http://app; }", "note 2", "location @app serves every");
    check_one("location / { " + kProtect + kPass + "location ~ x { " + kPass + "} }", "error 2",
              "location ~ x does not include protect.conf itself");
}

BOOST_AUTO_TEST_CASE(answers_before_the_check_are_errors) {
    check_one("location / { " + kProtect + "return 200 hello; }", "error 2 return",
              "before the check");
    check_one("location / { " + kProtect + kPass + "if ($a) { return 200; } }", "error 2 return",
              "before the check");
    check_one("location / { " + kProtect + kPass + "rewrite ^ /x permanent; }", "error 2 rewrite",
              "before the check");
}

BOOST_AUTO_TEST_CASE(a_path_behind_the_upstream_is_an_error) {
    for (const char* path : {"/", "/base/", "/x?y=1"})
        check_one(
            "location /a/ { " + kProtect + "proxy_pass http://${postern_shut}app" + path + "; }",
            "error 2 the application gets the path " + std::string{path}, "rewrite ^/PREFIX/");
    BOOST_TEST(problems_in("location / { " + kProtect +
                           "proxy_pass http://${postern_shut}app$request_uri; }")
                   .empty());
    BOOST_TEST(problems_in("location ~ ^/a(/.*)$ { " + kProtect +
                           "proxy_pass http://${postern_shut}app/b$1; }")
                   .empty());
}

BOOST_AUTO_TEST_CASE(redirects_without_their_prefix_are_a_warning) {
    check_one("location /a/ { " + kProtect + "rewrite ^/a/(.*)$ /$1 break; " + kPass + "}",
              "warning 2", "proxy_redirect / /a/;");
    check_one("location ~ ^/a/ { " + kProtect + "rewrite ^/a/(.*)$ /$1 break; " + kPass + "}",
              "warning 2", "proxy_redirect / /PREFIX/;");
}

BOOST_AUTO_TEST_CASE(error_pages_that_replace_an_answer_are_told) {
    for (const char* status : {"401", "403", "500"})
        check_one("location / { " + kProtect + kPass + "error_page " + status + " =200 /x; }",
                  "error 2 error_page", "replaces the gate's own answer");
    const std::string files =
        "root ${postern_shut}/srv; location / { " + kProtect + "include /p/static.conf; }";
    check_one(files + "error_page 404 /404.html;", "warning 2", "set $postern_404 /404.html;");
    BOOST_TEST(problems_in(files + "set $postern_404 /404.html;").empty());
    BOOST_TEST(
        problems_in("error_page 404 /404.html; location / { " + kProtect + kPass + "}").empty());
}

BOOST_AUTO_TEST_CASE(headers_that_proxy_conf_sends_already_are_a_warning) {
    const std::string snippet =
        "# configuration file /p/proxy.conf:\nproxy_set_header Host $a;\nproxy_set_header "
        "X-Forwarded-Prefix \"\";\ninclude identity.conf;\n# configuration file "
        "/p/identity.conf:\nproxy_set_header Remote-User $b;\n";
    const auto found = [&snippet](const std::string& header) {
        return problems(
            "# configuration file /p/nginx.conf:\nserver { set $postern_site a; include "
            "gate.conf; listen [::]:1; location / { include protect.conf; include "
            "proxy.conf; proxy_pass http://${postern_shut}app; proxy_set_header " +
            header + " x; } }\n" + snippet);
    };
    BOOST_TEST(found("X-Forwarded-Prefix").empty());  // only emptied there
    BOOST_TEST(found("X-Own").empty());
    BOOST_REQUIRE(found("host").size() == 1u);
    BOOST_TEST(found("host").front().find("set $postern_origin") != std::string::npos);
    BOOST_REQUIRE(found("Remote-User").size() == 1u);
    BOOST_TEST(found("Remote-User").front().find("remove this line") != std::string::npos);
}

// nginx's $remote_user is what a client says in Basic credentials that nobody checked.
BOOST_AUTO_TEST_CASE(parameters_of_nginx_behind_those_of_postern_are_an_error) {
    const std::string pass = "fastcgi_pass ${postern_shut}php; ";
    for (const char* late : {"fastcgi_params", "/etc/nginx/fastcgi_params", "fastcgi.conf"})
        check_one("location / { " + kProtect + "include /p/fastcgi.conf; include " + late + "; " +
                      pass + "}",
                  "error 2", "include it before /p/fastcgi.conf");
    BOOST_TEST(problems_in("location / { " + kProtect +
                           "include fastcgi_params; include /p/fastcgi.conf; " + pass + "}")
                   .empty());
    BOOST_TEST(problems_in("location / { " + kProtect +
                           "include fastcgi.conf; include /p/fastcgi.conf; " + pass + "}")
                   .empty());
}

BOOST_AUTO_TEST_CASE(a_second_password_and_a_shared_cache_are_told) {
    check_one("auth_basic x; location / { " + kProtect + kPass + "}", "warning 2 auth_basic",
              "remove it");
    check_one("location / { " + kProtect + kPass + "auth_basic x; }", "warning 2 auth_basic",
              "remove it");
    BOOST_TEST(problems_in("auth_basic off; location / { " + kProtect + kPass + "}").empty());
    check_one("location / { " + kProtect + kPass + "proxy_cache z; }", "note 2",
              "same for everyone");
}

BOOST_AUTO_TEST_CASE(a_port_on_ipv4_only_is_told) {
    const auto listening = [](const std::string& lines) {
        return problems("server { set $postern_site a; include gate.conf; " + lines + " }");
    };
    for (const char* lines : {"listen 443 ssl;", "listen *:443 ssl;", "listen 0.0.0.0:443 ssl;"}) {
        const auto found = listening(lines);
        BOOST_REQUIRE(found.size() == 1u);
        BOOST_TEST(found.front().find("add: listen [::]:443 ...;") != std::string::npos);
    }
    BOOST_TEST(listening("listen 443 ssl; listen [::]:443 ssl;").empty());
    BOOST_TEST(listening("listen 127.0.0.1:8080;").empty());
    BOOST_TEST(listening("listen unix:/run/a.sock;").empty());
}

BOOST_AUTO_TEST_CASE(an_identity_that_the_client_can_claim_is_an_error) {
    check_one("location / { " + kProtect + kPass + "proxy_set_header Host $host; }", "error 2",
              "include proxy.conf");
    check_one("location @app { " + kPass + "proxy_set_header X-A b; }", "error 2",
              "include proxy.conf");
    check_one(
        "location / { " + kProtect + "include fastcgi_params; fastcgi_pass ${postern_shut}php; }",
        "error 2", "lacks Postern's fastcgi.conf");
    for (const char* pass : {"uwsgi_pass", "scgi_pass", "grpc_pass"})
        check_one("location / { " + kProtect + pass + " ${postern_shut}app; }", "error 2",
                  "Postern has no snippet");
    BOOST_TEST(problems_in("location / { " + kProtect + "include /p/proxy.conf; " + kPass +
                           "proxy_set_header X-A b; }")
                   .empty());
    check_one("location / { " + kProtect + kPass + "auth_request_set $postern_user $http_x; }",
              "error 2", "replaces what the gate says");
    check_one("location @app { set $postern_user root; " + kPass + "}", "error 2",
              "replaces what the gate says");
    check_one("set $postern_verdict user; location / { " + kProtect + kPass + "}", "error 2",
              "replaces what the gate says");
}

BOOST_AUTO_TEST_CASE(paths_outside_every_location_are_not_forgotten) {
    check_one("root /srv; location /app/ { " + kProtect + kPass + "}", "error 2",
              "no location matches");
    check_one("root /srv;", "error 2", "no location matches");
    BOOST_TEST(problems_in("root ${postern_shut}/srv; location /app/ { " + kProtect + kPass + "}")
                   .empty());
    check_one("return 200 x; location / { " + kProtect + kPass + "}", "error 2",
              "before the check");
}

BOOST_AUTO_TEST_CASE(a_lock_behind_the_host_and_a_deny_for_some_are_none) {
    check_one("location / { " + kProtect + "proxy_pass http://app${postern_shut}; }", "error 2",
              "the lock is missing");
    check_one("location /admin { deny 192.0.2.1; proxy_pass http://app; }", "note 2",
              "open to everyone");
    BOOST_TEST(problems_in("location /admin { allow 192.0.2.1; deny all; proxy_pass http://app; }")
                   .empty());
    BOOST_TEST(problems_in("location /admin { deny all; proxy_pass http://app; }").empty());
    check_one("location / { " + kProtect + kPass + "if ($a) { proxy_pass http://app; } }",
              "error 2", "the lock is missing");
}

BOOST_AUTO_TEST_CASE(advice_can_be_followed) {
    check_one("location / { " + kProtect + "proxy_pass http://localhost:3000; }", "error 2",
              "upstream app { server localhost:3000; }");
    BOOST_TEST(problems_in("root ${postern_shut}/srv; error_page 404 @own; location / { " +
                           kProtect + "include /p/static.conf; }")
                   .empty());
}

BOOST_AUTO_TEST_CASE(other_handlers_need_no_root) {
    for (const char* handler : {"stub_status;", "js_content main.hello;", "empty_gif;",
                                "content_by_lua_block { if x then y('it}s') {1,2} end }"})
        BOOST_TEST(problems_in("location / { " + kProtect + handler + " }").empty(), handler);
    BOOST_TEST(problems_in("location / { " + kProtect + kPass + "proxy_cache off; }").empty());
}

BOOST_AUTO_TEST_SUITE_END()
