#include "postern/store/mysql/sql_script.hpp"

#include "store/migrations.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

void run_script(const ConnectionSettings& settings, std::string_view script) {
    Connection connection{settings, 0};
    connection.once([&] {
        for (const auto& statement : split_statements(script)) connection.run_once(statement);
    });
}

}  // namespace postern::store::mysql
