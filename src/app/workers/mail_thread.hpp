/// MailThread: delivers e-mails beside the courier's other tasks.
///
/// A mail server may take as long as mail.timeout to answer, and the courier has to read what ended
/// on other hosts each second; so e-mails have a thread and a database connection of their own. A
/// process of its own would have cost 10 MB more for nothing: neither shares state with the other.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "mail/delivery.hpp"
#include "postern/base/log_limit.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/shm/host_state.hpp"
#include "postern/store/mysql/mysql_database.hpp"

namespace postern::app {

struct MailThreadInput {
    store::mysql::ConnectionSettings connection;
    const mail::Letters& letters;  ///< must outlive the thread
    service::MailComposerSettings composer;
    DeliverySettings delivery;
    shm::Metrics::Writer metrics;
    shm::HostState& host;  ///< told how many e-mails wait
    shm::AttemptTable& attempts;
    /// Makes the sender; it is told when to give up what it is about to send.
    std::function<std::unique_ptr<mail::MailSender>(const std::atomic<bool>* stopping)> make_sender;
};

class MailThread {
public:
    /// Starts the thread.
    explicit MailThread(MailThreadInput input);
    /// Waits until the mail that is on its way has gone or was given up, about a second.
    ~MailThread();
    MailThread(const MailThread&) = delete;
    MailThread& operator=(const MailThread&) = delete;

private:
    using SteadyClock = std::chrono::steady_clock;

    void run();
    /// Delivers what is due, until nothing is or the mail server seems to be away.
    void deliver_due();
    void count_waiting();
    bool wait(std::chrono::milliseconds pause);

    MailThreadInput input_;
    std::atomic<bool> stopping_{false};
    // All of the thread alone once that runs.
    store::mysql::MysqlDatabase database_;
    crypto::SystemEntropy entropy_;
    const SystemClock clock_{};
    service::MailComposer composer_;
    std::unique_ptr<mail::MailSender> sender_;
    Delivery delivery_;
    SteadyClock::time_point count_again_{};
    LogLimit failures_{kOutageLogInterval};

    std::mutex mutex_;
    std::condition_variable stopped_;
    std::thread thread_;
};

}  // namespace postern::app
