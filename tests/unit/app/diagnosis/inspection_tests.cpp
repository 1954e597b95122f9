// What the application tells administrators in the console and over the API.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "app/diagnosis/inspection.hpp"
#include "support/memory/schema_store.hpp"
#include "support/service_fixture.hpp"

using namespace postern;
using namespace postern::test;
using State = service::ShownFinding::State;

namespace {

struct FixedClock final : Clock {
    explicit FixedClock(const TimePoint& now) : now_{now} {}
    TimePoint now() const override { return now_; }
    const TimePoint& now_;
};

config::Config configured() {
    return config::parse(
        "[server]\n"
        "public_url = \"https://auth.example.org\"\n"
        "control_socket = \"/nowhere/control.sock\"\n"
        "gate_socket = \"/nowhere/gate.sock\"\n"
        "[database]\n"
        "socket = \"/nowhere/database.sock\"\n",
        "postern.toml",
        [](const std::string& name) -> std::optional<std::string> {
            if (name == "POSTERN_LOG_FORMAT") return "text";
            return std::nullopt;
        },
        {"POSTERN_LOG_FORMAT"});
}

struct InspectionFixture : ServiceFixture {
    config::Config config = configured();
    MemorySchemaStore schema{stores.state()};
    FixedClock clock{now};
    const crypto::KeyRing* ring = &keys;

    InspectionFixture() { stores.state().database_time = now; }

    service::Inspection inspection() {
        return app::make_inspection({.config = config,
                                     .ring = ring,
                                     .schema = schema,
                                     .revocations = stores.revocations(),
                                     .outbox = stores.outbox(),
                                     .sites = stores.sites(),
                                     .keys = wiring.keys,
                                     .signing_keys = wiring.signing_keys,
                                     .clock = clock});
    }

    service::ShownSetting setting(const std::string& key) {
        const auto all = inspection().settings();
        const auto found = std::ranges::find(all, key, &service::ShownSetting::key);
        BOOST_REQUIRE(found != all.end());
        return *found;
    }
    /// The first about this.
    service::ShownFinding finding(const std::string& what) {
        const auto all = inspection().findings();
        const auto found = std::ranges::find(all, what, &service::ShownFinding::what);
        BOOST_REQUIRE_MESSAGE(found != all.end(), what);
        return *found;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(inspection_tests, InspectionFixture)

BOOST_AUTO_TEST_CASE(every_setting_says_where_its_value_is_from) {
    BOOST_TEST(setting("server.control_socket").value == "\"/nowhere/control.sock\"");
    BOOST_TEST(setting("server.control_socket").source == "file");
    BOOST_TEST(setting("log.format").value == "\"text\"");
    BOOST_TEST(setting("log.format").source == "environment");
    BOOST_TEST(setting("session.remember_idle_ttl").source == "default");
    BOOST_TEST(inspection().settings().size() == config::show(config).size());
}

BOOST_AUTO_TEST_CASE(a_good_finding_says_what_was_found_and_nothing_to_do) {
    const auto found = finding("schema");
    BOOST_TEST((found.state == State::Good));
    BOOST_TEST(found.why.find("as this program expects") != std::string::npos);
    BOOST_TEST(found.next.empty());
}

BOOST_AUTO_TEST_CASE(a_bad_finding_says_apart_what_to_do) {
    const auto found = finding("daemon");
    BOOST_TEST((found.state == State::Bad));
    BOOST_TEST(found.why == "does not run: nobody listens at /nowhere/control.sock");
    BOOST_TEST(found.next == "see systemctl status postern");
}

BOOST_AUTO_TEST_CASE(an_old_schema_ends_what_is_asked_of_the_database) {
    schema.version = store::kOldestSchemaVersion - 1;
    BOOST_TEST((finding("schema").state == State::Bad));
    BOOST_TEST(finding("schema").next == "run postern migrate");
    const auto all = inspection().findings();
    BOOST_TEST(std::ranges::count(all, "e-mail", &service::ShownFinding::what) == 0);
}

BOOST_AUTO_TEST_CASE(a_database_that_does_not_answer_is_a_finding) {
    stores.state().unavailable = true;
    BOOST_TEST((finding("schema").state == State::Bad));
}

BOOST_AUTO_TEST_CASE(a_clock_that_differs_is_a_warning) {
    now += std::chrono::seconds{60};
    const auto found = finding("clock");
    BOOST_TEST((found.state == State::Warning));
    BOOST_TEST(found.why == "is 60 s ahead of the database's");
    BOOST_TEST(found.next == "set both by NTP");
}

BOOST_AUTO_TEST_CASE(the_keys_of_the_file_and_those_that_sign_are_listed) {
    wiring.signing_keys.keep_up(now);
    const auto all = inspection().keys();
    BOOST_REQUIRE(all.size() == 3u);
    BOOST_TEST(all[0].kind == "token");
    BOOST_TEST(all[0].algorithm == "ES256");
    BOOST_TEST(all[0].state == "active");
    BOOST_TEST(all[0].since == to_rfc3339(now));
    BOOST_TEST(all[1].kind == "assertion");
    BOOST_TEST(all[2].kind == "key file");
    BOOST_TEST(all[2].id == crypto::to_text(keys.first()));
    BOOST_TEST(all[2].state == "seals");
    BOOST_TEST(all[2].since.empty());
}

BOOST_AUTO_TEST_CASE(a_host_without_the_key_file_lists_what_is_missing) {
    add_user("ann@example.org");
    add_app("ann@example.org");
    ring = nullptr;
    const auto all = inspection().keys();
    BOOST_REQUIRE(all.size() == 1u);
    BOOST_TEST(all[0].state == "missing");
    BOOST_TEST((finding("keys").state == State::Bad));
}

BOOST_AUTO_TEST_SUITE_END()
