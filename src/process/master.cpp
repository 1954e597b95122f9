// The master's loop: fork what is missing, wait for a signal or for time to pass, reap, watch,
// switch generations.
//
// Fatal: only what makes the loop itself impossible (no signalfd, out of memory); the workers then
// drain, since their parent is gone. Warned: a worker that died, hung or could not be forked, a
// reload that failed. It never waits for a worker: everything is looked at again at the next turn.
#include "postern/process/master.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

#include "postern/base/log.hpp"
#include "process/signal_queue.hpp"
#include "process/worker_process.hpp"
#include "process/worker_table.hpp"

namespace postern::process {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestTurn{1000};
/// While workers start, and nobody tells when they have.
constexpr milliseconds kStartingTurn{5};
/// A turn that took this much longer than asked for: the machine, or this process, stood still.
constexpr milliseconds kStandstill{2000};

MonotonicTime monotonic_now() { return std::chrono::steady_clock::now(); }

std::string error_text(int error) { return std::generic_category().message(error); }

/// A pool of the current generation and what happened to it.
struct PoolControl {
    Pool pool;
    std::uint32_t young_deaths = 0;
    std::optional<MonotonicTime> last_young_death{};
    MonotonicTime not_before{};

    void pause(std::uint64_t served, MonotonicTime now) {
        young_deaths = count_young_death(young_deaths, last_young_death, served, now);
        last_young_death = now;
        not_before = now + respawn_pause(young_deaths);
    }
};

void log_end(const Worker& worker, int status, bool clean) {
    const bool signalled = WIFSIGNALED(status);
    const int number = signalled ? WTERMSIG(status) : WEXITSTATUS(status);
    log::write(clean ? log::Level::Info : log::Level::Warning, "worker_ended",
               {{"pool", worker.pool},
                {"worker", worker.pid},
                {"generation", worker.generation},
                {signalled ? "signal" : "status", number},
                {"served", worker.slot->served.load()}});
}

}  // namespace

struct Master::Impl {
    Impl(Scoreboard& board, MasterHooks master_hooks, Patience master_patience)
        : scoreboard{board},
          hooks{std::move(master_hooks)},
          patience{master_patience},
          workers{board} {}

    int run(Generation first);

    void adopt(Generation next);
    void spawn_missing();
    bool spawn(std::size_t pool_index);
    [[noreturn]] void become_worker(const Worker& self, std::uint64_t max_requests);
    bool could_not_spawn(PoolControl& control, const char* what, int error);

    void wait();
    milliseconds turn() const;
    void handle_signals();
    void reload_when_due();
    void stop();

    void reap();
    void remove_ended(const Worker& worker, int status);
    void watch();
    void drain(Worker& worker);
    void switch_generations();
    void give_up_switch();
    void drain_others_than(std::uint32_t staying);
    void announce_ready();
    void announce_alive();
    bool has_come_to_work() const;
    bool is_alive(std::size_t pool_index) const;

    Scoreboard& scoreboard;
    const MasterHooks hooks;
    const Patience patience;
    const pid_t self_pid = getpid();
    SignalQueue signals{};
    WorkerTable workers;
    std::vector<PoolControl> pools{};
    std::mt19937 random{std::random_device{}()};
    MasterState state = MasterState::Running;
    std::uint32_t generation = 0;
    std::uint32_t newest_generation = 0;  ///< also of those that were given up: no number twice
    MonotonicTime now = monotonic_now();
    MonotonicTime moving_since = now;  ///< no beat counts as older: this process stood still before
    std::optional<MonotonicTime> switching_since{};
    std::vector<PoolControl> old_pools{};  ///< while switching
    std::uint32_t old_generation = 0;
    bool reload_wanted = false;
    bool is_ready = false;
};

int Master::Impl::run(Generation first) {
    adopt(std::move(first));
    while (state == MasterState::Running || !workers.empty()) {
        spawn_missing();
        wait();
        handle_signals();
        reap();
        watch();
        switch_generations();
        announce_ready();
        announce_alive();
        reload_when_due();
    }
    log::info("stopped");
    return 0;
}

// --- forking ----------------------------------------------------------------------------------

void Master::Impl::adopt(Generation next) {
    old_pools = std::exchange(pools, {});
    old_generation = std::exchange(generation, ++newest_generation);
    for (auto& pool : next.pools) pools.push_back({std::move(pool)});
}

