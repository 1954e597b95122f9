#define BOOST_TEST_DYN_LINK
#include "postern/process/master.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>

#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"

using namespace postern::process;
using namespace std::chrono_literals;
using postern::shm::Shared;
using postern::test::Child;
using postern::test::Signalling;

namespace {

/// What the processes under test tell the test, each in one write.
struct Fact {
    enum Kind { Started, Draining, Reaped, Ready, Noted, Reloading, Reloaded, Stopping } kind;
    pid_t pid;
    std::int64_t value;
};

/// A pipe of facts. Its other end is closed when every process that could tell has ended.
class Facts {
public:
    Facts() { BOOST_REQUIRE(pipe(ends_.data()) == 0); }
    ~Facts() {
        close(ends_[0]);
        stop_telling();
    }
    void tell(Fact::Kind kind, std::int64_t value = 0) const {
        const Fact fact{kind, getpid(), value};
        if (write(ends_[1], &fact, sizeof fact) != sizeof fact) _exit(97);
    }
    void stop_telling() {
        if (ends_[1] >= 0) close(ends_[1]);
        ends_[1] = -1;
    }
    bool has_one_within(std::chrono::milliseconds patience) const {
        pollfd watched{ends_[0], POLLIN, 0};
        return poll(&watched, 1, static_cast<int>(patience.count())) == 1;
    }
    /// The next one; nothing at the end, or after 8 s.
    std::optional<Fact> next() const {
        pollfd watched{ends_[0], POLLIN, 0};
        Fact fact{};
        if (poll(&watched, 1, 8000) != 1) return std::nullopt;
        if (read(ends_[0], &fact, sizeof fact) != sizeof fact) return std::nullopt;
        return fact;
    }
    /// The next one of this kind; others are passed over.
    Fact next(Fact::Kind kind) const {
        for (;;) {
            const auto fact = next();
            if (!fact) throw std::runtime_error{"the fact did not come"};
            if (fact->kind == kind) return *fact;
        }
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

void beat(ScoreboardSlot& slot, std::uint64_t served, Stage stage) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    slot.served = served;
    slot.beat_ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    slot.stage = stage;
}

/// A master in a process of its own, with one pool whose workers tell what happens to them.
struct MasterFixture {
    Facts facts;
    Shared<Scoreboard> scoreboard;
    Patience patience;
    std::size_t workers = 2;
    bool watched = false;
    WorkerMain worker = [this](WorkerContext& context) { return serve(context); };
    std::function<Generation()> reload = [this] { return generation(); };
    std::function<void(MonotonicTime)> alive{};
    std::optional<Child> master;

    Generation generation() const { return {{{"gate", workers, 0, 0, watched, worker}}}; }

    /// A well-behaved worker: idles until it is told to drain.
    int serve(WorkerContext& context) const {
        beat(context.slot, 1, Stage::Idle);
        facts.tell(Fact::Started, context.slot.generation);
        wait_for_stop(context);
        facts.tell(Fact::Draining);
        return 0;
    }
    static void wait_for_stop(const WorkerContext& context) {
        pollfd watched_fd{context.stop_fd, POLLIN, 0};
        while (poll(&watched_fd, 1, -1) != 1) {
        }
    }

