#include "app/daemon/schema_check.hpp"

#include <functional>
#include <optional>
#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

#include "postern/base/log.hpp"
#include "postern/store/check_store.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

SchemaState ask(const store::mysql::ConnectionSettings& connection,
                const store::ServerNeeds& needs) noexcept {
    try {
        store::mysql::MysqlDatabase database{connection, false};
        for (const auto& problem : database.schema().find_setting_problems(needs))
            log::error("database_setting_unfit",
                       {{"setting", problem.setting}, {"reason", problem.text()}});
        const auto applied = database.schema().find_applied();
        const std::uint32_t version = applied.empty() ? 0 : applied.back().version;
        if (version < store::kOldestSchemaVersion) return SchemaState::TooOld;
        if (version < store::kSchemaVersion) return SchemaState::Old;
        return version > store::kSchemaVersion ? SchemaState::TooNew : SchemaState::Fits;
    } catch (...) {
        return SchemaState::Unknown;
    }
}

/// Asks what the gate asks, for a session that is not there.
bool can_check(const store::mysql::ConnectionSettings& connection) noexcept {
    try {
        store::mysql::MysqlDatabase database{connection};
        const store::CheckKey key{.site_name = "", .token_hash = Digest{}};
        return database.checks().find({&key, 1}).size() == 1;
    } catch (...) {
        return false;
    }
}

/// The exit status of a child that returns `work()`; nothing when it was killed.
std::optional<int> status_of_child(const std::function<int()>& work) {
    const pid_t child = fork();
    if (child < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (child == 0) _exit(work());

    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? std::optional{WEXITSTATUS(status)} : std::nullopt;
}

}  // namespace

SchemaState schema_state(const store::mysql::ConnectionSettings& connection,
                         const store::ServerNeeds& needs) {
    const auto status = status_of_child([&] { return static_cast<int>(ask(connection, needs)); });
    return status && *status <= static_cast<int>(SchemaState::Unknown)
               ? static_cast<SchemaState>(*status)
               : SchemaState::Unknown;
}

bool gate_can_check(const store::mysql::ConnectionSettings& connection) {
    return status_of_child([&] { return can_check(connection) ? 0 : 1; }) == 0;
}

}  // namespace postern::app