void Master::Impl::spawn_missing() {
    for (std::size_t i = 0; i < pools.size(); ++i) {
        const PoolState pool{.wanted = pools[i].pool.workers,
                             .alive = workers.count_alive(i, generation),
                             .not_before = pools[i].not_before};
        for (auto missing = workers_to_spawn(pool, state, now); missing > 0; --missing)
            if (!spawn(i)) break;
    }
}

bool Master::Impl::spawn(std::size_t pool_index) {
    auto& control = pools[pool_index];
    auto* slot = workers.find_free_slot();
    if (slot == nullptr) return could_not_spawn(control, "scoreboard", ENOSPC);
    const int stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (stop_fd < 0) return could_not_spawn(control, "eventfd", errno);

    const auto limit =
        jittered_limit(control.pool.max_requests, static_cast<std::uint32_t>(random()));
    Worker worker{.pid = 0,
                  .pool = control.pool.name,
                  .pool_index = pool_index,
                  .generation = generation,
                  .watched = control.pool.watched,
                  .slot = slot,
                  .stop_fd = stop_fd,
                  .started = now};
    prepare_slot(*slot, pool_index, generation, now);
    std::fflush(nullptr);  // or the child would write what waits in the buffers once more
    worker.pid = fork();
    if (worker.pid == 0) become_worker(worker, limit);
    if (worker.pid < 0) {
        const int error = errno;
        clear_slot(*slot);
        close(stop_fd);
        return could_not_spawn(control, "fork", error);
    }
    slot->pid = worker.pid;
    log::info("worker_started",
              {{"pool", worker.pool}, {"worker", worker.pid}, {"generation", generation}});
    workers.add(std::move(worker));
    return true;
}

void Master::Impl::become_worker(const Worker& self, std::uint64_t max_requests) {
    close(signals.fd());
    for (const auto& sibling : workers) close(sibling.stop_fd);
    self.slot->pid = getpid();
    WorkerContext context{
        .stop_fd = self.stop_fd, .max_requests = max_requests, .slot = *self.slot};
    run_worker({.pool = pools[self.pool_index].pool, .context = context, .master = self_pid});
}

/// The pool tries again after a pause, as after a young death; the others are not held up.
bool Master::Impl::could_not_spawn(PoolControl& control, const char* what, int error) {
    control.pause(0, now);
    log::error("worker_not_started", {{"pool", control.pool.name},
                                      {"what", what},
                                      {"reason", error_text(error)},
                                      {"again_ms", respawn_pause(control.young_deaths).count()}});
    return false;
}

// --- waiting and signals ----------------------------------------------------------------------

void Master::Impl::wait() {
    const auto patience_now = turn();
    pollfd watched{.fd = signals.fd(), .events = POLLIN, .revents = 0};
    poll(&watched, 1, static_cast<int>(patience_now.count()));
    const auto before = now;
    now = monotonic_now();
    // The workers may have stood still with it: give them time to show that they live.
    if (now - before > patience_now + kStandstill) moving_since = now;
}

milliseconds Master::Impl::turn() const {
    auto shortest = std::min({kLongestTurn, patience.drain_grace / 4, patience.stuck_after / 4});
    bool is_pausing = false;
    for (const auto& control : pools) {
        if (control.not_before <= now) continue;
        is_pausing = true;
        shortest = std::min(shortest, std::chrono::ceil<milliseconds>(control.not_before - now));
    }
    const bool awaits_start =
        state == MasterState::Running && !is_pausing && (!is_ready || switching_since);
    return awaits_start ? kStartingTurn : shortest;
}

void Master::Impl::handle_signals() {
    while (const auto signal = signals.take()) {
        if (*signal == SIGTERM || *signal == SIGINT) stop();
        if (*signal == SIGHUP && state == MasterState::Running) reload_wanted = true;
    }
}

/// One switch at a time: a request that comes during one is carried out after it.
void Master::Impl::reload_when_due() {
    if (!reload_wanted || switching_since || state != MasterState::Running) return;
    reload_wanted = false;
    if (hooks.reloading) hooks.reloading();
    try {
        adopt(hooks.reload());
        switching_since = now;
        log::info("reload", {{"generation", generation}});
    } catch (const std::exception& error) {
        log::error("reload_failed", {{"reason", error.what()}});
        if (hooks.reloaded) hooks.reloaded(false);
    }
}

