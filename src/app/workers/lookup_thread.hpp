/// LookupThread: asks the database for a gate worker, so that its event loop never waits.
///
/// It owns the database connection; questions and rows cross by a queue under a mutex, within this
/// one process. The loop learns of rows by a readable descriptor. The signatures of access tokens
/// are verified here, too: one takes longer than many checks.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "postern/base/log_limit.hpp"
#include "postern/gate/gate.hpp"
#include "postern/gate/trusted_keys.hpp"
#include "postern/store/mysql/mysql_database.hpp"

namespace postern::app {

class LookupThread {
public:
    struct Asked {
        std::uint64_t ticket;
        gate::Question question;
        std::optional<PublicId> user{};  ///< whose password was right
    };
    struct Answered {
        std::uint64_t ticket;
        gate::Question question;
        std::optional<store::CheckRow> row;  ///< nothing: the database did not answer
        bool is_forged = false;  ///< the token's signature is wrong, and the database was not asked
    };

    /// Connects ahead of the first question, if the database is there, and starts the thread.
    /// `keys` must outlive *this.
    LookupThread(store::mysql::ConnectionSettings settings, const shm::KeyDirectory& keys);
    /// Waits until the thread has ended, at most the database's time-outs.
    ~LookupThread();
    LookupThread(const LookupThread&) = delete;
    LookupThread& operator=(const LookupThread&) = delete;

    /// Whether the database was there at the start.
    bool is_connected() const noexcept { return connected_; }

    void ask(std::vector<Asked> questions);
    /// Readable while there are answers to take.
    int answered_fd() const noexcept { return event_fd_; }
    std::vector<Answered> take();

private:
    bool connect() noexcept;
    void run();
    void drop_forged(std::vector<Asked>& questions, std::vector<Answered>& answers);
    std::vector<Answered> look_up(std::vector<Asked> questions);
    void hand_over(std::vector<Answered> answers);

    store::mysql::MysqlDatabase database_;  // of the thread alone once that runs
    gate::TrustedKeys trusted_;             // here, too
    std::mutex mutex_;
    std::condition_variable asked_or_over_;
    std::vector<Asked> asked_;
    std::vector<Answered> answered_;
    bool over_ = false;
    LogLimit failures_{kOutageLogInterval};  // of the thread alone
    int event_fd_;
    const bool connected_;
    std::thread thread_;
};

}  // namespace postern::app
