#include "app/workers/courier.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <limits>

#include "app/control/control.hpp"
#include "app/wiring/database_settings.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "app/wiring/services_settings.hpp"
#include "app/workers/heartbeat.hpp"
#include "app/workers/mail_thread.hpp"
#include "postern/base/log.hpp"
#include "postern/base/log_limit.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/service/account/retention_service.hpp"
#include "postern/service/session/revocation_poller.hpp"
#include "postern/service/session/shm_revoker.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPurgeInterval{60};
/// Small enough that one statement never holds its locks for long.
constexpr std::size_t kPurgeBatch = 500;
constexpr std::chrono::days kFailedMailsKept{30};
constexpr std::size_t kLastSeenBatch = 500;
/// Failed sign-ins are forgotten after so long without another one; an account that is blocked by
/// them stays so for longer.
constexpr std::chrono::days kFailuresKept{30};
constexpr std::chrono::days kBlocksKept{400};
/// As long as browsers keep the cookie.
constexpr std::chrono::days kDevicesKept = http::kDeviceMaxAge;
/// No descriptor for a connection: it will not be there at once either.
constexpr std::chrono::milliseconds kExhaustedPause{100};

std::int64_t monotonic_ms() {
    const auto since = SteadyClock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
}

/// Something that is done again and again.
struct Task {
    SteadyClock::time_point due;
    std::chrono::milliseconds interval;

    bool take_if_due(SteadyClock::time_point now) {
        if (now < due) return false;
        due = now + interval;
        return true;
    }
};

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
                        .room = mail_room_settings(config),
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

class Courier {
public:
    Courier(const CourierInput& input, process::WorkerContext& context)
        : input_{input},
          context_{context},
          metrics_{input.shared.metrics->writer(static_cast<std::size_t>(getpid()))},
          database_{connection_settings(input.config, input.database_password)},
          poller_{database_.revocations(), *input.shared.generations, *input.shared.host},
          revoker_{*input.shared.generations},
          retention_{database_.accounts(), database_.audit(), revoker_,
                     retention_settings(input.config)},
          poll_{SteadyClock::now(), input.config.gate_cache.revocation_poll},
          flush_{SteadyClock::now(), input.config.gate_cache.last_seen_interval},
          purge_{SteadyClock::now(), kPurgeInterval},
          mail_{start_mail(input, metrics_)} {}

