#include "app/schema_check.hpp"

#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

SchemaState ask(const store::mysql::ConnectionSettings& connection) noexcept {
    try {
        store::mysql::MysqlDatabase database{connection, false};
        const auto applied = database.schema().find_applied();
        const std::uint32_t version = applied.empty() ? 0 : applied.back().version;
        if (version < store::kSchemaVersion) return SchemaState::TooOld;
        return version > store::kSchemaVersion ? SchemaState::TooNew : SchemaState::Fits;
    } catch (...) {
        return SchemaState::Unknown;
    }
}

}  // namespace

SchemaState schema_state(const store::mysql::ConnectionSettings& connection) {
    const pid_t child = fork();
    if (child < 0) throw std::system_error{errno, std::generic_category(), "fork"};
    if (child == 0) _exit(static_cast<int>(ask(connection)));

    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    const bool answered = WIFEXITED(status) && WEXITSTATUS(status) <= 3;
    return answered ? static_cast<SchemaState>(WEXITSTATUS(status)) : SchemaState::Unknown;
}

}  // namespace postern::app
