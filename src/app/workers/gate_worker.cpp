// Two ways to ask the database. The strict gate asks for every check, so it asks at once, in the
// loop: one round trip for all checks that wait. With the cache most checks need no database; those
// that do are asked for by a thread of their own, so that they hold up none of the others.
#include "app/workers/gate_worker.hpp"

#include <unistd.h>

#include <vector>

#include "app/wiring/database_settings.hpp"
#include "app/wiring/gate_settings.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "app/workers/fair_share.hpp"
#include "app/workers/heartbeat.hpp"
#include "app/workers/lookup_thread.hpp"
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
                shared.metrics->writer(static_cast<std::size_t>(getpid()))};
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

class CachedWorker : public GateWorker {
public:
    explicit CachedWorker(const GateWorkerInput& input)
        : GateWorker{input},
          lookups_{gate_connection_settings(input.config, input.database_password)} {}

    bool is_connected() const noexcept { return lookups_.is_connected(); }
    int late_fd() const { return lookups_.answered_fd(); }

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
                asked.push_back({exchange.ticket, std::move(question)});
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
        for (auto& [ticket, question, row] : lookups_.take()) {
            if (row)
                gate().database_answered();
            else
                gate().database_failed(now);
            late.push_back({ticket, row ? gate().answer_from_row(question, *row, now)
                                        : gate().answer_unavailable(question.started)});
        }
        return late;
    }

private:
    void refuse(std::span<fastcgi::Exchange> exchanges, const gate::ClockReading& began) {
        for (auto& exchange : exchanges) {
            if (!exchange.later) continue;
            exchange.later = false;
            exchange.answer = gate().answer_unavailable(began.started);
        }
    }

    LookupThread lookups_;
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
