#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "config_fixture.hpp"

using namespace postern::config;
using namespace postern::config::test;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

constexpr std::string_view kSmallest = R"(
[server]
public_url = "https://auth.example.org"
[database]
socket = "/run/mysqld/mysqld.sock"
)";

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(config_tests)

BOOST_AUTO_TEST_CASE(parse_needs_only_the_address_and_the_database) {
    const Config config = parse_with(kSmallest);
    BOOST_TEST(config.server.public_url == "https://auth.example.org");
    BOOST_TEST(config.database.socket == "/run/mysqld/mysqld.sock");
    BOOST_TEST(config.server.socket_mode == 0660u);
    BOOST_TEST((config.session.idle_ttl == 30min));
    BOOST_TEST(config.password.argon2_memory_kib == 19456u);
}

BOOST_AUTO_TEST_CASE(parse_accepts_every_kind_of_value) {
    const Config config = parse_rest(R"(
[server]
socket_mode = "0600"
peer_users = ["nginx", "root"]
backlog = 128
[gate]
workers = 4
max_requests = 0
[session]
idle_ttl = 600
absolute_ttl = "8h"
remember_idle_ttl = "7d"
cookie_domain = "Example.org"
[password]
hashing_patience = "1500ms"
[tokens]
algorithm = "EdDSA"
key_life = "30d"
[api]
origins = ["https://app.example.org"]
[admin]
networks = ["192.0.2.0/24"]
[registration]
enabled = false
[log]
format = "text"
)");
    BOOST_TEST(config.server.socket_mode == 0600u);
    BOOST_TEST(config.server.peer_users == (std::vector<std::string>{"nginx", "root"}));
    BOOST_TEST(config.server.backlog == 128u);
    BOOST_TEST(config.gate.workers == 4u);
    BOOST_TEST(config.gate.max_requests == 0u);
    BOOST_TEST((config.session.idle_ttl == 600s));
    BOOST_TEST((config.session.absolute_ttl == 8h));
    BOOST_TEST((config.session.remember_idle_ttl == 24h * 7));
    BOOST_TEST(config.session.cookie_domain == "example.org");
    BOOST_TEST((config.password.hashing_patience == 1500ms));
    BOOST_TEST((config.tokens.algorithm == TokenAlgorithm::EdDsa));
    BOOST_TEST((config.tokens.key_life == 24h * 30));
    BOOST_TEST(config.api.origins == (std::vector<std::string>{"https://app.example.org"}));
    BOOST_TEST(config.admin.networks == (std::vector<std::string>{"192.0.2.0/24"}));
    BOOST_TEST(!config.registration.enabled);
    BOOST_TEST((config.log.format == postern::log::Format::Text));
}

BOOST_AUTO_TEST_CASE(parse_accepts_a_mode_in_each_octal_spelling) {
    for (const char* mode : {"\"0640\"", "\"640\"", "\"0o640\"", "0o640"})
        BOOST_TEST_CONTEXT(mode) {
            const Config config = parse_rest("[server]\nsocket_mode = "s + mode);
            BOOST_TEST(config.server.socket_mode == 0640u);
        }
}

BOOST_AUTO_TEST_CASE(parse_normalizes_the_public_url) {
    struct Row {
        std::string written;
        std::string canonical;
    };
    const std::vector<Row> rows{
        {"https://auth.example.org/", "https://auth.example.org"},
        {"HTTPS://Auth.Example.ORG:443", "https://auth.example.org"},
        {"https://example.org/auth/", "https://example.org/auth"},
        {"https://example.org:8443/a/b", "https://example.org:8443/a/b"},
        {"http://localhost:8080", "http://localhost:8080"},
        {"http://127.0.0.1:8080/", "http://127.0.0.1:8080"},
        {"http://[::1]:8080", "http://[::1]:8080"},
    };
    for (const Row& row : rows) {
        BOOST_TEST_CONTEXT(row.written) {
            Variables variables = required();
            variables["POSTERN_SERVER_PUBLIC_URL"] = row.written;
            BOOST_TEST(parse_with("", variables).server.public_url == row.canonical);
        }
    }
}

