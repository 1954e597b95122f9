#include "store/mysql/connection/server_settings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

#include "postern/base/bytes.hpp"

namespace postern::store::mysql {

namespace {

constexpr std::uint64_t kLeastPacket = 64 * 1024;
/// A connection keeps about so many statements prepared.
constexpr std::uint64_t kStatementsPerConnection = 60;
/// No transaction of Postern changes more rows.
constexpr std::uint64_t kRowsPerTransaction = 2'000;
/// The server starts read-only at this level and above.
constexpr std::uint64_t kForcedReadOnly = 4;

struct Look {
    const ServerSettings& settings;
    const ServerNeeds& needs;

    std::string_view text(std::string_view name) const {
        const auto found = settings.find(name);
        return found == settings.end() ? std::string_view{} : std::string_view{found->second};
    }
    bool is(std::string_view name, std::string_view value) const {
        return to_ascii_lower(text(name)) == to_ascii_lower(value);
    }
    bool is_on(std::string_view name) const { return is(name, "ON") || is(name, "1"); }
    std::optional<std::uint64_t> number(std::string_view name) const {
        const auto value = text(name);
        std::uint64_t number = 0;
        const auto end = std::from_chars(value.data(), value.data() + value.size(), number);
        return end.ec == std::errc{} ? std::optional{number} : std::nullopt;
    }
    bool is_below(std::string_view name, std::uint64_t least) const {
        const auto value = number(name);
        return value && *value < least;
    }
};

struct Check {
    std::string_view setting;
    bool (*is_unfit)(const Look&);
    std::string_view wrong;
    std::string_view remedy;
};

constexpr Check kChecks[] = {
    {"binlog_format",
     [](const Look& l) { return l.is_on("log_bin") && l.is("binlog_format", "STATEMENT"); },
     "is STATEMENT, under which the server refuses every write of Postern (error 1665)",
     "set it to ROW or MIXED"},
    {"wsrep_forced_binlog_format",
     [](const Look& l) { return l.is("wsrep_forced_binlog_format", "STATEMENT"); },
     "is STATEMENT, under which the server refuses every write of Postern (error 1665)",
     "set it to NONE or ROW"},
    {"wsrep_reject_queries",
     [](const Look& l) {
         return !l.text("wsrep_reject_queries").empty() && !l.is("wsrep_reject_queries", "NONE");
     },
     "is on: this node of the cluster answers nobody", "set it to NONE, or use another node"},
    {"wsrep_max_ws_rows",
     [](const Look& l) {
         return l.is_on("wsrep_on") && !l.is("wsrep_max_ws_rows", "0") &&
                l.is_below("wsrep_max_ws_rows", kRowsPerTransaction);
     },
     "is less than the rows that one transaction of Postern may change (2000)",
     "set it to 0, which is the default"},
    {"read_only",
     [](const Look& l) {
         // MariaDB 11.7 and later has more values than ON.
         return !l.text("read_only").empty() && !l.is("read_only", "OFF") &&
                !l.is("read_only", "0") && !l.is(kTakesWrites, "yes");
     },
     "is on: this server is a replica or was made read-only", "use the primary, or switch it off"},
    {"super_read_only", [](const Look& l) { return l.is_on("super_read_only"); },
     "is on: this server is a replica or was made read-only", "use the primary, or switch it off"},
    {"innodb_read_only", [](const Look& l) { return l.is_on("innodb_read_only"); },
     "is on: nothing can be written", "start the server without it"},
    {"innodb_force_recovery",
     [](const Look& l) {
         return !l.text("innodb_force_recovery").empty() &&
                !l.is_below("innodb_force_recovery", kForcedReadOnly);
     },
     "is 4 or more: the server is being repaired and writes nothing",
     "set it to 0 when that is done"},
    {"enforce_storage_engine",
     [](const Look& l) {
         const auto engine = l.text("enforce_storage_engine");
         return !engine.empty() && !l.is("enforce_storage_engine", "InnoDB");
     },
     "does not allow InnoDB, in which all tables of Postern are", "set it to InnoDB or remove it"},
    {"disabled_storage_engines",
     [](const Look& l) {
         return to_ascii_lower(l.text("disabled_storage_engines")).find("innodb") !=
                std::string::npos;
     },
     "contains InnoDB, in which all tables of Postern are", "remove it from the list"},
    {"offline_mode", [](const Look& l) { return l.is_on("offline_mode"); },
     "is on: the server lets only administrators in", "switch it off"},
    {"max_allowed_packet",
     [](const Look& l) { return l.is_below("max_allowed_packet", kLeastPacket); },
     "is less than 64 KiB", "set it to 1M or more"},
    {"max_connections",
     [](const Look& l) { return l.is_below("max_connections", l.needs.connections); },
     "is less than the connections that the processes of this host hold",
     "raise it (every host and every other application needs connections of its own), or lower "
     "portal.workers and gate.workers"},
    {"max_user_connections",
     [](const Look& l) {
         return !l.is("max_user_connections", "0") &&
                l.is_below("max_user_connections", l.needs.connections);
     },
     "is less than the connections that the processes of this host hold",
     "raise it, or set it to 0"},
    {"max_prepared_stmt_count",
     [](const Look& l) {
         return l.is_below("max_prepared_stmt_count",
                           l.needs.connections * kStatementsPerConnection);
     },
     "is less than the statements that the processes of this host keep prepared (60 for each "
     "connection)",
     "raise it"},
};

}  // namespace

std::vector<SettingProblem> find_setting_problems(const ServerSettings& settings,
                                                  const ServerNeeds& needs) {
    const Look look{settings, needs};
    std::vector<SettingProblem> problems;
    for (const Check& check : kChecks)
        if (check.is_unfit(look))
            problems.push_back(
                {std::string{check.setting}, std::string{check.wrong}, std::string{check.remedy}});
    return problems;
}

}  // namespace postern::store::mysql
