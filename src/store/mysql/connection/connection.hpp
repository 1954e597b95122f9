/// Connection: one session with the database server, replaced when it breaks.
///
/// The only place that sees sql::SQLException: what leaves here is StoreError. Connects on first
/// use with the settings that every statement relies on (UTC, strict mode, READ COMMITTED, one
/// second of lock wait), and refuses a TCP connection that is not encrypted unless that was
/// allowed. Statements are prepared once per session and forgotten with it. The client library's
/// own reconnect stays off: it would lose all of this silently. One owner, one thread, opened after
/// the fork.
#pragma once

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "postern/store/mysql/connection_settings.hpp"
#include "store/mysql/connection/errors.hpp"
#include "store/mysql/connection/parameters.hpp"
#include "store/mysql/connection/statement.hpp"

namespace postern::store::mysql {

class Transaction;

class Connection {
public:
    /// `required_schema`: the lowest version of the schema to work with, 0 for any.
    Connection(ConnectionSettings settings, std::uint32_t required_schema);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Runs `work` with every statement on its own, and once more when the connection turned out to
    /// be lost or another transaction was in the way: what it does must be fit to be done twice.
    template <class Work>
    auto repeatable(Work work) -> decltype(work());

    /// Runs `work(transaction)`; nothing stays unless it calls transaction.commit(). Repeated only
    /// when it is certain that nothing was done: connection lost at its begin, a deadlock, or, when
    /// there is another server to go on to, a connection lost before the commit was sent.
    template <class Work>
    auto transaction(Work work) -> decltype(work(std::declval<Transaction&>()));

    /// Runs `work` and never repeats it.
    template <class Work>
    auto once(Work work) -> decltype(work());

    // What follows is for the inside of `work`.

    std::unique_ptr<sql::ResultSet> query(const Statement& statement, const auto&... values) {
        return std::unique_ptr<sql::ResultSet>{bound(statement, values...).executeQuery()};
    }

    /// Returns how many rows matched, also those that already were as they should be.
    std::size_t update(const Statement& statement, const auto&... values) {
        return static_cast<std::size_t>(bound(statement, values...).executeUpdate());
    }

    /// The statement with its parameters still unset. Good until the session ends.
    sql::PreparedStatement& prepared(const Statement& statement);

    /// Runs a piece of a migration, which has no name and is not kept.
    void run_once(std::string_view text);

    std::uint64_t last_insert_id();

    /// Counts sessions: what was learnt in another one need not hold in this one.
    std::uint64_t session_number() const noexcept { return session_number_; }

    /// One round trip that does nothing, connecting when needed; throws StoreError when it fails.
    void ping();

    /// Ends the session; the server rolls back what was open in it. The next use connects again.
    void drop() noexcept;

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    sql::PreparedStatement& bound(const Statement& statement, const auto&... values) {
        sql::PreparedStatement& raw = prepared(statement);
        unsigned int index = 0;
        (set_parameter(raw, ++index, values), ...);
        return raw;
    }

    void ensure_connected();
    void connect_to_any();
    void connect_to(std::size_t server);
    void connect();
    const ServerAddress& server() const { return settings_.servers[server_]; }
    bool has_other_server() const noexcept { return settings_.servers.size() > 1; }
    std::vector<std::size_t> servers_to_try() const;
    void set_up_session();
    void set_if_known(const Statement& statement);
    void check_encryption();
    void check_writable();
    void check_schema();
    [[noreturn]] void refuse(const std::string& what);
    [[noreturn]] void connect_failed(const std::string& step, int code, const std::string& reason,
                                     bool transient);
    void connect_succeeded();
    /// Of a connection that must not be used any more; the server too, when it is to blame.
    void forget_session_after(Fault fault, int code, std::chrono::milliseconds spent) noexcept;

    /// Returns if the call should be retried; throws StoreError if not.
    void recover(const sql::SQLException& error, RetryState& attempts, SteadyTime began);
    [[noreturn]] void give_up(const sql::SQLException& error);
    std::chrono::milliseconds random_pause(int lowest_ms, int highest_ms);

    const ConnectionSettings settings_;
    const std::uint32_t required_schema_;
    std::size_t server_ = 0;  ///< of settings_.servers: the one connected to, or to try first
    SteadyTime connected_at_{};
    std::unique_ptr<sql::Connection> raw_;
    std::map<std::string_view, std::unique_ptr<sql::PreparedStatement>> statements_;
    std::string_view current_ = "connect";  ///< name of the statement at work, for the log
    std::uint64_t session_number_ = 0;
    SteadyTime not_before_{};  ///< no attempt to connect before this
    std::optional<int>
        lost_by_;  ///< the error that ended the last session or attempt; none: all is well
    bool reported_down_ = false;
    bool commit_sent_ = false;  ///< the transaction at work, if any, may have been done
    std::minstd_rand random_;

    friend class Transaction;
};

/// Several statements, all or nothing. Rolls back when it goes away without commit() or rollback().
class Transaction {
public:
    explicit Transaction(Connection& connection);
    /// Rolls back by ending the session: Connector/C++'s own rollback() hides its failure, and
    /// what would be half done must never be committed by what comes next.
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// Throws when it cannot be known whether the writes stay.
    void commit();

    /// Undoes what was written and keeps the session. Throws when the server can't be told; then
    /// the session ends, and the writes with it.
    void rollback();

private:
    Connection& connection_;
    bool ended_ = false;
};

template <class Work>
auto Connection::repeatable(Work work) -> decltype(work()) {
    const auto began = std::chrono::steady_clock::now();
    for (RetryState attempts{.has_other_server = has_other_server()};;) {
        try {
            commit_sent_ = false;  // of the transaction before
            ensure_connected();
            return work();
        } catch (const sql::SQLException& error) {
            recover(error, attempts, began);
        }
    }
}

template <class Work>
auto Connection::transaction(Work work) -> decltype(work(std::declval<Transaction&>())) {
    const auto began = std::chrono::steady_clock::now();
    for (RetryState attempts{.has_other_server = has_other_server()};;) {
        try {
            attempts.repeatable = true;
            commit_sent_ = false;
            ensure_connected();
            Transaction transaction{*this};
            attempts.repeatable = has_other_server();
            return work(transaction);
        } catch (const sql::SQLException& error) {
            recover(error, attempts, began);
        }
    }
}

template <class Work>
auto Connection::once(Work work) -> decltype(work()) {
    try {
        ensure_connected();
        return work();
    } catch (const sql::SQLException& error) {
        give_up(error);
    }
}

}  // namespace postern::store::mysql
