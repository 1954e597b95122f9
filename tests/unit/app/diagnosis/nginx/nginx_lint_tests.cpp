// What nginx_lint says of a server block, one fault at a time. tests/support/nginx_corpus has whole
// configurations, and requests that go through what is found in them.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include "app/diagnosis/nginx/nginx_lint.hpp"

using namespace postern::app;

namespace {

/// The problems of a configuration, each as `severity LINE code message; fix`.
std::vector<std::string> problems(const std::string& text) {
    std::vector<std::string> found;
    for (const auto& one : lint_nginx(parse_nginx_config(text)).problems)
        found.push_back(std::string{to_text(one.severity)} + " " + std::to_string(one.line) + " " +
                        std::string{one.code} + " " + one.message + "; " + one.fix);
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

void check_none(const std::string& contents) {
    BOOST_TEST_CONTEXT(contents) {
        const auto found = problems_in(contents);
        BOOST_TEST(found.empty(), (found.empty() ? "" : found.front()));
    }
}

const std::string kProtect = "include /p/protect.conf; ";
const std::string kPass = "proxy_pass http://${postern_shut}app; ";
const std::string kSite = "location / { " + kProtect + kPass + "} ";

}  // namespace

BOOST_AUTO_TEST_SUITE(nginx_lint_tests)

BOOST_AUTO_TEST_CASE(a_sound_site_has_no_problem) {
    check_none("location / { " + kProtect + kPass + "}");
    check_none("root ${postern_shut}/srv; location / { " + kProtect + "}");
    check_none("location / { " + kProtect + "alias $postern_shut/srv/; }");
    check_none("location / { " + kProtect + kPass + "location /a { " + kProtect + kPass + "} }");
    check_none("location @app { " + kPass + "}");
    check_none("location /old { return 301 /new; }");
    check_none("location / { " + kProtect + "rewrite ^/a/(.*)$ /$1 break; proxy_redirect / /a/; " +
               kPass + "}");
    BOOST_TEST(problems("server { listen 80; location / { proxy_pass http://a/; } }").empty());
}

BOOST_AUTO_TEST_CASE(server_blocks_and_locations_are_counted_and_found_in_every_file) {
    const auto report = lint_nginx(parse_nginx_config(
        "# configuration file /e/nginx.conf:\nhttp { include sites/*; }\n"
        "stream { server { listen 25; } }\n"
        "# configuration file /e/sites/a:\nserver { set $postern_site a; include gate.conf; "
        "listen [::]:1; include parts.conf; }\nserver { listen 80; }\n"
        "# configuration file /e/parts.conf:\nlocation / {\n include protect.conf;\n proxy_pass "
        "http://app;\n}\nlocation /hook { auth_request off; proxy_pass http://${x}; }\n"));
    BOOST_TEST(report.servers == 2u);
    BOOST_TEST(report.sites == 1u);
    BOOST_TEST(report.protected_locations == 1u);
    BOOST_TEST(report.open_locations == 1u);
    BOOST_REQUIRE(report.problems.size() == 2u);
    BOOST_TEST(report.problems.front().file == "/e/parts.conf");
    BOOST_TEST(report.problems.front().line == 3u);
    BOOST_TEST(report.problems.front().code == "no-lock");
    BOOST_TEST(report.problems.back().code == "declared-open");
}

// As when somebody checks the files of sites-enabled only.
BOOST_AUTO_TEST_CASE(server_blocks_that_no_include_names_are_checked_all_the_same) {
    const auto report = lint_nginx(parse_nginx_config(
        "# configuration file /e/a:\nserver { set $postern_site a; include gate.conf; }\n"
        "# configuration file /e/b:\nserver { set $postern_site b; include gate.conf; }\n"));
    BOOST_TEST(report.servers == 2u);
    BOOST_TEST(report.sites == 2u);
}

BOOST_AUTO_TEST_CASE(a_site_without_name_or_gate_is_an_error) {
    const auto nameless = problems("server { include /p/gate.conf; listen [::]:1; }");
    BOOST_REQUIRE(nameless.size() == 1u);
    BOOST_TEST(nameless.front().starts_with("error 1 no-site"));
    const auto gateless = problems("server { set $postern_site a; listen [::]:1; }");
    BOOST_REQUIRE(gateless.size() == 1u);
    BOOST_TEST(gateless.front().starts_with("error 1 no-gate"));
}

BOOST_AUTO_TEST_CASE(a_site_that_nobody_has_registered_is_an_error) {
    const auto files = parse_nginx_config("server { set $postern_site a; include gate.conf; }");
    BOOST_TEST(lint_nginx(files, std::vector<std::string>{"a", "b"}).problems.empty());
    const auto problems = lint_nginx(files, std::vector<std::string>{"b"}).problems;
    BOOST_REQUIRE(problems.size() == 1u);
    BOOST_TEST(problems.front().code == "unknown-site");
    BOOST_TEST(problems.front().message == "no site is registered as a");
}

BOOST_AUTO_TEST_CASE(a_missing_lock_is_an_error_and_the_right_line_is_shown) {
    check_one("location / { " + kProtect + "proxy_pass http://app; }", "error 2 no-lock",
              "write: proxy_pass http://${postern_shut}app;");
    check_one(
        "location / { " + kProtect + "include /p/fastcgi.conf; fastcgi_pass unix:/run/php.sock; }",
        "error 2 no-lock", "fastcgi_pass ${postern_shut}unix:/run/php.sock;");
    check_one("root /srv; location / { " + kProtect + "} location /a { " + kProtect + "}",
              "error 2 no-lock", "root ${postern_shut}/srv;");
    check_one("location / { " + kProtect + "}", "error 2 no-lock", "has no root with the lock");
    check_one("location / { " + kProtect + "proxy_pass http://app${postern_shut}; }",
              "error 2 no-lock", "serves a protected location");
    check_one("location / { " + kProtect + "root $postern_shutter/srv; }", "error 2 no-lock", "");
    check_one("location / { " + kProtect + kPass + "if ($a) { proxy_pass http://app; } }",
              "error 2 no-lock", "");
    check_one("root ${postern_shut}/srv; location / { " + kProtect + "if ($a) { root /srv; } }",
              "error 2 no-lock", "");
    check_one("location / { " + kProtect + "proxy_pass http://localhost:3000; }", "error 2 no-lock",
              "upstream app { server localhost:3000; }");
}

BOOST_AUTO_TEST_CASE(locations_without_a_check_are_told) {
    check_one("location /hook { proxy_pass http://app; }", "error 2 open-location",
              "say so: auth_request off;");
    check_one("location /hook { auth_request off; proxy_pass http://app; }", "note 2 declared-open",
              "is open to everyone");
    check_one("location /admin { deny 192.0.2.1; proxy_pass http://app; }", "error 2 open-location",
              "location /admin");
    check_one("location /admin { allow all; deny all; proxy_pass http://app; }",
              "error 2 open-location", "location /admin");
    check_one("location / { " + kPass + "}", "error 2 no-check", "include protect.conf");
    check_one("location / { root ${postern_shut}/srv; }", "error 2 no-check", "");
    check_none("root ${postern_shut}/srv; location = /favicon.ico { access_log off; }");
    check_none("location /admin { allow 192.0.2.1; deny all; proxy_pass http://app; }");
    check_none("location /admin { deny all; proxy_pass http://app; }");
    check_none("location /admin { auth_basic x; proxy_pass http://app; }");
    check_none(
        "location /auth { include /p/portal.conf; location ~ x { fastcgi_pass "
        "postern_portal; } }");
}

BOOST_AUTO_TEST_CASE(pages_that_everyone_needs_are_no_problem) {
    for (const char* location :
         {"= /robots.txt", "= /favicon.ico", "= /50x.html", "^~ /.well-known/acme-challenge/"})
        check_one(kSite + "error_page 502 /50x.html; location " + location + " { root /var/www; }",
                  "note 2 declared-open", location);
    check_none(kSite + "error_page 502 /50x.html; location = /50x.html { internal; root /var; }");
}

BOOST_AUTO_TEST_CASE(what_is_nested_in_a_protected_location_needs_the_check_itself) {
    check_one("location / { " + kProtect + kPass + "location ~ x { " + kPass + "} }",
              "error 2 no-uri", "location ~ x does not include protect.conf itself");
    check_one(
        "location / { " + kProtect + kPass + "location /x { auth_request off; " + kPass + "} }",
        "error 2 check-off", "turns off the check of location /");
    check_none("location / { " + kProtect + kPass + "location ~ /\\. { deny all; } }");
    check_none("location / { " + kProtect + kPass + "location /x { return 404; } }");
}

BOOST_AUTO_TEST_CASE(a_check_of_ones_own_is_told_from_another_gates) {
    check_one("location / { auth_request /.postern/check; proxy_pass http://app; }",
              "error 2 own-check", "include protect.conf in place");
    check_none("location /other { auth_request /oauth2/auth; proxy_pass http://app; }");
    BOOST_TEST(problems_in("location / { satisfy any; auth_request /.postern/check; " + kPass + "}")
                   .size() == 2u);
    check_none("satisfy any; " + kSite);  // protect.conf has its own
}

BOOST_AUTO_TEST_CASE(locations_that_shadow_a_protected_one_are_told) {
    const std::string files = "location /private/ { " + kProtect + kPass + "} ";
    const std::string open = " { auth_request off; root /srv; }";
    check_one(files + "location ~* \\.png$" + open, "error 2 shadowing",
              "takes paths away from location /private/");
    check_one(files + "location ~ ^/pri" + open, "error 2 shadowing", "location ^~ /private/");
    check_one(files + "location ~ ^/public/.*\\.png$" + open, "note 2 declared-open", "");
    check_one("location ^~ /private/ { " + kProtect + kPass + "} location ~* \\.png$" + open,
              "note 2 declared-open", "");
}

BOOST_AUTO_TEST_CASE(ways_around_the_check_are_told) {
    const std::string app = "location @app { proxy_pass http://app; } ";
    check_one(kSite + app, "note 2 unlocked-name", "location @app serves every");
    const auto ways = [&app](const std::string& more) {
        std::string codes;
        for (const auto& one : problems_in(app + more))
            codes += one.substr(0, one.find(' ', 8)) + ",";
        return codes;
    };
    const std::string locked = "root ${postern_shut}/srv; ";
    BOOST_TEST(ways(locked + kSite + "location ~ \\.js$ { try_files $uri @app; }") ==
               "error 2 open-way,note 2 unlocked-name,");
    BOOST_TEST(ways(locked + "error_page 404 = @app; location /a { " + kProtect + kPass + "}") ==
               "error 2 open-way,note 2 unlocked-name,");
    BOOST_TEST(ways("error_page 404 = @app; " + kSite) == "note 2 unlocked-name,");
    BOOST_TEST(ways(locked + "location / { " + kProtect + "try_files $uri @app; }") ==
               "note 2 unlocked-name,");
    const std::string raw = "location /raw/ { internal; alias /srv/; } location /f/ { " + kProtect +
                            "root ${postern_shut}/srv; ";
    check_one(raw + "rewrite ^/f/(.*)$ /raw/$1 last; }", "error 2 leaves-check",
              "hands the request to location /raw/");
    check_one(raw + "if ($a) { rewrite ^/f/(.*)$ /raw/$1; } }", "error 2 leaves-check", "");
    check_none(raw + "rewrite ^/f/(.*)$ /f/$1.html last; }");
    check_none(raw + "try_files $uri /raw/x; }");  // the check has been made
}

BOOST_AUTO_TEST_CASE(answers_before_the_check_are_told) {
    check_one("location / { " + kProtect + "return 200 hello; }", "error 2 answers-first",
              "answers before the check");
    check_one("return 200 x; location / { " + kProtect + kPass + "}", "error 2 answers-first", "");
    check_one("if ($a) { return 200 x; } " + kSite, "error 2 answers-first", "");
    check_one("location / { " + kProtect + kPass + "if ($a) { return 200; } }",
              "note 2 redirects-first", "");
    check_one("location / { " + kProtect + kPass + "rewrite ^ /x permanent; }",
              "note 2 redirects-first", "");
    check_one("location / { " + kProtect + kPass + "if ($a) { return https://$host/; } }",
              "note 2 redirects-first", "");
    check_none("if ($request_method = TRACE) { return 405; } " + kSite);
    check_none("location / { " + kProtect + kPass + "if ($a) { return 403; } }");
}

BOOST_AUTO_TEST_CASE(what_keeps_the_path_from_the_gate_is_an_error) {
    check_one("location /a/ { rewrite ^/a/(.*)$ /$1 break; " + kProtect + "proxy_redirect / /a/; " +
                  kPass + "}",
              "error 2 no-uri", "stands before protect.conf");
    check_one("location /a/ { if ($b) { break; } " + kProtect + kPass + "}", "error 2 no-uri", "");
    check_one("rewrite ^/(?!index)(.*)$ /index last; " + kSite, "error 2 check-rewritten", "");
    check_none("rewrite ^/old/(.*)$ /new/$1 last; rewrite (?i)(?<name>x) /y last; " + kSite);
}

BOOST_AUTO_TEST_CASE(a_path_behind_the_upstream_is_an_error) {
    for (const char* path : {"/", "/base/", "/x?y=1"})
        check_one(
            "location /a/ { " + kProtect + "proxy_pass http://${postern_shut}app" + path + "; }",
            "error 2 path-replaced the path " + std::string{path}, "rewrite ^/PREFIX/");
    check_none("location / { " + kProtect + "proxy_pass http://${postern_shut}app$request_uri; }");
    check_none("location ~ ^/a(/.*)$ { " + kProtect +
               "proxy_pass http://${postern_shut}app/b$1; }");
}

BOOST_AUTO_TEST_CASE(redirects_without_their_prefix_are_a_warning) {
    check_one("location /a/ { " + kProtect + "rewrite ^/a/(.*)$ /$1 break; " + kPass + "}",
              "warning 2 lost-prefix", "proxy_redirect / /a/;");
    check_one("location ~ ^/a/ { " + kProtect + "rewrite ^/a/(.*)$ /$1 break; " + kPass + "}",
              "warning 2 lost-prefix", "proxy_redirect / /PREFIX/;");
}

// nginx takes the first error_page for a status.
BOOST_AUTO_TEST_CASE(error_pages_that_replace_an_answer_are_told) {
    for (const char* status : {"401", "403", "500"}) {
        const std::string page = std::string{"error_page "} + status + " =200 /x; ";
        check_one("location / { " + page + kProtect + kPass + "}", "error 2 own-error-page",
                  "stands before protect.conf");
        check_one("location / { " + kProtect + kPass + page + "}", "warning 2 late-error-page",
                  "no effect");
        check_none(page + kSite);
    }
    const std::string files =
        "root ${postern_shut}/srv; location / { " + kProtect + "include /p/static.conf; }";
    check_one(files + "error_page 404 /404.html;", "warning 2 hidden-page",
              "set $postern_404 /404.html;");
    check_none(files + "set $postern_404 /404.html;");
    check_none(files + "error_page 404 @own;");
    check_none("error_page 404 /404.html; " + kSite);
}

BOOST_AUTO_TEST_CASE(headers_that_proxy_conf_sends_already_are_a_warning) {
    const std::string snippet =
        "# configuration file /p/proxy.conf:\nproxy_set_header Host $postern_site_host;\n"
        "proxy_set_header X-Forwarded-Prefix \"\";\ninclude identity.conf;\n"
        "# configuration file /p/identity.conf:\nproxy_set_header Remote-User $postern_user;\n";
    const auto found = [&snippet](const std::string& header) {
        std::vector<std::string> twice;
        for (const auto& one :
             problems("# configuration file /p/nginx.conf:\nserver { set $postern_site a; include "
                      "gate.conf; listen [::]:1; location / { include protect.conf; include "
                      "proxy.conf; proxy_pass http://${postern_shut}app; proxy_set_header " +
                      header + " x; } }\n" + snippet))
            if (one.starts_with("warning 1 header-twice")) twice.push_back(one);
        return twice;
    };
    BOOST_TEST(found("X-Forwarded-Prefix").empty());  // only emptied there
    BOOST_TEST(found("X-Own").empty());
    BOOST_REQUIRE(found("host").size() == 1u);
    BOOST_TEST(found("host").front().find("set $postern_origin") != std::string::npos);
    BOOST_REQUIRE(found("Remote-User").size() == 1u);
    BOOST_TEST(found("Remote-User").front().ends_with("; remove it"));
}

// nginx's $remote_user is what a client says in Basic credentials that nobody checked.
BOOST_AUTO_TEST_CASE(parameters_of_nginx_behind_those_of_postern_are_an_error) {
    const std::string pass = "fastcgi_pass ${postern_shut}php; ";
    const std::string parameters = "include /p/fastcgi.conf; ";
    for (const char* late :
         {"include fastcgi_params", "include /etc/nginx/fastcgi_params", "include fastcgi.conf",
          "fastcgi_param REMOTE_USER $remote_user", "fastcgi_param HTTP_COOKIE $http_cookie"})
        check_one("location / { " + kProtect + parameters + late + "; " + pass + "}",
                  "error 2 late-parameters", "put it before");
    for (const char* fine : {"include fastcgi_params; include /p/fastcgi.conf",
                             "include fastcgi.conf; include /p/fastcgi.conf",
                             "include /p/fastcgi.conf; fastcgi_param REMOTE_USER $postern_user",
                             "include /p/fastcgi.conf; fastcgi_param SCRIPT_FILENAME /srv/x.php"})
        check_none("location / { " + kProtect + fine + "; " + pass + "}");
}

BOOST_AUTO_TEST_CASE(a_second_password_is_a_warning) {
    check_one("auth_basic x; " + kSite, "warning 2 two-sign-ins", "remove it");
    check_one("location / { " + kProtect + kPass + "auth_basic x; }", "warning 2 two-sign-ins",
              "remove it");
    check_none("auth_basic off; " + kSite);
}

BOOST_AUTO_TEST_CASE(a_cache_that_does_not_know_the_visitor_is_a_warning) {
    check_one("location / { " + kProtect + kPass + "proxy_cache z; }", "warning 2 shared-cache",
              "$postern_user_id");
    check_one("proxy_cache z; proxy_cache_key $uri; " + kSite, "warning 2 shared-cache", "");
    check_one("location / { " + kProtect + kPass +
                  "proxy_cache z; proxy_cache_key $uri$postern_cookie; }",
              "warning 2 shared-cache", "");
    check_none("proxy_cache z; location / { " + kProtect + kPass + "proxy_cache off; }");
    for (const char* key : {"$uri$postern_user_id", "$uri${postern_user}", "$uri$http_cookie"})
        check_none("location / { " + kProtect + kPass + "proxy_cache z; proxy_cache_key " + key +
                   "; }");
    check_none("location / { " + kProtect + kPass +
               "proxy_cache z; proxy_cache_bypass $http_cookie; proxy_no_cache $http_cookie; }");
    check_none("fastcgi_cache z; " + kSite);  // nothing here uses it
}

BOOST_AUTO_TEST_CASE(a_port_on_ipv4_only_is_told_when_another_server_block_answers_over_ipv6) {
    const std::string shop = " server { listen [::]:443 ssl; }";
    const auto codes = [](const std::string& lines, const std::string& others) {
        std::string found;
        for (const auto& one :
             problems("server { set $postern_site a; include gate.conf; " + lines + " }" + others))
            found += one;
        return found;
    };
    for (const char* lines : {"listen 443 ssl;", "listen *:443 ssl;", "listen 0.0.0.0:443 ssl;"})
        BOOST_TEST(codes(lines, shop).find("; add: listen [::]:443 ...;") != std::string::npos);
    BOOST_TEST(codes("listen 443 ssl;", "") == "");
    BOOST_TEST(codes("listen 443 ssl;", " server { listen [::]:80; }") == "");
    BOOST_TEST(codes("listen 443 ssl; listen [::]:443 ssl;", shop) == "");
    BOOST_TEST(codes("listen 127.0.0.1:443;", shop) == "");
    BOOST_TEST(codes("listen unix:/run/a.sock;", shop) == "");
    BOOST_TEST(codes("listen 443;",
                     " server { set $postern_site a; include gate.conf; listen "
                     "[::]:443; }" +
                         shop) == "");
}

BOOST_AUTO_TEST_CASE(settings_of_the_default_server_are_told) {
    const auto codes = [](const std::string& text) {
        std::string found;
        for (const auto& one : problems(text)) found += one.substr(0, one.find(' ', 10)) + ",";
        return found;
    };
    const std::string site = "server { set $postern_site a; include gate.conf; listen 80; } ";
    const std::string on = "underscores_in_headers on; ";
    BOOST_TEST(codes("server { listen 80 default_server; " + on + "} " + site) ==
               "warning 1 odd-headers,");
    BOOST_TEST(codes(on + "server { listen 80; } " + site) == "warning 1 odd-headers,");
    BOOST_TEST(codes(on + site) == "");  // it is the default server, and gate.conf sets it
    BOOST_TEST(codes("server { listen 81; " + on + "} " + site) == "");
    BOOST_TEST(codes("server { listen 80; ignore_invalid_headers off; } " + site) ==
               "warning 1 odd-headers,");
    BOOST_TEST(codes("merge_slashes off; " + site) == "warning 1 merge-slashes,");
    BOOST_TEST(codes(site + "server { listen 80; merge_slashes off; }") == "");
}

BOOST_AUTO_TEST_CASE(server_blocks_that_serve_the_same_without_a_check_are_told) {
    const auto codes = [](const std::string& other) {
        std::string found;
        for (const auto& one :
             problems("upstream app { server 127.0.0.1:3000; } server { set $postern_site a; "
                      "include gate.conf; listen 1; location / { " +
                      kProtect + kPass + "} location /f/ { " + kProtect +
                      "root ${postern_shut}/srv/wiki; } }\nserver { " + other + " }"))
            found += one.substr(0, one.find(' ', 8)) + ",";
        return found;
    };
    const std::string twin = "error 2 open-twin,";
    BOOST_TEST(codes("listen 2; root /srv/wiki;") == twin);
    BOOST_TEST(codes("listen 2; root /srv;") == twin);
    BOOST_TEST(codes("listen 2; location / { alias /srv/wiki/f/; }") == twin);
    BOOST_TEST(codes("listen 2; location / { proxy_pass http://app; }") == twin);
    BOOST_TEST(codes("listen 2; location / { proxy_pass http://localhost:3000/x; }") == twin);
    BOOST_TEST(codes("listen 2; root /srv/wikipedia;") == "");
    BOOST_TEST(codes("listen 2; location /g/ { root /srv/wiki; }") == "");
    BOOST_TEST(codes("listen 2; location / { proxy_pass http://127.0.0.1:3001; }") == "");
    for (const char* closed : {"return 301 https://$host$request_uri;", "deny all;",
                               "auth_basic x;", "ssl_verify_client on;", "auth_request /other;"})
        BOOST_TEST(codes(std::string{"listen 2; root /srv/wiki; "} + closed) == "", closed);
    BOOST_TEST(codes("listen 127.0.0.1:2; listen [::1]:2; listen unix:/a; root /srv/wiki;") == "");
    BOOST_TEST(codes("listen 2; location / { auth_request off; root /srv/wiki; }") == "");
    BOOST_TEST(codes("listen 2; root /srv/wiki; location / { return 301 https://$host/; }") == "");
}

BOOST_AUTO_TEST_CASE(an_identity_that_the_client_can_claim_is_an_error) {
    check_one("location / { " + kProtect + kPass + "proxy_set_header Host $host; }",
              "error 2 client-identity", "include proxy.conf");
    check_one("location @app { " + kPass + "proxy_set_header X-A b; }", "error 2 client-identity",
              "include proxy.conf");
    check_one("location / { " + kProtect + "include /p/proxy.conf; " + kPass +
                  "location /a { proxy_set_header X-A b; " + kProtect + kPass + "} }",
              "error 2 client-identity", "location /a");
    check_one(
        "location / { " + kProtect + "include fastcgi_params; fastcgi_pass ${postern_shut}php; }",
        "error 2 client-identity", "lacks Postern's fastcgi.conf");
    for (const char* pass : {"uwsgi_pass", "scgi_pass", "grpc_pass"})
        check_one("location / { " + kProtect + pass + " ${postern_shut}app; }",
                  "error 2 client-identity", "Postern has no snippet");
    check_none("location / { " + kProtect + "include /p/proxy.conf; " + kPass +
               "proxy_set_header X-A b; }");
    check_none("location / { " + kProtect +
               "include /p/fastcgi.conf; fastcgi_pass "
               "${postern_shut}php; location /a { " +
               kProtect +
               "fastcgi_pass "
               "${postern_shut}php; } }");
    check_one("location / { " + kProtect + kPass + "auth_request_set $postern_user $http_x; }",
              "error 2 own-variable", "remove it");
    check_one("location @app { set $postern_user root; " + kPass + "}", "error 2 own-variable", "");
    check_one("if ($a) { set $postern_verdict user; } " + kSite, "error 2 own-variable", "");
    check_none("set $postern_origin https://wiki.example.org; " + kSite);
}

BOOST_AUTO_TEST_CASE(paths_outside_every_location_are_not_forgotten) {
    const std::string site = "location /app/ { " + kProtect + kPass + "}";
    check_one("root /srv; " + site, "error 2 unmatched-paths", "root ${postern_shut}/srv;");
    check_one("root /srv;", "error 2 unmatched-paths", "");
    check_none("root ${postern_shut}/srv; " + site);
    check_none("root /srv; " + kSite);
}

BOOST_AUTO_TEST_CASE(an_alias_that_can_be_left_is_an_error) {
    const std::string open = "{ auth_request off; alias /srv/files/; }";
    const auto found = problems_in(kSite + "location /files " + open);
    BOOST_REQUIRE(found.size() == 2u);
    BOOST_TEST(found.back().starts_with("error 2 alias-slash"), found.back());
    BOOST_TEST(problems_in(kSite + "location /files/ " + open).size() == 1u);
    BOOST_TEST(problems_in(kSite + "location = /files " + open).size() == 1u);
}

BOOST_AUTO_TEST_CASE(headers_that_a_location_loses_are_a_warning) {
    const std::string hsts = "add_header Strict-Transport-Security x; ";
    const std::string own = "location / { " + kProtect + kPass + "add_header X-Own y; ";
    check_one(hsts + own + "}", "warning 2 lost-headers", "strict-transport-security");
    check_none(hsts + own + hsts + "}");
    check_none("add_header X-Other y; " + own + "}");
    check_none(hsts + kSite);
}

BOOST_AUTO_TEST_CASE(snippets_that_lack_a_line_are_an_error) {
    const auto found = [](const std::string& name, const std::string& content) {
        return problems(
            "# configuration file /p/nginx.conf:\nserver { set $postern_site a; "
            "include gate.conf; }\n# configuration file /p/" +
            name + ":\n" + content + "\n");
    };
    const std::string rest =
        "auth_request /.postern/check; auth_request_set $postern_verdict "
        "$upstream_http_postern_verdict; auth_request_set $postern_user "
        "$upstream_http_remote_user; auth_request_set $postern_credential "
        "$upstream_http_postern_credential; auth_request_set $postern_assertion "
        "$upstream_http_postern_assertion; error_page 401 = @a; error_page 403 = @a; error_page "
        "500 = "
        "@a; ";
    BOOST_TEST(found("protect.conf", rest + "satisfy all; set $postern_uri $uri;").empty());
    const auto no_uri = found("protect.conf", rest + "satisfy all;");
    BOOST_REQUIRE(no_uri.size() == 1u);
    BOOST_TEST(no_uri.front().starts_with("error 1 no-uri protect.conf lacks the line: set"));
    const auto changed = found("protect.conf", rest + "set $postern_uri $uri;");
    BOOST_REQUIRE(changed.size() == 1u);
    BOOST_TEST(changed.front().starts_with("error 1 changed-snippet protect.conf lacks"));
    const std::string map = "map $postern_verdict:$postern_user $postern_shut { volatile; ";
    BOOST_TEST(found("http.conf", map + "default /dev/null/shut; }").empty());
    BOOST_TEST(found("http.conf", map + "default \"\"; }").size() == 1u);
    BOOST_TEST(found("http.conf", map + "}").size() == 1u);
    BOOST_TEST(found("http.conf", "gzip on;").empty());  // somebody else's
}

// Guides often have files of these names.
BOOST_AUTO_TEST_CASE(a_file_with_the_name_of_a_snippet_is_not_taken_for_it) {
    const auto found = problems(
        "# configuration file /p/nginx.conf:\nserver { set $postern_site a; include gate.conf; "
        "location / { include protect.conf; include /own/proxy.conf; proxy_pass "
        "http://${postern_shut}app; } }\n"
        "# configuration file /own/proxy.conf:\nproxy_set_header Host $host;\n");
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found.front().starts_with("error 1 client-identity"));
}

BOOST_AUTO_TEST_CASE(other_handlers_need_no_root) {
    for (const char* handler : {"stub_status;", "js_content main.hello;", "empty_gif;",
                                "content_by_lua_block { if x then y('it}s') {1,2} end }"})
        check_none("location / { " + kProtect + handler + " }");
}

BOOST_AUTO_TEST_SUITE_END()
