// Two ways to ask the database. The strict gate asks for every check, so it asks at once, in the
// loop: one round trip for all checks that wait. With the cache most checks need no database; those
// that do are asked for by a thread of their own, so that they hold up none of the others.
// A password of HTTP Basic takes three questions: whether the site takes it (the database), whether
// it is right (a portal worker), and who that is (the database).
#include "app/workers/gate_worker.hpp"

#include <sys/epoll.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>
#include <vector>

#include "app/wiring/database_settings.hpp"
#include "app/wiring/gate_settings.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "app/workers/fair_share.hpp"
#include "app/workers/heartbeat.hpp"
#include "app/workers/lookup_thread.hpp"
#include "app/workers/password_thread.hpp"
#include "postern/base/log.hpp"
#include "postern/fastcgi/gate_server.hpp"
#include "postern/gate/gate.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

/// What both have in common, in the order in which it depends on each other.
class GateWorker {
public:
    explicit GateWorker(const GateWorkerInput& input)
        : cookies_{session_cookies(input.config)},
          gate_{cookies_, memory(input.shared), gate_settings(input.config)} {}

    gate::Gate& gate() { return gate_; }
    gate::ClockReading moment() const { return {clock_.now(), std::chrono::steady_clock::now()}; }

private:
    static gate::GateMemory memory(const SharedState& shared) {
        return {*shared.cache,
                *shared.generations,
                *shared.last_seen,
                *shared.sites,
                *shared.rules,
                *shared.host,
                *shared.breaker,
                *shared.access_counts,
                shared.metrics->writer(static_cast<std::size_t>(getpid())),
                *shared.keys,
                *shared.gate_secrets};
    }

    const SystemClock clock_{};
    http::SessionCookies cookies_;
    gate::Gate gate_;
};

class StrictWorker : public GateWorker {
public:
    explicit StrictWorker(const GateWorkerInput& input)
        : GateWorker{input},
          database_{gate_connection_settings(input.config, input.database_password)} {}

    /// Connects ahead of the first check; false when the database is absent. That is no reason not
    /// to start: the checks then answer "unavailable" until it is there.
    bool warm_up() {
        try {
            database_.ping();
            return true;
        } catch (const store::StoreError& error) {
            log::warning("database_unavailable", {{"reason", error.what()}});
            return false;
        }
    }

    void answer(std::span<fastcgi::Exchange> exchanges) {
        batch_.clear();
        for (const auto& exchange : exchanges) batch_.push_back({exchange.parameters, {}});
        gate().answer(batch_, database_.checks(), moment());
        for (std::size_t i = 0; i < exchanges.size(); ++i)
            exchanges[i].answer = std::move(batch_[i].answer);
    }

private:
    store::mysql::MysqlDatabase database_;
    std::vector<gate::Gate::Check> batch_;
};

/// One descriptor that is readable while one of both is.
class EitherReadable {
public:
    EitherReadable(int one, int other) : fd_{epoll_create1(EPOLL_CLOEXEC)} {
        if (fd_ < 0 || !add(one) || !add(other)) {
            const int error = errno;
            if (fd_ >= 0) close(fd_);
            throw std::system_error{error, std::generic_category(), "epoll"};
        }
    }
    ~EitherReadable() { close(fd_); }
    EitherReadable(const EitherReadable&) = delete;
    EitherReadable& operator=(const EitherReadable&) = delete;

    int fd() const noexcept { return fd_; }

private:
    bool add(int fd) const noexcept {
        epoll_event event{};
        event.events = EPOLLIN;
        return epoll_ctl(fd_, EPOLL_CTL_ADD, fd, &event) == 0;
    }

    int fd_;
};

class CachedWorker : public GateWorker {
public:
    explicit CachedWorker(const GateWorkerInput& input)
        : GateWorker{input},
          lookups_{gate_connection_settings(input.config, input.database_password),
                   *input.shared.keys},
          passwords_{input.config.server.portal_socket, input.shared.gate_secrets->ask_secret()},
          late_{lookups_.answered_fd(), passwords_.answered_fd()} {}

    bool is_connected() const noexcept { return lookups_.is_connected(); }
    int late_fd() const { return late_.fd(); }

