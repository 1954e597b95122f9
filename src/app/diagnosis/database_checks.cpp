#include "app/diagnosis/database_checks.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <string>

#include "app/wiring/database_settings.hpp"
#include "app/wiring/process_settings.hpp"
#include "postern/store/check_store.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/terms_store.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::seconds kClockTolerance{5};

}  // namespace

Finding check_schema(store::SchemaStore& schema) {
    const auto applied = schema.find_applied();
    const std::uint32_t version = applied.empty() ? 0 : applied.back().version;
    const std::string is = "version " + std::to_string(version);
    if (version < store::kOldestSchemaVersion)
        return Finding::failed("schema", is + " is too old for this program; run postern migrate");
    if (version < store::kSchemaVersion)
        return Finding::warning("schema", is + " is older than this program; run postern migrate");
    if (version > store::kSchemaVersion)
        return Finding::warning("schema", is + " was made by a newer program; update this host");
    return Finding::ok("schema", is + ", as this program expects");
}

std::vector<Finding> check_database_settings(store::SchemaStore& schema,
                                             const config::Config& config) {
    const std::string name = "database settings";
    std::vector<Finding> findings;
    for (const auto& problem : schema.find_setting_problems({database_connections(config)}))
        findings.push_back(Finding::failed(name, problem.text()));
    if (findings.empty()) findings.push_back(Finding::ok(name, "allow all that this host does"));
    return findings;
}

Finding check_gate_user(const config::Config& config) {
    store::mysql::MysqlDatabase database{gate_connection_settings(
        config,
        config::read_gate_database_password(config.database, config::process_environment()))};
    const store::CheckKey key{.site_name = "", .token_hash = Digest{}};
    (void)database.checks().find({&key, 1});
    const bool is_told = std::ranges::any_of(
        config.profile.fields, [](const ProfileField& field) { return !field.sites.empty(); });
    if (is_told) (void)database.terms().find_profile(UserId{0});
    return Finding::ok("gate's database user", "can read what a check needs");
}

Finding check_clock(store::RevocationStore& revocations, TimePoint now) {
    const auto page = revocations.find_after(std::numeric_limits<std::int64_t>::max(), 1);
    const auto ahead = now - page.read_at;
    const std::string difference = std::to_string(std::abs(ahead.count())) + " s";
    if (std::chrono::abs(ahead) <= kClockTolerance)
        return Finding::ok("clock", "differs from the database's by " + difference);
    return Finding::warning("clock", "is " + difference +
                                         (ahead.count() > 0 ? " ahead of" : " behind") +
                                         " the database's; set both by NTP");
}

}  // namespace postern::app