BOOST_AUTO_TEST_CASE(environment_overrides_the_file) {
    Variables variables = required();
    variables.insert({{"POSTERN_SESSION_IDLE_TTL", "10m"},
                      {"POSTERN_SESSION_ABSOLUTE_TTL", "7200"},
                      {"POSTERN_GATE_WORKERS", "3"},
                      {"POSTERN_REGISTRATION_ENABLED", "false"},
                      {"POSTERN_SERVER_SOCKET_MODE", "0600"},
                      {"POSTERN_SERVER_PEER_USERS", "nginx, root"},
                      {"POSTERN_SERVER_SOCKET_GROUP", ""},
                      {"POSTERN_CONFIG", "/etc/postern/postern.toml"},
                      {"HOME", "/root"}});
    const Config config =
        parse_with("[session]\nidle_ttl = \"30m\"\n[gate]\nworkers = 1", variables);
    BOOST_TEST((config.session.idle_ttl == 10min));
    BOOST_TEST((config.session.absolute_ttl == 2h));
    BOOST_TEST(config.gate.workers == 3u);
    BOOST_TEST(!config.registration.enabled);
    BOOST_TEST(config.server.socket_mode == 0600u);
    BOOST_TEST(config.server.peer_users == (std::vector<std::string>{"nginx", "root"}));
    BOOST_TEST(config.server.socket_group == "");
}

BOOST_AUTO_TEST_CASE(environment_can_empty_a_list) {
    Variables variables = required();
    variables["POSTERN_SERVER_PEER_USERS"] = "";
    BOOST_TEST(parse_with("", variables).server.peer_users.empty());
}

BOOST_AUTO_TEST_CASE(parse_reports_the_line_of_a_syntax_error) {
    const std::string problem = problems_of("[server]\npublic_url = \"https://a.example\n");
    BOOST_TEST(problem.starts_with("postern.toml:2: is not TOML: "), problem);
    BOOST_TEST(problems_of("[gate]\nworkers = 1\nworkers = 2\n").starts_with("postern.toml:3: "));
    BOOST_TEST(problems_of("a = \xff\n").starts_with("postern.toml:1: "));
}

// Each character from here to U+0499 is undefined behaviour in toml++ 3.3 left to itself.
BOOST_AUTO_TEST_CASE(parse_reports_the_line_of_an_accent_outside_a_string) {
    for (const char* line : {"gr\xc3\xb6\xc3\x9f"
                             "e = 1",
                             "workers = \xc3\xa4", "\xd0\xb0 = 1"})
        BOOST_TEST_CONTEXT(line) {
            BOOST_TEST(problems_of_rest("[gate]\n"s + line).starts_with("postern.toml:2: "));
        }
}

// toml++ 3.3 aborts at these when it is not kept from it (its pull request 301).
BOOST_AUTO_TEST_CASE(parse_reports_the_line_of_a_malformed_section) {
    for (const char* header : {"[=]", "[=x", "[[[1]]]", "[[=", "[ = ]", "[\xe2\x82\xac]"})
        BOOST_TEST_CONTEXT(header) {
            BOOST_TEST(problems_of_rest("# first\n\n"s + header + "\nworkers = 1\n")
                           .starts_with("postern.toml:3: is not TOML: "));
            BOOST_TEST(problems_of_rest(header).starts_with("postern.toml:1: is not TOML: "));
        }
}

