/// Workbench: what every command of `postern` works with.
///
/// Opens the configuration and the database only when a command asks for them, so that `--help`
/// works on a machine that has neither.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "postern/app/command_line.hpp"
#include "postern/base/clock.hpp"
#include "postern/base/secret.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/json/json.hpp"
#include "postern/service/account/registration_service.hpp"
#include "postern/service/account/user_service.hpp"
#include "postern/service/session/session_service.hpp"
#include "postern/service/site/site_service.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/mysql/mysql_database.hpp"

namespace postern::app {

/// A command cannot do what it was asked; what() is one line for the terminal.
class CommandError : public std::runtime_error {
public:
    CommandError(int status, const std::string& what) : std::runtime_error{what}, status_{status} {}
    int status() const noexcept { return status_; }

private:
    int status_;
};

class Workbench {
public:
    explicit Workbench(Console& console);
    ~Workbench();

    Console& console() noexcept { return console_; }
    std::string config_path;  ///< set by the argument parser
    bool json = false;        ///< `--json` of the command

    TimePoint now() const { return clock_.now(); }
    const config::Config& config();
    store::SchemaStore& schema();  ///< without the check that the schema is current
    service::RegistrationService& registration();
    service::UserService& users();
    service::SessionService& sessions();
    service::SiteService& sites();
    store::SessionStore& session_store();
    store::OutboxStore& outbox();
    store::TransferStore& transfers();
    store::AuditStore& audit();
    Entropy& entropy();
    /// Who runs this command, as the audit trail names him.
    std::string actor();
    /// After a change of sites: the daemon of this host should read them anew.
    void tell_daemon();

    /// A password: asked for twice without echo on a terminal, else the first line of standard
    /// input.
    Secret read_new_password();

private:
    struct Services;
    store::mysql::ConnectionSettings connection();
    Services& services();

    Console& console_;
    SystemClock clock_;
    std::unique_ptr<config::Config> config_;
    std::unique_ptr<store::mysql::MysqlDatabase> bare_database_;
    std::unique_ptr<Services> services_;
};

/// One row of a list, shown as a table or as JSON.
struct Column {
    std::string title;  ///< also the member's name in JSON: snake_case
};
/// Prints rows aligned under upper-case titles, or a JSON array of objects with `--json`; `empty`
/// is what a person reads when there are none.
void print_rows(Workbench& bench, const std::vector<Column>& columns,
                const std::vector<std::vector<json::Json>>& rows, const std::string& empty);

/// Shows outside text on a terminal: control characters become '?'.
std::string printable(std::string_view text);

}  // namespace postern::app
