/// CommandContext: what every command of `postern` works with.
///
/// Opens the configuration and the database only when a command asks for them, so that `--help`
/// works on a machine that has neither.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "app/console/console.hpp"
#include "postern/base/clock.hpp"
#include "postern/config/config.hpp"
#include "postern/model/actor.hpp"

namespace postern::store {
class SchemaStore;
}
namespace postern::store::mysql {
class MysqlDatabase;
struct ConnectionSettings;
}  // namespace postern::store::mysql

namespace postern::app {

struct CommandServices;

class CommandContext {
public:
    /// `console` must outlive the context.
    CommandContext(Console& console, std::string config_path);
    ~CommandContext();

    Console& console() noexcept { return console_; }
    std::ostream& out() noexcept { return console_.out; }
    const std::string& config_path() const noexcept { return config_path_; }
    TimePoint now() const { return clock_.now(); }

    const config::Config& config();
    store::SchemaStore& schema();  ///< without the check that the schema is current
    CommandServices& services();
    /// Who runs this command, for the audit log.
    Actor actor() const;

private:
    store::mysql::ConnectionSettings connection();

    Console& console_;
    std::string config_path_;
    SystemClock clock_{};
    std::unique_ptr<config::Config> config_{};
    std::unique_ptr<store::mysql::MysqlDatabase> bare_database_{};
    std::unique_ptr<CommandServices> services_{};
};

}  // namespace postern::app
