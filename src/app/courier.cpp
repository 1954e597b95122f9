#include "app/courier.hpp"

#include <poll.h>

#include "app/heartbeat.hpp"
#include "app/settings.hpp"
#include "postern/base/log.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::seconds kBeatInterval{1};
constexpr std::chrono::seconds kPurgeInterval{60};
/// Small enough that one statement never holds its locks for long.
constexpr std::size_t kPurgeBatch = 500;

/// True when the worker was told to stop while it waited.
bool wait_for_stop(int stop_fd, std::chrono::milliseconds patience) {
    pollfd watched{.fd = stop_fd, .events = POLLIN, .revents = 0};
    return poll(&watched, 1, static_cast<int>(patience.count())) > 0;
}

/// Removes one batch of sessions that are over. Returns true when there may be more of them.
bool purge_one_batch(store::SessionStore& sessions, TimePoint now) {
    const std::size_t removed = sessions.remove_expired(now, kPurgeBatch);
    if (removed > 0) log::info("sessions_purged", {{"count", removed}});
    return removed == kPurgeBatch;
}

}  // namespace

int run_courier(const CourierInput& input, process::WorkerContext& context) {
    const SystemClock clock;
    store::mysql::MysqlDatabase database{
        connection_settings(input.config, input.database_password)};
    std::uint64_t purges = 0;
    auto next_purge = std::chrono::steady_clock::now();
    do {
        beat(context.slot, purges, process::Stage::Idle);
        if (std::chrono::steady_clock::now() < next_purge) continue;
        bool more = false;
        try {
            more = purge_one_batch(database.sessions(), clock.now());
            ++purges;
        } catch (const store::StoreError& error) {
            log::warning("purge_failed", {{"reason", error.what()}});
        }
        if (!more) next_purge = std::chrono::steady_clock::now() + kPurgeInterval;
    } while (!wait_for_stop(context.stop_fd, kBeatInterval));
    return 0;
}

}  // namespace postern::app