void Master::Impl::stop() {
    if (state == MasterState::Running) {
        state = MasterState::Stopping;
        log::info("draining", {{"workers", workers.size()}});
        if (hooks.stopping) hooks.stopping();
        for (auto& worker : workers) drain(worker);
        return;
    }
    state = MasterState::Killing;
    log::warning("killing", {{"workers", workers.size()}});
    for (const auto& worker : workers) kill(worker.pid, SIGKILL);
}

void Master::Impl::drain(Worker& worker) {
    if (worker.draining_since) return;
    worker.draining_since = now;
    eventfd_write(worker.stop_fd, 1);
}

// --- watching ---------------------------------------------------------------------------------

void Master::Impl::reap() {
    for (;;) {
        int status = 0;
        const pid_t pid = waitpid(-1, &status, WNOHANG);
        if (pid <= 0) return;
        if (hooks.reaped) hooks.reaped(pid);
        if (const auto* worker = workers.find(pid)) remove_ended(*worker, status);
    }
}

void Master::Impl::remove_ended(const Worker& worker, int status) {
    const auto served = worker.slot->served.load();
    const bool asked = worker.draining_since.has_value();
    // Unasked and without having done anything is no good end: it would be forked again and again.
    const bool clean = WIFEXITED(status) && WEXITSTATUS(status) == 0 && (asked || served > 0);
    log_end(worker, status, clean);
    if (!asked && !clean) scoreboard.restarts.fetch_add(1);
    if (worker.generation == generation && died_young(clean, asked, served, now - worker.started))
        pools[worker.pool_index].pause(served, now);
    workers.remove(worker);
}

void Master::Impl::watch() {
    for (auto& worker : workers) {
        if (worker.killed) continue;
        const auto last_beat = worker.watched ? std::max(worker.last_beat(), moving_since) : now;
        if (!must_kill(worker.draining_since, last_beat, now, patience)) continue;
        log::error("worker_stuck", {{"pool", worker.pool},
                                    {"worker", worker.pid},
                                    {"draining", worker.draining_since.has_value()}});
        kill(worker.pid, SIGKILL);
        worker.killed = true;
    }
}

bool Master::Impl::has_come_to_work() const {
    for (std::size_t i = 0; i < pools.size(); ++i)
        if (workers.count_started(i, generation) < pools[i].pool.workers) return false;
    return true;
}

void Master::Impl::switch_generations() {
    if (!switching_since || state != MasterState::Running) return;
    if (!has_come_to_work()) {
        if (now - *switching_since > patience.switch_patience) give_up_switch();
        return;
    }
    drain_others_than(generation);
    old_pools.clear();
    switching_since.reset();
    if (hooks.reloaded) hooks.reloaded(true);
}

/// Workers that serve are worth more than a configuration that none come to work with.
void Master::Impl::give_up_switch() {
    log::error("reload_failed",
               {{"generation", generation}, {"reason", "its workers did not come to their work"}});
    pools = std::exchange(old_pools, {});
    generation = old_generation;
    drain_others_than(generation);
    switching_since.reset();
    if (hooks.reloaded) hooks.reloaded(false);
}

void Master::Impl::drain_others_than(std::uint32_t staying) {
    for (auto& worker : workers)
        if (worker.generation != staying) drain(worker);
}

void Master::Impl::announce_ready() {
    if (is_ready || state != MasterState::Running || !has_come_to_work()) return;
    is_ready = true;
    if (hooks.ready) hooks.ready();
}

void Master::Impl::announce_alive() {
    if (!hooks.alive || !is_ready || state != MasterState::Running) return;
    for (std::size_t i = 0; i < pools.size(); ++i)
        if (!is_alive(i)) return;
    hooks.alive(now);
}

/// Of any generation: while a new one starts, the old one does the work. Half the patience is gone
/// before a worker is no longer believed to be well; then it may still show that it is.
bool Master::Impl::is_alive(std::size_t pool_index) const {
    return std::any_of(workers.begin(), workers.end(), [&](const Worker& worker) {
        return worker.pool_index == pool_index && worker.has_started() && !worker.killed &&
               !worker.draining_since &&
               (!worker.watched || now - worker.last_beat() < patience.stuck_after / 2);
    });
}

Master::Master(Scoreboard& scoreboard, MasterHooks hooks, Patience patience)
    : impl_{std::make_unique<Impl>(scoreboard, std::move(hooks), patience)} {}

Master::~Master() = default;

int Master::run(Generation first) { return impl_->run(std::move(first)); }

}  // namespace postern::process