BOOST_AUTO_TEST_CASE(parse_never_prints_raw_bytes_of_a_broken_file) {
    for (const std::string& text :
         {"\x1b[31m = 1"s, "a = \x1b]0;x\x07"s, "[server]\n\"\\u001b[31m\" = 1"s, "k\xc2\x9b = 1"s,
          "\"\\n\" = 1"s}) {
        const std::string problem = problems_of_rest(text);
        BOOST_TEST(problem != "none");
        BOOST_TEST(problem.find_first_of("\x1b\x07\xc2\x9b") == std::string::npos, problem);
        BOOST_TEST(!contains(problem, "\n"), problem);
    }
}

BOOST_AUTO_TEST_CASE(parse_reports_all_problems_at_once_in_file_order) {
    BOOST_TEST(problems_of(R"([server]
public_url = 5
idle_ttl = "30m"

[session]
idle_tll = "30m"
absolute_ttl = true
)",
                           {{"POSTERN_GATE_WORKERS", "many"}}) ==
               "postern.toml:2: server.public_url: is a number; write a text in quotes\n"
               "postern.toml:3: server.idle_ttl: is not a known key; did you mean "
               "session.idle_ttl?\n"
               "postern.toml:6: session.idle_tll: is not a known key; did you mean "
               "session.idle_ttl?\n"
               "postern.toml:7: session.absolute_ttl: is true or false; write a number of seconds "
               "or a text like \"30m\", from 1s to 365d\n"
               "environment: POSTERN_GATE_WORKERS: is a text; write a whole number from 0 to 128\n"
               "postern.toml: database.socket: is missing; write the path of the database's "
               "socket, like \"/run/mysqld/mysqld.sock\", or set database.host");
}

BOOST_AUTO_TEST_CASE(parse_names_the_line_of_a_value_that_fails_a_check) {
    BOOST_TEST(problems_of_rest("\n\n[session]\ncookie_domain = \"org\"")
                   .starts_with("postern.toml:4: session.cookie_domain: is a single label"));
}

BOOST_AUTO_TEST_CASE(parse_names_the_environment_for_a_variable_that_fails_a_check) {
    BOOST_TEST(problems_of_variables({{"POSTERN_SESSION_COOKIE_DOMAIN", "org"}})
                   .starts_with("environment: session.cookie_domain: is a single label"));
}

BOOST_AUTO_TEST_CASE(parse_refuses_unknown_keys_and_sections) {
    struct Row {
        std::string name;
        std::string toml;
        std::string expected;
    };
    const std::vector<Row> rows{
        {"typing error", "[session]\nidle_tl = 1",
         ":2: session.idle_tl: is not a known key; did "
         "you mean session.idle_ttl?"},
        {"key without section", "workers = 1", ":1: workers: is not a known key; did you mean"},
        {"section misspelt", "[sesion]\nidle_ttl = 1", "did you mean session.idle_ttl?"},
        {"nothing like it", "[colours]\nbackground = 1",
         ":2: colours.background: is not a known "
         "key; remove it"},
        {"empty unknown section", "[colours]", ":1: colours: is not a known key"},
        {"section as a value", "gate = 1", ":1: gate: is not a table; write [gate]"},
        {"section as a list", "gate = []", ":1: gate: is not a table"},
        {"section as list of tables", "[[gate]]\nworkers = 1", "gate: is not a table"},
        {"too deep", "[gate.workers]\nx = 1", "gate.workers: is a table; write a whole number"},
        {"quoted key with a dot", "\"gate.workers\" = 1", ":1: gate.workers: is not a known key"},
        {"upper case", "[Gate]\nworkers = 1", "Gate.workers: is not a known key"},
    };
    for (const Row& row : rows) {
        BOOST_TEST_CONTEXT(row.name) {
            const std::string problem = problems_of_rest(row.toml);
            BOOST_TEST(contains(problem, row.expected), problem);
            BOOST_TEST(problem != "none");
        }
    }
}

BOOST_AUTO_TEST_CASE(parse_accepts_empty_known_sections) {
    BOOST_TEST(problems_of_rest("[gate]\n[portal]\n[log]\n") == "none");
}