    void start() {
        master.emplace([this] {
            MasterHooks hooks{
                .reload = reload,
                .reaped = [this](pid_t pid) { facts.tell(Fact::Reaped, pid); },
                .ready = [this] { facts.tell(Fact::Ready); },
                .reloading = [this] { facts.tell(Fact::Reloading); },
                .reloaded = [this](bool changed) { facts.tell(Fact::Reloaded, changed ? 1 : 0); },
                .stopping = [this] { facts.tell(Fact::Stopping); },
                .alive = alive};
            return Master{*scoreboard, std::move(hooks), patience}.run(generation());
        });
        facts.stop_telling();
    }
    void send(int signal) const { kill(master->pid(), signal); }
    int end() {
        send(SIGTERM);
        return master->wait_for_end();
    }
    std::set<pid_t> started(std::size_t count) const {
        std::set<pid_t> pids;
        while (pids.size() < count) pids.insert(facts.next(Fact::Started).pid);
        return pids;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(master_tests, MasterFixture)

BOOST_AUTO_TEST_CASE(run_forks_the_workers_and_announces_once_that_all_are_serving) {
    start();
    std::map<Fact::Kind, int> seen;
    while (seen[Fact::Ready] == 0) ++seen[facts.next().value().kind];
    BOOST_TEST(seen[Fact::Started] == 2);
    BOOST_TEST(end() == 0);
    while (const auto fact = facts.next()) ++seen[fact->kind];
    BOOST_TEST(seen[Fact::Ready] == 1);
    BOOST_TEST(seen[Fact::Draining] == 2);
    BOOST_TEST(seen[Fact::Reaped] == 2);
}

BOOST_AUTO_TEST_CASE(run_keeps_the_scoreboard) {
    start();
    const auto pids = started(2);
    std::set<pid_t> listed;
    for (const auto& slot : scoreboard->slots)
        if (slot.stage.load() == Stage::Idle) listed.insert(slot.pid.load());
    BOOST_TEST((listed == pids));
    end();
    for (const auto& slot : scoreboard->slots) BOOST_TEST((slot.stage.load() == Stage::Free));
    BOOST_TEST(scoreboard->restarts.load() == 0u);
}

BOOST_AUTO_TEST_CASE(sigterm_lets_a_worker_finish_its_request) {
    workers = 1;
    worker = [this](WorkerContext& context) {
        serve(context);
        facts.tell(Fact::Noted, 42);
        return 0;
    };
    start();
    started(1);
    send(SIGTERM);
    BOOST_TEST(facts.next(Fact::Noted).value == 42);
    BOOST_TEST(master->wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(sigint_stops_the_master_like_sigterm) {
    start();
    started(2);
    send(SIGINT);
    facts.next(Fact::Draining);
    BOOST_TEST(master->wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(sigterm_kills_workers_that_do_not_drain_within_the_grace_period) {
    workers = 1;
    patience.drain_grace = 100ms;
    worker = [this](WorkerContext& context) {
        serve(context);
        for (;;) pause();
        return 0;
    };
    start();
    started(1);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(a_second_sigterm_kills_at_once) {
    workers = 1;
    worker = [this](WorkerContext& context) {
        serve(context);
        for (;;) pause();
        return 0;
    };
    start();
    started(1);
    send(SIGTERM);
    facts.next(Fact::Draining);
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(end() == 0);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 5s));
}

BOOST_AUTO_TEST_CASE(sighup_replaces_all_workers_the_new_ones_first) {
    start();
    const auto first = started(2);
    facts.next(Fact::Ready);
    send(SIGHUP);
    std::set<pid_t> second;
    std::set<pid_t> drained;
    while (drained.size() < 2) {
        const auto fact = facts.next().value();
        if (fact.kind == Fact::Started) second.insert(fact.pid);
        if (fact.kind != Fact::Draining) continue;
        BOOST_TEST(second.size() == 2u);
        drained.insert(fact.pid);
    }
    BOOST_TEST((drained == first));
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(sighup_keeps_the_old_workers_until_the_new_ones_serve) {
    Signalling go_on;
    worker = [&](WorkerContext& context) {
        facts.tell(Fact::Noted);
        if (context.slot.generation > 1) go_on.hear();
        return serve(context);
    };
    start();
    facts.next(Fact::Ready);
    send(SIGHUP);
    facts.next(Fact::Noted);
    facts.next(Fact::Noted);
    BOOST_TEST(!facts.has_one_within(50ms));
    go_on.say();
    go_on.say();
    facts.next(Fact::Draining);
    facts.next(Fact::Draining);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(sighup_keeps_the_old_workers_when_the_new_ones_fail_to_start) {
    patience.switch_patience = 100ms;
    bool is_broken = false;
    bool reload_is_broken = true;
    worker = [&](WorkerContext& context) {
        if (context.slot.generation > 1 && is_broken) return 1;
        return serve(context);
    };
    reload = [&] {
        is_broken = std::exchange(reload_is_broken, false);
        return generation();
    };
    start();
    const auto first = started(2);
    facts.next(Fact::Ready);
    send(SIGHUP);
    facts.next(Fact::Reloading);
    std::set<Fact::Kind> seen;
    while (facts.has_one_within(1000ms)) seen.insert(facts.next()->kind);
    BOOST_TEST((seen == std::set{Fact::Reaped, Fact::Reloaded}));
    // A worker of the old generation is still replaced by one of its own, and a reload still works.
    kill(*first.begin(), SIGKILL);
    BOOST_TEST(facts.next(Fact::Started).value == 1);
    send(SIGHUP);
    BOOST_TEST(facts.next(Fact::Started).value == 3);
    BOOST_TEST(facts.next(Fact::Started).value == 3);
    facts.next(Fact::Draining);
    facts.next(Fact::Draining);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(sighup_applies_the_new_number_of_workers) {
    reload = [this] {
        workers = 3;
        return generation();
    };
    start();
    started(2);
    send(SIGHUP);
    const auto second = started(3);
    BOOST_TEST(second.size() == 3u);
    facts.next(Fact::Reaped);
    facts.next(Fact::Reaped);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(sighup_with_a_bad_configuration_leaves_the_workers_alone) {
    reload = [this]() -> Generation {
        facts.tell(Fact::Noted);
        throw std::runtime_error{"line 3: no such key"};
    };
    start();
    const auto first = started(2);
    facts.next(Fact::Ready);
    send(SIGHUP);
    facts.next(Fact::Noted);
    send(SIGTERM);
    std::set<pid_t> drained;
    while (drained.size() < 2) {
        const auto fact = facts.next().value();
        BOOST_TEST((fact.kind != Fact::Started));
        if (fact.kind == Fact::Draining) drained.insert(fact.pid);
    }
    BOOST_TEST((drained == first));
}

BOOST_AUTO_TEST_CASE(a_killed_worker_is_replaced) {
    start();
    const auto first = started(2);
    kill(*first.begin(), SIGKILL);
    BOOST_TEST(facts.next(Fact::Reaped).value == *first.begin());
    const auto replacement = facts.next(Fact::Started).pid;
    BOOST_TEST(first.count(replacement) == 0u);
    BOOST_TEST(scoreboard->restarts.load() == 1u);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_that_exits_cleanly_is_replaced_without_a_pause) {
    workers = 1;
    worker = [this](WorkerContext& context) {
        beat(context.slot, 5, Stage::Idle);
        facts.tell(Fact::Started);
        return 0;
    };
    start();
    for (int i = 0; i < 20; ++i) facts.next(Fact::Started);
    end();
    BOOST_TEST(scoreboard->restarts.load() == 0u);
}

BOOST_AUTO_TEST_CASE(a_crashing_worker_is_replaced_with_growing_pauses) {
    workers = 1;
    worker = [this](WorkerContext&) {
        facts.tell(Fact::Started);
        signal(SIGABRT, SIG_DFL);
        const rlimit no_core{0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        std::abort();
        return 0;
    };
    // From before the first start, since nobody knows how late the facts are read.
    const auto begin = std::chrono::steady_clock::now();
    start();
    for (int i = 0; i < 4; ++i) facts.next(Fact::Started);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 700ms));  // 100 + 200 + 400
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_that_returns_at_once_without_serving_is_throttled_too) {
    workers = 1;
    worker = [this](WorkerContext&) {
        facts.tell(Fact::Started);
        return 0;
    };
    // From before the first start, since nobody knows how late the facts are read.
    const auto begin = std::chrono::steady_clock::now();
    start();
    for (int i = 0; i < 3; ++i) facts.next(Fact::Started);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 300ms));
    end();
}

BOOST_AUTO_TEST_CASE(an_exception_ends_only_its_worker) {
    workers = 1;
    worker = [this](WorkerContext& context) -> int {
        facts.tell(Fact::Started);
        if (scoreboard->restarts.load() == 0) throw std::runtime_error{"deliberate"};
        return serve(context);
    };
    start();
    facts.next(Fact::Started);
    facts.next(Fact::Reaped);
    facts.next(Fact::Started);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(a_watched_worker_that_hangs_is_killed_and_replaced) {
    workers = 1;
    watched = true;
    patience.stuck_after = 100ms;
    worker = [this](WorkerContext& context) {
        beat(context.slot, 1, Stage::Busy);
        facts.tell(Fact::Started);
        for (;;) pause();
        return 0;
    };
    start();
    const auto first = facts.next(Fact::Started).pid;
    BOOST_TEST(facts.next(Fact::Reaped).value == first);
    facts.next(Fact::Started);
    end();
}

BOOST_AUTO_TEST_CASE(a_stopped_worker_is_killed_and_replaced) {
    workers = 1;
    watched = true;
    patience.stuck_after = 200ms;
    worker = [this](WorkerContext& context) {
        facts.tell(Fact::Started);
        pollfd stop{context.stop_fd, POLLIN, 0};
        do beat(context.slot, 1, Stage::Idle);
        while (poll(&stop, 1, 10) != 1);
        return 0;
    };
    start();
    const auto first = facts.next(Fact::Started).pid;
    kill(first, SIGSTOP);
    BOOST_TEST(facts.next(Fact::Reaped).value == first);
    facts.next(Fact::Started);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(a_worker_knows_its_name_its_pool_and_its_priority) {
    worker = [this](WorkerContext& context) {
        std::array<char, 16> name{};
        prctl(PR_GET_NAME, name.data());
        const bool is_right = std::string{name.data()} == "postern-gate" &&
                              context.slot.pid == getpid() && getpriority(PRIO_PROCESS, 0) == 5;
        facts.tell(Fact::Noted, is_right ? 1 : 0);
        return serve(context);
    };
    reload = [this] { return Generation{{{"gate", 1, 5, 0, false, worker}}}; };
    start();
    facts.next(Fact::Ready);
    send(SIGHUP);
    BOOST_TEST(facts.next(Fact::Noted).value == 1);
    end();
}

BOOST_AUTO_TEST_CASE(workers_ignore_signals_that_a_terminal_sends_to_all_processes) {
    workers = 1;
    start();
    const auto pid = facts.next(Fact::Started).pid;
    for (const int signal : {SIGINT, SIGHUP, SIGQUIT}) kill(pid, signal);
    BOOST_TEST(end() == 0);
    BOOST_TEST(facts.next(Fact::Draining).pid == pid);
    BOOST_TEST(scoreboard->restarts.load() == 0u);
}

BOOST_AUTO_TEST_CASE(workers_drain_and_end_when_the_master_is_killed) {
    start();
    started(2);
    master->kill_and_wait();
    master.reset();
    int drained = 0;
    while (const auto fact = facts.next()) drained += fact->kind == Fact::Draining ? 1 : 0;
    BOOST_TEST(drained == 2);  // and the end of the pipe says that they are gone
}

BOOST_AUTO_TEST_CASE(a_failing_pool_does_not_hold_up_the_others) {
    const auto good = worker;
    const WorkerMain bad = [](WorkerContext&) { return 3; };
    worker = bad;
    reload = [this, good, bad] {
        return Generation{{{"gate", 1, 0, 0, false, bad}, {"portal", 2, 0, 0, false, good}}};
    };
    start();
    facts.next(Fact::Reaped);
    send(SIGHUP);
    BOOST_TEST(started(2).size() == 2u);
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(alive_is_called_only_while_every_pool_works) {
    workers = 1;
    worker = [this](WorkerContext& context) {
        return scoreboard->restarts.load() > 0 ? 3 : serve(context);
    };
    alive = [this](MonotonicTime) { facts.tell(Fact::Noted); };
    patience.stuck_after = 400ms;  // the master turns four times as often
    start();
    const auto pid = *started(1).begin();
    facts.next(Fact::Noted);
    facts.next(Fact::Noted);
    kill(pid, SIGKILL);
    facts.next(Fact::Reaped);
    for (int deaths = 0; deaths < 2;) {
        const auto fact = facts.next().value();
        BOOST_TEST((fact.kind != Fact::Noted));
        if (fact.kind == Fact::Reaped) ++deaths;
    }
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(alive_is_not_called_while_a_worker_has_no_heartbeat) {
    workers = 1;
    watched = true;
    alive = [this](MonotonicTime now) {
        const auto since = std::chrono::floor<std::chrono::milliseconds>(now.time_since_epoch());
        facts.tell(Fact::Noted, since.count());
    };
    patience.stuck_after = 400ms;
    start();
    // It beats once and then waits: killed when that is 400 ms ago, and said to be alive until
    // then.
    std::size_t said = 0;
    for (auto fact = facts.next().value(); fact.kind != Fact::Reaped; fact = facts.next().value())
        if (fact.kind == Fact::Noted) ++said;
    BOOST_TEST(said > 0u);
    BOOST_TEST(said <= 80u);  // a turn takes 5 ms at the least
    BOOST_TEST(end() == 0);
}

BOOST_AUTO_TEST_CASE(reloads_and_shutdown_are_announced) {
    bool is_good = false;
    reload = [this, is_good]() mutable {
        if (std::exchange(is_good, true)) return generation();
        throw std::runtime_error{"no"};
    };
    start();
    facts.next(Fact::Ready);
    send(SIGHUP);
    facts.next(Fact::Reloading);
    BOOST_TEST(facts.next(Fact::Reloaded).value == 0);
    send(SIGHUP);
    facts.next(Fact::Reloading);
    BOOST_TEST(facts.next(Fact::Reloaded).value == 1);
    send(SIGTERM);
    facts.next(Fact::Stopping);
    BOOST_TEST(master->wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(limits_of_requests_are_jittered) {
    reload = [this] {
        const WorkerMain tells = [this](WorkerContext& context) {
            facts.tell(Fact::Noted, static_cast<std::int64_t>(context.max_requests));
            return serve(context);
        };
        return Generation{{{"gate", 3, 0, 1'000'000, false, tells}}};
    };
    start();
    facts.next(Fact::Ready);
    send(SIGHUP);
    std::set<std::int64_t> limits;
    for (int i = 0; i < 3; ++i) limits.insert(facts.next(Fact::Noted).value);
    BOOST_TEST(limits.size() > 1u);
    BOOST_TEST(*limits.begin() >= 800'000);
    BOOST_TEST(*limits.rbegin() <= 1'000'000);
    end();
}

BOOST_AUTO_TEST_SUITE_END()
