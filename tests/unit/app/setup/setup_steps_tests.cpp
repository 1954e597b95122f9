// The steps of `postern init` that need no database server: each does what is missing, and leaves
// what is there.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <sstream>

#include "app/setup/configuration_step.hpp"
#include "app/setup/database_step.hpp"
#include "app/setup/files.hpp"
#include "app/setup/nginx_step.hpp"
#include "postern/base/file.hpp"
#include "support/memory/stores.hpp"
#include "support/service_fixture.hpp"
#include "support/temporary_folder.hpp"

using namespace postern;
using namespace postern::app;

namespace {

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

struct StepFixture {
    test::TemporaryFolder folder;
    std::istringstream in;
    std::ostringstream out, err;
    Console silent_console{in, out, err, false};
    Console terminal_console{in, out, err, true};
    Dialog silent{silent_console, false};
    Dialog terminal{terminal_console, false};
    test::MemoryStores stores;
    test::CountingEntropy entropy;
    service::SiteService sites{stores.sites(), *Origin::parse("https://auth.example.org")};

    std::string path(const std::string& name) const { return folder.path() + "/" + name; }

    InitRequest request() const {
        return {.public_url = "https://auth.example.org",
                .sites = {"wiki=https://wiki.example.org"},
                .targets = {"wiki=http://127.0.0.1:3000"},
                .database_socket = path("no-server.sock"),
                .database_name = "postern",
                .secrets_folder = path("secrets"),
                .nginx_folder = path("conf.d"),
                .nginx = {.listen = {},
                          .snippets = path("snippets"),
                          .certificate = {},
                          .certificate_key = {}}};
    }

    /// The repository's own files stand for what is installed in share/.
    static std::optional<std::string> environment(const std::string& name) {
        if (name == "POSTERN_SERVER_SHARE_DIR") return std::filesystem::absolute("docs");
        return std::nullopt;
    }

    config::Config configuration(const std::string& share_dir) const {
        auto config = config::parse(configuration_text(request(), {}, environment), "postern.toml",
                                    environment, {});
        config.server.share_dir = share_dir;
        return config;
    }

    std::vector<SiteRequest> wanted_sites() const {
        return parse_site_requests(request().sites, request().targets);
    }
};

template <class Action>
std::string refusal(Action action) {
    try {
        action();
        return "none";
    } catch (const CommandError& error) {
        return error.what();
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(setup_steps_tests, StepFixture)

BOOST_AUTO_TEST_CASE(cookie_domain_is_what_the_portal_and_the_sites_share) {
    BOOST_TEST(cookie_domain(request(), wanted_sites()) == "example.org");
    BOOST_TEST(cookie_domain(request(), {}) == "");
    auto own = request();
    own.cookie_domain = "org.example";
    BOOST_TEST(cookie_domain(own, wanted_sites()) == "org.example");
}

BOOST_AUTO_TEST_CASE(set_up_configuration_writes_the_documented_file_with_the_given_values) {
    const auto found =
        set_up_configuration(path("etc/postern.toml"), request(), environment, silent);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].target.upstream == "http://127.0.0.1:3000");
    const auto text = read_file(path("etc/postern.toml"));
    for (const char* line :
         {"\npublic_url = \"https://auth.example.org\"\n", "\ncookie_domain = \"example.org\"\n",
          "\ngate_user = \"postern_gate\"\n", "\n#workers = 0\n"})
        BOOST_TEST(contains(text, line), line);
    BOOST_TEST(contains(out.str(), "Wrote the configuration " + path("etc/postern.toml")));
}

BOOST_AUTO_TEST_CASE(set_up_configuration_repeats_each_question_until_the_answer_is_valid) {
    in.str(
        "\n"                               // no address
        "auth.example.org\n"               // no scheme
        "https://auth.example.org/?a=b\n"  // a query
        "https://auth.example.org\n"       // good
        "wiki.example.org\n"               // no origin
        "http://wiki.example.org\n"        // the portal uses https
        "https://wiki.example.net\n"       // no domain in common
        "https://wiki.example.org\n"       // good
        "The Wiki\n"                       // no name
        "=wiki\n"                          // no name either
        "wiki\n"                           // good
        "localhost:3000\n"                 // neither folder nor application
        "http://127.0.0.1:3000\n"          // good
        "y\n");
    auto asked = request();
    asked.public_url.clear();
    asked.sites.clear();
    asked.targets.clear();
    const auto found = set_up_configuration(path("postern.toml"), asked, environment, terminal);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].name == "wiki");
    BOOST_TEST(found[0].url == "https://wiki.example.org");
    BOOST_TEST(found[0].target.upstream == "http://127.0.0.1:3000");
    for (const char* said : {"The portal needs an address.", "Enter scheme and host without a path",
                             "the site must use it, too", "share no domain",
                             "Use 1 to 64 characters", "is neither a folder"})
        BOOST_TEST(contains(err.str(), said), said);
    BOOST_TEST(contains(read_file(path("postern.toml")), "\ncookie_domain = \"example.org\"\n"));
}