    void run() {
        while (!wait()) {
            const auto now = SteadyClock::now();
            if (poll_.take_if_due(now)) poll_revocations();
            if (flush_.take_if_due(now)) flush_last_seen();
            if (purge_.take_if_due(now)) purge();
            beat(context_.slot, ++rounds_, process::Stage::Idle);
        }
        flush_last_seen();
    }

private:
    /// Waits for the next task or for `postern`. True when the courier was told to stop.
    bool wait() {
        const auto now = SteadyClock::now();
        const bool listens = now >= listen_again_;
        auto next = std::min({poll_.due, flush_.due, purge_.due});
        if (!listens) next = std::min(next, listen_again_);
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now);
        std::array<pollfd, 2> watched{
            {{context_.stop_fd, POLLIN, 0}, {listens ? input_.control_fd : -1, POLLIN, 0}}};
        ::poll(watched.data(), watched.size(), static_cast<int>(std::max<long>(left.count(), 0)));
        if (watched[0].revents != 0) return true;
        if (watched[1].revents != 0 && !serve_control(input_.control_fd, control_peers(),
                                                      [this] { return poll_revocations(); }))
            listen_again_ = SteadyClock::now() + kExhaustedPause;
        return false;
    }

    static std::set<uid_t> control_peers() { return {0, geteuid()}; }

    /// Runs a task that needs the database; false, and logged, when that does not answer.
    bool attempt(const char* event, LogLimit& limit, const auto& task) {
        try {
            task();
            return true;
        } catch (const store::StoreError& error) {
            metrics_.count_database_error();
            if (const auto count = limit.admit(SteadyClock::now()))
                log::warning(event, {{"reason", error.what()}, {"count", *count}});
            return false;
        }
    }

    bool poll_revocations() {
        const bool polled = attempt("revocation_poll_failed", failed_polls_,
                                    [this] { poller_.poll(monotonic_ms()); });
        // Without a grace nobody passes while the database is known to be away.
        if (!polled && input_.config.gate_cache.stale_grace.count() == 0)
            input_.shared.host->last_poll_ms.store(0);
        return polled;
    }

    void flush_last_seen() {
        attempt("last_seen_not_written", failed_flushes_, [this] {
            std::array<shm::LastSeen::Entry, kLastSeenBatch> noted;
            // Once round the whole table at the most: what is noted again meanwhile has time.
            for (std::size_t taken = 0; taken < shm::LastSeen::kEntries; taken += noted.size()) {
                const std::size_t count = input_.shared.last_seen->collect(noted);
                write_last_seen({noted.data(), count});
                if (count < noted.size()) return;
            }
        });
    }

    void write_last_seen(std::span<const shm::LastSeen::Entry> noted) {
        if (noted.empty()) return;
        std::vector<store::LastSeen> seen;
        for (const auto& entry : noted)
            seen.push_back(
                {SessionId{entry.session_id}, TimePoint{std::chrono::seconds{entry.seen_at}}});
        database_.revocations().set_last_seen(seen);
        for (const auto& entry : noted) input_.shared.last_seen->confirm(entry);
        metrics_.count_last_seen_written(noted.size());
    }

    /// One batch of each; a full batch means that there is more, and brings the next round forward.
    void purge() {
        attempt("purge_failed", failed_purges_, [this] {
            const auto now = clock_.now();
            const std::size_t sessions = database_.sessions().remove_expired(now, kPurgeBatch);
            const std::size_t notes = poller_.remove_old(kPurgeBatch);
            const std::size_t sign_ins = purge_sign_ins(now);
            metrics_.count_sessions_purged(sessions);
            if (sessions > 0) log::info("sessions_purged", {{"count", sessions}});
            const std::size_t mails =
                database_.outbox().remove_failed(now - kFailedMailsKept, kPurgeBatch);
            if (std::max({sessions, notes, sign_ins, mails}) == kPurgeBatch)
                purge_.due = SteadyClock::now();
        });
        attempt("retention_failed", failed_retentions_, [this] {
            const auto removed = retention_.remove_batch(clock_.now(), kPurgeBatch);
            if (removed.accounts + removed.unverified > 0)
                log::info("accounts_removed",
                          {{"due", removed.accounts}, {"unverified", removed.unverified}});
            if (removed.is_more) purge_.due = SteadyClock::now();
            if (!has_mail(input_.config)) drop_mails();
        });
    }

    /// Where no mail is sent none waits: it would go out long after it was of any use.
    void drop_mails() {
        constexpr std::chrono::seconds kLease{60};
        for (std::size_t i = 0; i < kPurgeBatch; ++i) {
            const auto mail = database_.outbox().claim(clock_.now(), kLease);
            if (!mail) return;
            database_.outbox().remove(mail->id);
        }
    }

    /// The largest number of rows that went at a time.
    std::size_t purge_sign_ins(TimePoint now) {
        auto& sign_ins = database_.sign_ins();
        const auto most = input_.config.throttle.max_failures;
        constexpr auto kAny = std::numeric_limits<std::uint32_t>::max();
        return std::max({sign_ins.remove_old_failures(now - kFailuresKept, most, kPurgeBatch),
                         sign_ins.remove_old_failures(now - kBlocksKept, kAny, kPurgeBatch),
                         sign_ins.remove_old_devices(now - kDevicesKept, kPurgeBatch)});
    }

    const CourierInput& input_;
    process::WorkerContext& context_;
    const SystemClock clock_{};
    shm::Metrics::Writer metrics_;
    store::mysql::MysqlDatabase database_;
    service::RevocationPoller poller_;
    service::ShmRevoker revoker_;
    service::RetentionService retention_;
    Task poll_;
    Task flush_;
    Task purge_;
    LogLimit failed_polls_{kOutageLogInterval};
    LogLimit failed_flushes_{kOutageLogInterval};
    LogLimit failed_purges_{kOutageLogInterval};
    LogLimit failed_retentions_{kOutageLogInterval};
    SteadyClock::time_point listen_again_{};
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