BOOST_AUTO_TEST_CASE(parse_refuses_wrong_types_and_values_out_of_range) {
    struct Row {
        std::string toml;
        std::string expected;
    };
    const std::vector<Row> rows{
        {"[gate]\nworkers = 129", "is out of range; write a whole number from 0 to 128"},
        {"[gate]\nworkers = -1", "is out of range"},
        {"[gate]\nworkers = 1.0", "is a number with a fraction"},
        {"[gate]\nworkers = \"4\"", "is a text"},
        {"[gate]\nworkers = 9223372036854775807", "is out of range"},
        {"[gate]\nworkers = [1]", "is a list of something else than texts"},
        {"[portal]\nworkers = 129", "is out of range"},
        {"[database]\nport = 0", "is out of range"},
        {"[database]\nport = 65536", "is out of range"},
        {"[server]\nbacklog = 0", "is out of range"},
        {"[server]\npeer_users = \"root\"", "is a text; write a list"},
        {"[server]\npeer_users = [\"root\", 1]", "is a list of something else"},
        {"[server]\npeer_users = [\"\"]", "has an empty entry"},
        {"[server]\npeer_users = [\"a\\nb\"]", "has a control character"},
        {"[server]\nsocket_mode = 660", "is a decimal number; write a text of octal digits"},
        {"[server]\nsocket_mode = \"0888\"", "is no file mode"},
        {"[server]\nsocket_mode = \"4660\"", "is no file mode"},
        {"[server]\nsocket_mode = 0o4660", "is no file mode"},
        {"[server]\nsocket_mode = \"\"", "is no file mode"},
        {"[server]\nsocket_group = \"www\\u0000data\"", "has a control character"},
        {"[server]\nsocket_group = \"www\\ndata\"", "has a control character"},
        {"[session]\nidle_ttl = \"30\"", "is no duration"},
        {"[session]\nidle_ttl = \"30 m\"", "is no duration"},
        {"[session]\nidle_ttl = \"30M\"", "is no duration"},
        {"[session]\nidle_ttl = \"1h30m\"", "is no duration"},
        {"[session]\nidle_ttl = \"-1m\"", "is no duration"},
        {"[session]\nidle_ttl = \"m\"", "is no duration"},
        {"[session]\nidle_ttl = \"99999999999999999999d\"", "is no duration"},
        {"[session]\nidle_ttl = -1", "is no duration"},
        {"[session]\nidle_ttl = 0", "is out of range"},
        {"[session]\nidle_ttl = \"366d\"", "is out of range"},
        {"[session]\nidle_ttl = \"1500ms\"", "is not a whole number of seconds"},
        {"[session]\nidle_ttl = 1.5", "is a number with a fraction"},
        {"[session]\nidle_ttl = 07:32:00", "is a date or a time"},
        {"[session]\nidle_ttl = 1979-05-27", "is a date or a time"},
        {"[database]\nread_timeout = \"61s\"", "is out of range"},
        {"[password]\nmin_length = 7", "is out of range; write a whole number from 8 to 64"},
        {"[password]\nmin_length = 65", "is out of range"},
        {"[password]\nargon2_passes = 0", "is out of range"},
        {"[password]\nargon2_memory_kib = 1048577", "is out of range"},
        {"[password]\nhashing_patience = \"11s\"", "is out of range"},
        {"[tokens]\nalgorithm = \"HS256\"", "write one of \"ES256\" \"EdDSA\" \"RS256\""},
        {"[tokens]\naccess_ttl = \"59s\"", "is out of range"},
        {"[tokens]\naccess_ttl = \"61m\"", "from 1m to 1h"},
        {"[tokens]\nrefresh_grace = \"601s\"", "from 0s to 10m"},
        {"[tokens]\nmax_per_account = 0", "is out of range; write a whole number from 1 to 1000"},
        {"[tokens]\nkey_life = \"23h\"", "is out of range"},
        {"[tokens]\nkey_life = \"731d\"", "from 1d to 730d"},
        {"[registration]\nenabled = \"yes\"", "is a text; write true or false"},
        {"[registration]\nenabled = 1", "is a number; write true or false"},
        {"[registration]\nmode = \"shut\"", "is none of the known words; write one of \"open\""},
        {"[registration]\ninvitation_lifetime = \"59m\"", "from 1h to 90d"},
        {"[profile]\nfield = \"phone\"", "write [[profile.field]] with a name, a kind and a label"},
        {"[profile]\nfield = [\"phone\"]", "write [[profile.field]]"},
        {"[mail]\nfrom_name = \"" + std::string(1025, 'x') + "\"", "is too long"},
    };
    for (const Row& row : rows) {
        BOOST_TEST_CONTEXT(row.toml) {
            const std::string problem = problems_of_rest(row.toml);
            BOOST_TEST(contains(problem, row.expected), problem);
            BOOST_TEST(problem.starts_with("postern.toml:2: "), problem);
        }
    }
}