BOOST_AUTO_TEST_CASE(set_up_configuration_fails_at_the_end_of_input) {
    in.str("nonsense\n");
    auto asked = request();
    asked.public_url.clear();
    BOOST_TEST(contains(
        refusal([&] { set_up_configuration(path("postern.toml"), asked, environment, terminal); }),
        "no answer was given; nothing was changed"));
    BOOST_TEST(!std::filesystem::exists(path("postern.toml")));
}

BOOST_AUTO_TEST_CASE(set_up_configuration_keeps_an_existing_file) {
    const std::string mine =
        "[server]\npublic_url = \"https://a.org\"\n[database]\nsocket = \"/s\"\n";
    folder.write("postern.toml", mine);
    set_up_configuration(path("postern.toml"), request(), environment, silent);
    BOOST_TEST(read_file(path("postern.toml")) == mine);
    BOOST_TEST(contains(out.str(), "stays unchanged"));
}

BOOST_AUTO_TEST_CASE(set_up_configuration_refuses_an_existing_broken_file) {
    folder.write("postern.toml", "[server]\npublic_ur = \"https://a.org\"\n");
    BOOST_CHECK_THROW(set_up_configuration(path("postern.toml"), request(), environment, silent),
                      config::ConfigError);
}

BOOST_AUTO_TEST_CASE(set_up_configuration_writes_nothing_when_it_refuses) {
    const auto attempt = [this](InitRequest wanted) {
        return refusal(
            [&] { set_up_configuration(path("postern.toml"), wanted, environment, silent); });
    };
    auto wanted = request();
    wanted.public_url = "";
    BOOST_TEST(contains(attempt(wanted), "--public-url"));
    wanted = request();
    wanted.database_only = true;
    BOOST_TEST(contains(attempt(wanted), "without --database-only first"));
    wanted = request();
    wanted.sites = {"wiki=https://wiki.other.com"};
    BOOST_TEST(contains(attempt(wanted), "no domain"));
    wanted = request();
    wanted.public_url = "http://auth.example.org";
    BOOST_CHECK_THROW(set_up_configuration(path("postern.toml"), wanted, environment, silent),
                      config::ConfigError);
    BOOST_TEST(!std::filesystem::exists(path("postern.toml")));
}

BOOST_AUTO_TEST_CASE(set_up_configuration_asks_on_a_terminal_for_what_is_missing) {
    in.str("https://auth.example.org\nhttps://wiki.example.org\nwiki\n/srv/wiki\n\n");
    auto wanted = request();
    wanted.public_url = "";
    wanted.sites = {};
    wanted.targets = {};
    const auto found = set_up_configuration(path("postern.toml"), wanted, environment, terminal);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found[0].name == "wiki");
    BOOST_TEST(found[0].target.root == "/srv/wiki");
    BOOST_TEST(contains(out.str(), "Every host under example.org"));
    BOOST_TEST(contains(read_file(path("postern.toml")), "cookie_domain = \"example.org\""));
}

