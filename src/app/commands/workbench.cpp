#include "app/commands/workbench.hpp"

#include <algorithm>
#include <iostream>

#include <termios.h>
#include <unistd.h>

#include "app/control/control.hpp"
#include "app/wiring/password_data.hpp"
#include "app/wiring/settings.hpp"
#include "postern/base/bytes.hpp"
#include "postern/crypto/password/any_password_hasher.hpp"
#include "postern/shm/hashing_slots.hpp"

namespace postern::app {

/// The services over one database connection, wired as in a portal worker.
struct Workbench::Services {
    Services(const config::Config& config, store::mysql::ConnectionSettings connection,
             std::ostream& err)
        : database{std::move(connection)},
          revoker{config.server.control_socket,
                  [&err](const std::string& what) { err << "Warning: " << what << ".\n"; }},
          hasher{argon2id_cost(config)},
          password_data{PasswordData::load(config)},
          passwords{hasher, *slots, password_settings(config), password_data.lists()},
          requests{*attempts, request_limits(config)},
          registration{database.accounts(), passwords, requests, entropy,
                       registration_settings(config)},
          users{database.users(), database.accounts(), passwords, revoker,
                administrator_settings(config)},
          sessions{database.sessions(), entropy, revoker, session_settings(config)},
          sites{database.sites(), public_url(config).origin} {
        slots->set_limits(1, 0);
    }

    store::mysql::MysqlDatabase database;
    ControlRevoker revoker;
    crypto::SystemEntropy entropy;
    crypto::AnyPasswordHasher hasher;
    shm::Shared<shm::HashingSlots> slots;
    PasswordData password_data;
    service::PasswordService passwords;
    shm::Shared<shm::AttemptTable> attempts;  // of this command alone
    service::RequestThrottle requests;
    service::RegistrationService registration;
    service::UserService users;
    service::SessionService sessions;
    service::SiteService sites;
};

namespace {

/// Switches the terminal's echo off for as long as it lives.
class NoEcho {
public:
    NoEcho() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
    }
    ~NoEcho() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    NoEcho(const NoEcho&) = delete;
    NoEcho& operator=(const NoEcho&) = delete;

private:
    termios before_{};
    bool changed_ = false;
};

Secret read_line(std::istream& in) {
    std::string line;
    if (!std::getline(in, line)) throw CommandError{kRefused, "no password was given"};
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return Secret{std::move(line)};
}

Secret ask(Console& console, const char* prompt) {
    const NoEcho no_echo;
    console.err << prompt << std::flush;
    Secret typed = read_line(console.in);
    console.err << '\n';
    return typed;
}

std::string cell_text(const json::Json& cell) {
    if (const auto* text = cell.string()) return printable(*text);
    if (const auto* flag = cell.boolean()) return *flag ? "yes" : "no";
    return cell.is_null() ? "-" : cell.dump();
}

std::string title_text(std::string title) {
    std::ranges::transform(title, title.begin(), [](char c) {
        if (c == '_') return ' ';
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return title;
}

void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& lines) {
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], count_code_points(line[i]));
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            out << line[i];
            if (i + 1 == line.size()) break;
            out << std::string(widths[i] - count_code_points(line[i]) + 2, ' ');
        }
        out << '\n';
    }
}

}  // namespace

Workbench::Workbench(Console& console) : config_path{default_config_path()}, console_{console} {}
Workbench::~Workbench() = default;

const config::Config& Workbench::config() {
    if (!config_)
        config_ = std::make_unique<config::Config>(config::load(
            config_path, config::process_environment(), config::process_environment_names()));
    return *config_;
}

store::mysql::ConnectionSettings Workbench::connection() {
    return connection_settings(
        config(), config::read_database_password(config().database, config::process_environment()));
}

store::SchemaStore& Workbench::schema() {
    if (!bare_database_)
        bare_database_ = std::make_unique<store::mysql::MysqlDatabase>(connection(), false);
    return bare_database_->schema();
}

Workbench::Services& Workbench::services() {
    if (!services_) services_ = std::make_unique<Services>(config(), connection(), console_.err);
    return *services_;
}

service::RegistrationService& Workbench::registration() { return services().registration; }
service::UserService& Workbench::users() { return services().users; }
service::SessionService& Workbench::sessions() { return services().sessions; }
service::SiteService& Workbench::sites() { return services().sites; }
void Workbench::tell_daemon() { services().revoker.tell(); }
store::TransferStore& Workbench::transfers() { return services().database.transfers(); }
store::AuditStore& Workbench::audit() { return services().database.audit(); }
Entropy& Workbench::entropy() { return services().entropy; }
std::string Workbench::actor() { return administrator_settings(config()).actor; }
store::SessionStore& Workbench::session_store() { return services().database.sessions(); }

store::OutboxStore& Workbench::outbox() { return services().database.outbox(); }

Secret Workbench::read_new_password() {
    if (!console_.terminal) return read_line(console_.in);
    Secret first = ask(console_, "New password: ");
    const Secret second = ask(console_, "Once more: ");
    if (first.reveal() != second.reveal())
        throw CommandError{kRefused, "the two passwords are not the same; nothing was changed"};
    return first;
}

std::string printable(std::string_view text) {
    if (!is_utf8(text)) return "?";
    std::string clean{text};
    std::ranges::replace_if(
        clean,
        [](char c) {
            return has_control(std::string_view{&c, 1});
        },
        '?');
    return clean;
}

void print_rows(Workbench& bench, const std::vector<Column>& columns,
                const std::vector<std::vector<json::Json>>& rows, const std::string& empty) {
    auto& out = bench.console().out;
    if (bench.json) {
        json::Json::Array list;
        for (const auto& row : rows) {
            json::Json::Object object;
            for (std::size_t i = 0; i < columns.size(); ++i)
                object.emplace_back(columns[i].title, row[i]);
            list.emplace_back(std::move(object));
        }
        out << json::Json{std::move(list)}.dump_pretty() << '\n';
        return;
    }
    if (rows.empty()) {
        out << empty << '\n';
        return;
    }
    std::vector<std::vector<std::string>> lines(1);
    for (const auto& column : columns) lines.front().push_back(title_text(column.title));
    for (const auto& row : rows) {
        auto& line = lines.emplace_back();
        for (const auto& cell : row) line.push_back(cell_text(cell));
    }
    print_table(out, lines);
}

}  // namespace postern::app