    void answer(std::span<fastcgi::Exchange> exchanges) {
        const auto began = moment();
        std::vector<LookupThread::Asked> asked;
        for (auto& exchange : exchanges) {
            gate::Question question;
            auto answer = gate().answer_from_memory(*exchange.parameters, began, question);
            exchange.later = !answer;
            if (answer)
                exchange.answer = std::move(*answer);
            else
                asked.push_back({exchange.ticket, std::move(question), std::nullopt});
        }
        if (asked.empty()) return;
        if (gate().may_ask_database(began))
            lookups_.ask(std::move(asked));
        else
            refuse(exchanges, began);
    }

    std::vector<fastcgi::LateAnswer> take_late() {
        const auto now = moment();
        std::vector<fastcgi::LateAnswer> late;
        take_passwords(late);
        std::vector<PasswordThread::Asked> typed;
        for (auto& answered : lookups_.take()) {
            if (answered.row)
                gate().database_answered();
            else if (!answered.is_forged)
                gate().database_failed(now);
            if (answered.row && gate().wants_password(answered.question, *answered.row, now))
                typed.push_back({answered.ticket, std::move(answered.question)});
            else
                late.push_back({answered.ticket, answer_to(answered, now)});
        }
        if (!typed.empty()) passwords_.ask(std::move(typed));
        return late;
    }

private:
    std::string answer_to(const LookupThread::Answered& answered, const gate::ClockReading& now) {
        if (answered.is_forged) return gate().answer_forged(answered.question, now);
        return answered.row ? gate().answer_from_row(answered.question, *answered.row, now)
                            : gate().answer_unavailable(answered.question.started);
    }

    /// What a portal worker said of passwords. Right or wrong, the database is asked again.
    void take_passwords(std::vector<fastcgi::LateAnswer>& late) {
        std::vector<LookupThread::Asked> asked;
        for (auto& [ticket, question, verdict, user] : passwords_.take()) {
            if (verdict == PasswordVerdict::Busy) {
                late.push_back({ticket, gate().answer_unavailable(question.started)});
                continue;
            }
            question.credential->password.reset();
            asked.push_back({ticket, std::move(question),
                             verdict == PasswordVerdict::Right ? std::move(user) : std::nullopt});
        }
        if (!asked.empty()) lookups_.ask(std::move(asked));
    }

    void refuse(std::span<fastcgi::Exchange> exchanges, const gate::ClockReading& began) {
        for (auto& exchange : exchanges) {
            if (!exchange.later) continue;
            exchange.later = false;
            exchange.answer = gate().answer_unavailable(began.started);
        }
    }

    LookupThread lookups_;
    PasswordThread passwords_;
    EitherReadable late_;
};

fastcgi::GateServerSettings server_settings(const GateWorkerInput& input,
                                            process::WorkerContext& context) {
    return {.listen_fd = input.listen_fd,
            .stop_fd = context.stop_fd,
            .peers = input.peers,
            .max_requests = context.max_requests,
            .progress =
                [&context](std::uint64_t served, std::size_t connections) {
                    note_connections(context.slot, connections);
                    beat(context.slot, served, process::Stage::Idle);
                },
            .may_accept =
                [&context, &scoreboard = *input.shared.scoreboard](std::size_t connections) {
                    note_connections(context.slot, connections);
                    return !has_more_than_its_share(scoreboard, context.slot);
                }};
}

/// A worker that has connected once has all that connecting needs; for another, the database's
/// client may have to load a plugin yet.
void enter_sandbox(const GateWorkerInput& input, bool has_connected) {
    auto settings = sandbox_settings(input.config, "gate");
    settings.may_open_files = !has_connected;
    process::enter_sandbox(settings);
}

void run_strict(const GateWorkerInput& input, process::WorkerContext& context) {
    StrictWorker worker{input};
    enter_sandbox(input, worker.warm_up());
    fastcgi::run_gate_server(server_settings(input, context),
                             [&](auto exchanges) { worker.answer(exchanges); });
}

void run_cached(const GateWorkerInput& input, process::WorkerContext& context) {
    CachedWorker worker{input};
    enter_sandbox(input, worker.is_connected());
    auto settings = server_settings(input, context);
    settings.late_fd = worker.late_fd();
    settings.take_late = [&] { return worker.take_late(); };
    fastcgi::run_gate_server(settings, [&](auto exchanges) { worker.answer(exchanges); });
}

}  // namespace

int run_gate_worker(const GateWorkerInput& input, process::WorkerContext& context) {
    if (input.config.gate_cache.cache == config::GateCache::On)
        run_cached(input, context);
    else
        run_strict(input, context);
    return 0;
}

}  // namespace postern::app
