#include "app/workers/courier.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>

#include "app/control/control.hpp"
#include "app/wiring/database_settings.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "app/wiring/version.hpp"
#include "app/workers/courier_tasks.hpp"
#include "app/workers/heartbeat.hpp"
#include "app/workers/mail_thread.hpp"
#include "app/workers/schedule.hpp"

namespace postern::app {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// Longer than sending takes at the most, with its second try over a new connection, and the
/// database's part before and after.
std::chrono::seconds mail_lease(const config::MailConfig& mail) {
    constexpr std::chrono::seconds kDatabaseShare{15};
    return 2 * mail.timeout + kDatabaseShare;
}

std::unique_ptr<MailThread> start_mail(const CourierInput& input, shm::Metrics::Writer metrics) {
    const auto& config = input.config;
    if (!has_mail(config)) return nullptr;
    return std::make_unique<MailThread>(
        MailThreadInput{.connection = connection_settings(config, input.database_password),
                        .letters = input.letters,
                        .composer = mail_composer_settings(config),
                        .delivery = {.from = mail_sender_name(config),
                                     .public_url = public_url(config).text(),
                                     .lease = mail_lease(config.mail),
                                     .give_up_after = config.mail.give_up_after},
                        .metrics = metrics,
                        .host = *input.shared.host,
                        .attempts = *input.shared.attempts,
                        .make_sender = [&input](const std::atomic<bool>* stopping) {
                            return make_mail_sender(input.config, input.mail_password, stopping);
                        }});
}

/// The socket at which `postern` asks for a poll at once.
class ControlSocket {
public:
    explicit ControlSocket(int listen_fd) : listen_fd_{listen_fd} {}

    /// For poll(2); -1, which it ignores, while no connection can be accepted.
    int watched_fd(SteadyClock::time_point now) const {
        return now >= listen_again_ ? listen_fd_ : -1;
    }
    /// When to look again at the latest.
    SteadyClock::time_point next(SteadyClock::time_point now,
                                 SteadyClock::time_point otherwise) const {
        return now >= listen_again_ ? otherwise : std::min(otherwise, listen_again_);
    }
    /// `poll`: true when it succeeded.
    void serve(const std::function<bool()>& poll) {
        // Without a descriptor for the connection now, there will not be one at once either.
        constexpr std::chrono::milliseconds kExhaustedPause{100};
        if (!serve_control(listen_fd_, {0, geteuid()}, kVersion, poll))
            listen_again_ = SteadyClock::now() + kExhaustedPause;
    }

private:
    int listen_fd_;
    SteadyClock::time_point listen_again_{};
};

class Courier {
public:
    Courier(const CourierInput& input, process::WorkerContext& context)
        : context_{context},
          metrics_{input.shared.metrics->writer(static_cast<std::size_t>(getpid()))},
          tasks_{input.config, input.database_password, input.keys ? &*input.keys : nullptr,
                 input.shared, metrics_},
          schedule_{tasks_.intervals(), SteadyClock::now()},
          control_{input.control_fd},
          mail_{start_mail(input, metrics_)} {}

    void run() {
        while (!wait()) {
            for (const auto task : schedule_.take_due(SteadyClock::now()))
                if (tasks_.run(CourierTask{task}) == TaskOutcome::MoreToDo)
                    schedule_.hurry(task, SteadyClock::now());
            beat(context_.slot, ++rounds_, process::Stage::Idle);
        }
        tasks_.run(CourierTask::WriteLastSeen);
        tasks_.run(CourierTask::WriteAccess);
    }

private:
    /// Waits for the next task or for `postern`. True when the courier was told to stop.
    bool wait() {
        const auto now = SteadyClock::now();
        const auto until = control_.next(now, schedule_.next_due());
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now);
        std::array<pollfd, 2> watched{
            {{context_.stop_fd, POLLIN, 0}, {control_.watched_fd(now), POLLIN, 0}}};
        ::poll(watched.data(), watched.size(), static_cast<int>(std::max<long>(left.count(), 0)));
        if (watched[0].revents != 0) return true;
        if (watched[1].revents != 0) control_.serve([this] { return tasks_.catch_up(); });
        return false;
    }

    process::WorkerContext& context_;
    shm::Metrics::Writer metrics_;
    CourierTasks tasks_;
    Schedule schedule_;
    ControlSocket control_;
    std::uint64_t rounds_ = 0;
    const std::unique_ptr<MailThread> mail_;  // nothing without mail; the first to go
};

}  // namespace

int run_courier(const CourierInput& input, process::WorkerContext& context) {
    Courier courier{input, context};
    beat(context.slot, 0, process::Stage::Idle);
    courier.run();
    return 0;
}

}  // namespace postern::app
