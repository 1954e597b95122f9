// How a session with the database begins, ends and is begun anew.
#include "store/mysql/connection/connection.hpp"

#include <mysql_driver.h>

#include <algorithm>
#include <numeric>
#include <thread>

#include "postern/base/log.hpp"
#include "postern/store/store_error.hpp"
#include "store/mysql/connection/connection_statements.hpp"
#include "store/mysql/connection/server_marks.hpp"

namespace postern::store::mysql {

namespace {

using std::chrono::steady_clock;

constexpr int kReconnectLowestMs = 250;
constexpr int kReconnectHighestMs = 1000;
constexpr int kConflictPauseLowestMs = 5;
constexpr int kConflictPauseHighestMs = 25;
constexpr int kLongestConflictPause = 8;  ///< times that

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

std::string error_text(int code) {
    return "error " + std::to_string(code) + std::string{words_of(code)};
}

/// True when the settings themselves forbid to send anything over a connection to this server.
bool would_be_plaintext(const ConnectionSettings& settings, const ServerAddress& server) {
    if (!server.socket.empty() || !settings.ca_file.empty()) return false;
    return !(settings.plaintext_allowed && is_loopback(server.host));
}

std::string url_of(const ServerAddress& server) {
    return server.socket.empty() ? "tcp://" + server.text() : "unix://" + server.socket;
}

/// Connecting locks nothing: what was not free in time is the node's own wait for its cluster.
int meaning_at_connect(int code) {
    constexpr int kLockWaitTimeout = 1205;
    constexpr int kNotReady = 1047;
    return code == kLockWaitTimeout ? kNotReady : code;
}

/// A server that was reached but must not be used.
struct Refused {
    std::string why;
};

sql::ConnectOptionsMap options_of(const ConnectionSettings& settings, const ServerAddress& server) {
    sql::ConnectOptionsMap options;
    options["hostName"] = sql::SQLString{url_of(server)};
    options["userName"] = sql::SQLString{settings.user};
    options["password"] = sql::SQLString{settings.password};
    options["schema"] = sql::SQLString{settings.name};
    options["OPT_CONNECT_TIMEOUT"] = static_cast<int>(settings.connect_timeout.count());
    options["OPT_READ_TIMEOUT"] = static_cast<int>(settings.read_timeout.count());
    options["OPT_WRITE_TIMEOUT"] = static_cast<int>(settings.write_timeout.count());
    options["OPT_RECONNECT"] = false;
    options["CLIENT_FOUND_ROWS"] = true;
    if (server.socket.empty() && !settings.ca_file.empty()) {
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
    // Another process has waited for this server in vain.
    if (raw_ && has_other_server() && marked_at(server()) > connected_at_) drop();
    if (raw_) return;
    if (steady_clock::now() < not_before_)
        throw StoreError{"database: waiting before the next attempt to connect, last error " +
                             std::to_string(lost_by_.value_or(0)) +
                             std::string{words_of(lost_by_.value_or(0))},
                         true};
    connect_to_any();
}

/// The one in use first, and those that have just failed last.
std::vector<std::size_t> Connection::servers_to_try() const {
    std::vector<std::size_t> order(settings_.servers.size());
    std::iota(order.begin(), order.end(), server_);
    for (auto& index : order) index %= order.size();
    const auto now = steady_clock::now();
    std::stable_partition(order.begin(), order.end(), [&](std::size_t index) {
        const auto marked = marked_at(settings_.servers[index]);
        return marked == SteadyTime{} || now - marked > kMarkKept;
    });
    return order;
}

void Connection::connect_to_any() {
    std::string step;
    std::string reason;
    int code = 0;
    bool transient = false;
    for (const std::size_t server : servers_to_try()) {
        const std::size_t before = server_;
        std::string why;
        try {
            connect_to(server);
            if (server != before)
                log::warning("database_server_changed", {{"from", settings_.servers[before].text()},
                                                         {"to", settings_.servers[server].text()}});
            connect_succeeded();
            return;
        } catch (const sql::SQLException& error) {
            step = current_;
            code = meaning_at_connect(error.getErrorCode());
            why = error_text(code);
            transient |= classify(code) != Fault::Mistake;
        } catch (const Refused& refused) {
            step = "refused: " + refused.why;
            code = 0;
            why = error_text(0);
        }
        drop();
        if (has_other_server()) {
            mark_server(settings_.servers[server], steady_clock::now());
            reason += (reason.empty() ? "" : ", ") + settings_.servers[server].text() + ": ";
            reason += step + ": ";
        }
        reason += why;
    }
    connect_failed(has_other_server() ? "no server of database.addresses serves" : step, code,
                   reason, transient);
}

void Connection::connect_to(std::size_t server) {
    server_ = server;
    current_ = "connect";
    connect();
    set_up_session();
    check_encryption();
    check_writable();
    check_schema();
    connected_at_ = steady_clock::now();
}

void Connection::connect() {
    if (would_be_plaintext(settings_, server())) refuse("TCP needs database.ca_file");
    sql::ConnectOptionsMap options = options_of(settings_, server());
    raw_.reset(sql::mysql::get_driver_instance()->connect(options));
    ++session_number_;
}

void Connection::set_up_session() {
    // The library has just set REPEATABLE READ, under which a long-lived transaction would not see
    // that a session was ended.
    raw_->setTransactionIsolation(sql::TRANSACTION_READ_COMMITTED);
    update(kSetUpSession);
    update(kReadWrite);
    set_if_known(kLimitIdleTransactions);
    set_if_known(kReadWhatWasAcknowledged);
    statements_.clear();  // none of these is sent again
}

void Connection::set_if_known(const Statement& statement) {
    constexpr int kUnknownVariable = 1193;  // MySQL
    try {
        update(statement);
    } catch (const sql::SQLException& error) {
        if (error.getErrorCode() != kUnknownVariable) throw;
    }
}

/// One that only answers reads would hold up every change; another one may take it.
void Connection::check_writable() {
    if (!has_other_server()) return;
    const auto row = query(kFindNodeState);
    if (row->next() && row->getInt(1) != 0) refuse("the server is read-only");
}

void Connection::check_encryption() {
    // The options that should demand TLS have failed silently before: believe the server only.
    if (!server().socket.empty() || settings_.ca_file.empty()) return;
    const auto row = query(kFindTlsCipher);
    if (!row->next() || row->getString(2).length() == 0) refuse("the connection is not encrypted");
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
        refuse("the schema has version " + std::to_string(version) + ", needed is " +
               std::to_string(required_schema_) + " (postern migrate)");
}

void Connection::refuse(const std::string& what) { throw Refused{what}; }

void Connection::connect_failed(const std::string& step, int code, const std::string& reason,
                                bool transient) {
    // All workers of all hosts lose an absent database at the same moment; the jitter keeps them
    // from coming back at the same moment too.
    not_before_ = steady_clock::now() + random_pause(kReconnectLowestMs, kReconnectHighestMs);
    lost_by_ = code;
    if (!reported_down_)
        log::warning("database_unavailable", {{"step", step}, {"error", code}, {"reason", reason}});
    reported_down_ = true;
    throw StoreError{"database: " + step + ": " + reason, transient};
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
    if (commit_sent_) attempts.repeatable = false;
    forget_session_after(fault, code, spent);
    switch (next_step(fault, attempts, spent)) {
        case Next::Reconnect:
            ++attempts.connections_lost;
            return;
        case Next::Pause:
            ++attempts.conflicts;
            std::this_thread::sleep_for(
                random_pause(kConflictPauseLowestMs, kConflictPauseHighestMs) *
                std::min(attempts.conflicts, kLongestConflictPause));
            return;
        case Next::GiveUp:
            give_up(error);
    }
}

void Connection::give_up(const sql::SQLException& error) {
    const int code = error.getErrorCode();
    const Fault fault = classify(code);
    forget_session_after(fault, code, std::chrono::milliseconds{0});
    // Never the server's text: it quotes key values.
    throw StoreError{"statement " + std::string{current_} + ": " + error_text(code),
                     fault != Fault::Mistake};
}

void Connection::forget_session_after(Fault fault, int code,
                                      std::chrono::milliseconds spent) noexcept {
    if (fault != Fault::ConnectionLost && fault != Fault::Unfit) return;
    drop();
    lost_by_ = code;
    // A server that has gone is found out by connecting; one that is silent, or cannot serve, is
    // not.
    if (has_other_server() && (fault == Fault::Unfit || spent >= settings_.read_timeout))
        mark_server(server(), steady_clock::now());
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
    if (!ended_) connection_.drop();
}

void Transaction::commit() {
    connection_.commit_sent_ = true;
    connection_.update(kCommit);
    ended_ = true;
}

void Transaction::rollback() {
    connection_.update(kRollback);
    connection_.update(kCommit);  // of nothing: what follows is no part of a transaction
    ended_ = true;
}

}  // namespace postern::store::mysql
