/// PasswordThread: asks a portal worker whether a password of HTTP Basic is right, for a gate
/// worker whose event loop never waits and never hashes.
///
/// As LookupThread: questions and answers cross by a queue under a mutex. One password at a time;
/// those with the same key wait for the answer of the first. What has waited for 2.5 s since its
/// request came (question.started) is Busy, so that a flood can't fill the queue.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "postern/base/log_limit.hpp"
#include "postern/gate/gate.hpp"
#include "postern/model/ids.hpp"

namespace postern::app {

enum class PasswordVerdict { Right, Wrong, Busy };  ///< Busy: also "can't know"

struct PasswordAnswer {
    PasswordVerdict verdict = PasswordVerdict::Busy;
    std::optional<PublicId> user{};  ///< of Right
};

class PasswordThread {
public:
    struct Asked {
        std::uint64_t ticket;
        gate::Question question;  ///< with question.credential->password set
    };
    struct Answered {
        std::uint64_t ticket;
        gate::Question question;
        PasswordVerdict verdict;
        std::optional<PublicId> user{};  ///< of Right
    };

    /// `secret`: what the portal workers take for proof that the gate asks; as all processes of
    /// this daemon know it, and nobody else.
    PasswordThread(std::string portal_socket, std::string secret);
    ~PasswordThread();
    PasswordThread(const PasswordThread&) = delete;
    PasswordThread& operator=(const PasswordThread&) = delete;

    void ask(std::vector<Asked> questions);
    /// Readable while there are answers to take.
    int answered_fd() const noexcept { return event_fd_; }
    std::vector<Answered> take();

private:
    void run();
    void check(std::vector<Asked> questions);
    PasswordAnswer look_at(const gate::Question& question);
    /// Answers those of `questions` that have this key, and takes them out. `mark`: from before the
    /// password was looked at. Under the mutex.
    void settle(std::vector<Asked>& questions, const Digest& key,
                const shm::Generations::ReadMark& mark, const PasswordAnswer& answer);
    void report(const char* reason);

    std::string portal_socket_;
    std::string secret_;
    std::mutex mutex_;
    std::condition_variable asked_or_over_;
    std::vector<Asked> asked_;
    std::vector<Answered> answered_;
    bool over_ = false;
    LogLimit failures_{kOutageLogInterval};  // of the thread alone
    int event_fd_;
    std::thread thread_;
};

}  // namespace postern::app