BOOST_AUTO_TEST_CASE(set_up_configuration_writes_nothing_after_a_no) {
    in.str("n\n");
    BOOST_TEST(contains(refusal([this] {
                            set_up_configuration(path("postern.toml"), request(), environment,
                                                 terminal);
                        }),
                        "nothing was changed"));
    BOOST_TEST(!std::filesystem::exists(path("postern.toml")));
}

BOOST_AUTO_TEST_CASE(make_database_passwords_creates_each_missing_one_once) {
    const auto config = configuration("sql");
    make_database_passwords(config.database, entropy, silent);
    const auto main = read_file(path("secrets/postern.database-password"));
    const auto gate = read_file(path("secrets/postern.gate-database-password"));
    BOOST_TEST(main.size() == 44u);
    BOOST_TEST(main != gate);
    const auto said = out.str();
    make_database_passwords(config.database, entropy, silent);
    BOOST_TEST(read_file(path("secrets/postern.database-password")) == main);
    BOOST_TEST(out.str() == said);
}

BOOST_AUTO_TEST_CASE(make_database_passwords_makes_none_for_a_gate_without_a_user) {
    auto config = configuration("sql");
    config.database.gate_user = "";
    make_database_passwords(config.database, entropy, silent);
    BOOST_TEST(!std::filesystem::exists(path("secrets/postern.gate-database-password")));
}

BOOST_AUTO_TEST_CASE(server_blocks_are_made_for_the_portal_and_registered_sites_with_a_target) {
    const auto config = configuration(".");
    auto wanted = wanted_sites();
    wanted.push_back({.name = "bare", .url = "https://bare.example.org", .target = {}});
    BOOST_TEST(server_blocks(config, request(), wanted, sites).size() == 1u);
    for (const auto& [name, url, target] : wanted)
        BOOST_REQUIRE(sites.add(name, url, SitePolicy::SignedIn, Actor::command_line(0), test::kNow)
                          .has_value());
    const auto files = server_blocks(config, request(), wanted, sites);
    BOOST_REQUIRE(files.size() == 2u);
    BOOST_TEST(files[0].path == path("conf.d/postern.conf"));
    BOOST_TEST(files[0].text.starts_with("include " + path("snippets/upstreams.conf") + ";\n"));
    BOOST_TEST(contains(files[0].text, "server_name auth.example.org"));
    BOOST_TEST(files[1].path == path("conf.d/postern_site_wiki.conf"));
    BOOST_TEST(contains(files[1].text, "server 127.0.0.1:3000"));
}

BOOST_AUTO_TEST_CASE(write_server_blocks_does_nothing_without_nginx) {
    auto wanted = request();
    write_server_blocks(configuration("."), wanted, {}, sites, silent);
    BOOST_TEST(contains(out.str(), path("conf.d") + " does not exist"));
    out.str("");
    wanted.nginx_folder = "none";
    write_server_blocks(configuration("."), wanted, {}, sites, silent);
    BOOST_TEST(out.str() == "");
}

BOOST_AUTO_TEST_CASE(check_snippets_refuses_a_socket_missing_from_the_snippets) {
    auto wanted = request();
    wanted.nginx.snippets = "nginx/snippets";
    auto server = configuration(".").server;
    check_snippets(server, wanted);
    server.gate_socket = "/run/other.sock";
    BOOST_TEST(contains(refusal([&] { check_snippets(server, wanted); }), "/run/other.sock"));
    wanted.nginx_folder = "none";
    check_snippets(server, wanted);
}

BOOST_AUTO_TEST_CASE(is_registered_refuses_a_site_at_another_address) {
    const auto wanted = wanted_sites().front();
    BOOST_TEST(!is_registered(wanted, sites));
    BOOST_REQUIRE(sites.add(wanted.name, wanted.url, SitePolicy::SignedIn, Actor::command_line(0),
                            test::kNow));
    BOOST_TEST(is_registered(wanted, sites));
    auto moved = wanted;
    moved.url = "https://other.example.org";
    BOOST_TEST(contains(refusal([&] { is_registered(moved, sites); }),
                        "already exists, at https://wiki.example.org"));
}

BOOST_AUTO_TEST_SUITE_END()
