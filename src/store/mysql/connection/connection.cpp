// How a session with the database begins, ends and is begun anew.
#include "store/mysql/connection/connection.hpp"

#include <mysql_driver.h>

#include <thread>

#include "postern/base/log.hpp"
#include "postern/store/store_error.hpp"
#include "store/mysql/connection/connection_statements.hpp"

namespace postern::store::mysql {

namespace {

using std::chrono::steady_clock;

constexpr int kReconnectLowestMs = 250;
constexpr int kReconnectHighestMs = 1000;
constexpr int kConflictPauseLowestMs = 5;
constexpr int kConflictPauseHighestMs = 25;

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string error_text(int code) {
    return "error " + std::to_string(code) + std::string{words_of(code)};
}

/// True when the settings themselves forbid to send anything over this connection.
bool would_be_plaintext(const ConnectionSettings& settings) {
    if (!settings.socket.empty() || !settings.ca_file.empty()) return false;
    return !(settings.plaintext_allowed && is_loopback(settings.host));
}

std::string url_of(const ConnectionSettings& settings) {
    if (!settings.socket.empty()) return "unix://" + settings.socket;
    const bool is_ipv6 = settings.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + settings.host + "]" : settings.host;
    return "tcp://" + host + ":" + std::to_string(settings.port);
}

sql::ConnectOptionsMap options_of(const ConnectionSettings& settings) {
    sql::ConnectOptionsMap options;
    options["hostName"] = sql::SQLString{url_of(settings)};
    options["userName"] = sql::SQLString{settings.user};
    options["password"] = sql::SQLString{settings.password};
    options["schema"] = sql::SQLString{settings.name};
    options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(settings.connect_timeout.count());
    options["OPT_READ_TIMEOUT"] = static_cast<int>(settings.read_timeout.count());
    options["OPT_WRITE_TIMEOUT"] = static_cast<int>(settings.write_timeout.count());
    options["OPT_RECONNECT"] = false;
    options["CLIENT_FOUND_ROWS"] = true;
    if (settings.socket.empty() && !settings.ca_file.empty()) {
        options["sslCA"] = sql::SQLString{settings.ca_file};
        // Without this the library falls back to plaintext when the server offers no TLS.
        options["sslVerify"] = true;
    }
    return options;
}

}  // namespace

Connection::Connection(ConnectionSettings settings, std::uint32_t required_schema)
    : settings_{std::move(settings)},
      required_schema_{required_schema},
      random_{std::random_device{}()} {}

Connection::~Connection() { drop(); }

void Connection::drop() noexcept {
    statements_.clear();  // they point into the session
    raw_.reset();
}

sql::PreparedStatement& Connection::prepared(const Statement& statement) {
    current_ = statement.name;
    auto& slot = statements_[statement.name];
    if (!slot)
        slot.reset(
            raw_->prepareStatement(sql::SQLString{statement.text.data(), statement.text.size()}));
    return *slot;
}

void Connection::run_once(std::string_view text) {
    current_ = "migration";
    const std::unique_ptr<sql::PreparedStatement> statement{
        raw_->prepareStatement(sql::SQLString{text.data(), text.size()})};
    statement->execute();
}

void Connection::ping() {
    repeatable([&] { return query(kPing)->next(); });
}

std::uint64_t Connection::last_insert_id() {
    const auto row = query(kFindLastInsertId);
    row->next();
    return row->getUInt64(1);
}

void Connection::ensure_connected() {
    if (raw_) return;
    if (steady_clock::now() < not_before_)
        throw StoreError{"database: waiting before the next attempt to connect, last error " +
                             std::to_string(lost_by_.value_or(0)) +
                             std::string{words_of(lost_by_.value_or(0))},
                         true};
    current_ = "connect";
    try {
        connect();
        set_up_session();
        check_encryption();
        check_schema();
    } catch (const sql::SQLException& error) {
        connect_failed(std::string{current_}, error.getErrorCode(), classify(error.getErrorCode()));
    }
    connect_succeeded();
}

void Connection::connect() {
    if (would_be_plaintext(settings_))
        connect_failed("refused: TCP needs database.ca_file", 0, Fault::Mistake);
    sql::ConnectOptionsMap options = options_of(settings_);
    raw_.reset(sql::mysql::get_driver_instance()->connect(options));
    ++session_number_;
}

void Connection::set_up_session() {
    // The library has just set REPEATABLE READ, under which a long-lived transaction would not see
    // that a session was ended.
    raw_->setTransactionIsolation(sql::TRANSACTION_READ_COMMITTED);
    update(kSetUpSession);
    update(kReadWrite);
    limit_idle_transactions();
}

void Connection::limit_idle_transactions() {
    constexpr int kUnknownVariable = 1193;  // MySQL
    try {
        update(kLimitIdleTransactions);
    } catch (const sql::SQLException& error) {
        if (error.getErrorCode() != kUnknownVariable) throw;
    }
}

void Connection::check_encryption() {
    // The options that should demand TLS have failed silently before: believe the server only.
    if (!settings_.socket.empty() || settings_.ca_file.empty()) return;
    const auto row = query(kFindTlsCipher);
    if (!row->next() || row->getString(2).length() == 0)
        connect_failed("refused: the connection is not encrypted", 0, Fault::Mistake);
}

void Connection::check_schema() {
    if (required_schema_ == 0) return;
    constexpr int kNoSuchTable = 1146;
    std::uint64_t version = 0;
    try {
        const auto row = query(kFindSchemaVersion);
        row->next();
        version = row->getUInt64(1);
    } catch (const sql::SQLException& error) {
        if (error.getErrorCode() != kNoSuchTable) throw;
    }
    if (version < required_schema_)
        connect_failed("refused: the schema has version " + std::to_string(version) +
                           ", needed is " + std::to_string(required_schema_) + " (postern migrate)",
                       0, Fault::Mistake);
}

void Connection::connect_failed(const std::string& what, int code, Fault fault) {
    drop();
    // All workers of all hosts lose an absent database at the same moment; the jitter keeps them
    // from coming back at the same moment too.
    not_before_ = steady_clock::now() + random_pause(kReconnectLowestMs, kReconnectHighestMs);
    lost_by_ = code;
    if (!reported_down_)
        log::warning("database_unavailable",
                     {{"step", what}, {"error", code}, {"reason", error_text(code)}});
    reported_down_ = true;
    throw StoreError{"database: " + what + ": " + error_text(code), fault != Fault::Mistake};
}

void Connection::connect_succeeded() {
    if (reported_down_)
        log::info("database_available");
    else if (lost_by_)
        log::info("database_reconnected", {{"error", *lost_by_}});
    reported_down_ = false;
    lost_by_.reset();
}

void Connection::recover(const sql::SQLException& error, RetryState& attempts, SteadyTime began) {
    const int code = error.getErrorCode();
    const Fault fault = classify(code);
    const auto spent =
        std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
    if (fault == Fault::ConnectionLost) forget_session(code);
    switch (next_step(fault, attempts, spent)) {
        case Next::Reconnect:
            ++attempts.connections_lost;
            return;
        case Next::Pause:
            ++attempts.conflicts;
            std::this_thread::sleep_for(
                random_pause(kConflictPauseLowestMs, kConflictPauseHighestMs) * attempts.conflicts);
            return;
        case Next::GiveUp:
            give_up(error);
    }
}

void Connection::give_up(const sql::SQLException& error) {
    const int code = error.getErrorCode();
    const Fault fault = classify(code);
    if (fault == Fault::ConnectionLost) forget_session(code);
    // Never the server's text: it quotes key values.
    throw StoreError{"statement " + std::string{current_} + ": " + error_text(code),
                     fault != Fault::Mistake};
}

void Connection::forget_session(int code) noexcept {
    drop();
    lost_by_ = code;
}

std::chrono::milliseconds Connection::random_pause(int lowest_ms, int highest_ms) {
    return std::chrono::milliseconds{
        std::uniform_int_distribution<int>{lowest_ms, highest_ms}(random_)};
}

Transaction::Transaction(Connection& connection) : connection_{connection} {
    try {
        connection_.update(kBegin);
    } catch (...) {
        connection_.drop();  // it may or may not have begun
        throw;
    }
}

Transaction::~Transaction() {
    if (!committed_) connection_.drop();
}

void Transaction::commit() {
    connection_.update(kCommit);
    committed_ = true;
}

}  // namespace postern::store::mysql