BOOST_AUTO_TEST_CASE(environment_refuses_values_that_do_not_fit) {
    struct Row {
        std::string name;
        std::string value;
        std::string expected;
    };
    const std::vector<Row> rows{
        {"POSTERN_GATE_WORKERS", "", "is a text; write a whole number"},
        {"POSTERN_GATE_WORKERS", "04", "is a text; write a whole number"},
        {"POSTERN_GATE_WORKERS", "129", "is out of range"},
        {"POSTERN_GATE_WORKERS", "18446744073709551615", "is a text"},
        {"POSTERN_REGISTRATION_ENABLED", "1", "is a text; write true or false"},
        {"POSTERN_REGISTRATION_ENABLED", "False", "is a text; write true or false"},
        {"POSTERN_SERVER_PEER_USERS", "root,,nginx", "has an empty entry"},
        {"POSTERN_SERVER_SOCKET_GROUP", "\xff", "is not UTF-8"},
        {"POSTERN_SERVER_SOCKET_GROUP", "a\nb", "has a control character"},
        {"POSTERN_SESSION_IDLE_TTL", "soon", "is no duration"},
    };
    for (const Row& row : rows) {
        BOOST_TEST_CONTEXT(row.name << "=" << row.value) {
            const std::string problem = problems_of_variables({{row.name, row.value}});
            BOOST_TEST(problem.starts_with("environment: " + row.name + ": " + row.expected),
                       problem);
        }
    }
}

BOOST_AUTO_TEST_CASE(environment_refuses_variables_without_a_key) {
    BOOST_TEST(problems_of_variables({{"POSTERN_SESSION_IDLE_TLL", "10m"}}) ==
               "environment: POSTERN_SESSION_IDLE_TLL: names no key; did you mean "
               "POSTERN_SESSION_IDLE_TTL?");
    BOOST_TEST(problems_of_variables({{"POSTERN_", "x"}}) ==
               "environment: POSTERN_: names no key; remove it");
    BOOST_TEST(problems_of_variables({{"MYPOSTERN_X", "x"}, {"postern_gate_workers", "x"}}) ==
               "none");
}

BOOST_AUTO_TEST_CASE(environment_refuses_a_password_without_repeating_it) {
    const std::string problem = problems_of_variables({{"POSTERN_DATABASE_PASSWORD", "hunter2"}});
    BOOST_TEST(contains(problem, "POSTERN_DATABASE_PASSWORD: is a secret in the environment"),
               problem);
    BOOST_TEST(contains(problem, "database.password_file"), problem);
    BOOST_TEST(!contains(problem, "hunter2"));
}

BOOST_AUTO_TEST_CASE(problems_never_repeat_a_value) {
    const std::string problem = problems_of(
        "[server]\npublic_url = \"hunter2\"\nsocket_mode = \"hunter2\"\ngate_socket = \"hunter2\"\n"
        "[log]\nlevel = \"hunter2\"\n[session]\nidle_ttl = \"hunter2\"\ncookie_domain=\"hunter2\"",
        {{"POSTERN_GATE_WORKERS", "hunter2"}, {"POSTERN_TOKEN", "hunter2"}});
    BOOST_TEST(!contains(problem, "hunter2"), problem);
}

#ifndef __SANITIZE_ADDRESS__  // its stack frames are several times as large

BOOST_AUTO_TEST_CASE(parse_survives_a_deeply_nested_key) {
    std::string key = "a";
    for (int i = 0; i < 16'000; ++i) key += ".a";
    BOOST_TEST(problems_of_rest(key + " = 1") != "none");
    BOOST_TEST(problems_of_rest("a = " + std::string(32'000, '[')) != "none");
}

#endif

BOOST_AUTO_TEST_CASE(parse_refuses_a_text_too_large_for_a_configuration) {
    BOOST_TEST(
        problems_of_rest(std::string(32 * 1024 + 1, '\n')) ==
        "postern.toml: is longer than 32 KiB; write key = value lines below [section] lines");
}

BOOST_AUTO_TEST_CASE(show_prints_what_parse_reads_back) {
    const Config config = parse_rest(
        "[server]\npeer_users = [\"a\\\"b\", \"c\\\\d\"]\nsocket_mode = \"0600\"\n"
        "[password]\nhashing_patience = \"250ms\"\n[session]\nidle_ttl = 90");
    std::string toml;
    for (const auto& [key, value] : show(config)) toml += key + " = " + value + "\n";
    const Config again = parse_with(toml);
    BOOST_TEST((show(again) == show(config)));
    BOOST_TEST(contains(toml, "session.idle_ttl = \"90s\"\n"));
    BOOST_TEST(contains(toml, "server.socket_mode = \"0600\"\n"));
    BOOST_TEST(contains(toml, R"(server.peer_users = ["a\"b", "c\\d"])"));
}

BOOST_AUTO_TEST_CASE(problem_text_leaves_out_unknown_parts) {
    BOOST_TEST((Problem{"f.toml", 12, "a.b", "is bad", "write x"}.text() ==
                "f.toml:12: a.b: is bad; write x"));
    BOOST_TEST((Problem{"environment", 0, "A", "is bad", "write x"}.text() ==
                "environment: A: is bad; write x"));
    BOOST_TEST(
        (Problem{"f.toml", 3, "", "is bad", "write x"}.text() == "f.toml:3: is bad; write x"));
}

BOOST_AUTO_TEST_CASE(parse_reads_a_table_of_texts_in_the_order_of_the_file) {
    const NamedTexts expected{{"privacy", "https://example.org/p"},
                              {"imprint", "https://example.org/i"},
                              {"Our shop", "https://example.org/s"}};
    const auto inline_table = parse_rest(
        "[brand]\nlinks = { privacy = \"https://example.org/p\", imprint = "
        "\"https://example.org/i\", \"Our shop\" = \"https://example.org/s\" }\n");
    BOOST_TEST((inline_table.brand.links == expected));
    const auto section = parse_rest(
        "[brand.links]\nprivacy = \"https://example.org/p\"\nimprint = "
        "\"https://example.org/i\"\n\"Our shop\" = \"https://example.org/s\"\n");
    BOOST_TEST((section.brand.links == expected));
    BOOST_TEST(parse_rest("[brand]\nlinks = {}\n").brand.links.empty());
}

BOOST_AUTO_TEST_CASE(show_writes_a_table_of_texts_as_parse_reads_it) {
    Config config;
    config.brand.sign_in_text = {{"en", "Say \"hello\""}, {"pt br", "x"}};
    for (const auto& [key, value] : show(config))
        if (key == "brand.sign_in_text")
            BOOST_TEST(value == R"({ en = "Say \"hello\"", "pt br" = "x" })");
}

BOOST_AUTO_TEST_SUITE_END()
