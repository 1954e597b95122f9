#include "app/gate_worker.hpp"

#include <vector>

#include "app/heartbeat.hpp"
#include "app/settings.hpp"
#include "postern/base/log.hpp"
#include "postern/fastcgi/gate_server.hpp"
#include "postern/gate/gate.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

/// A worker, its members in the order in which they depend on each other.
class GateWorker {
public:
    explicit GateWorker(const GateWorkerInput& input)
        : database_{connection_settings(input.config, input.database_password)},
          cookies_{session_cookies(input.config)},
          gate_{database_.checks(),
                cookies_,
                {.login_url = public_url(input.config).text() + "/login"}} {}

    /// Connects ahead of the first check. An absent database is no reason not to start: the checks
    /// then answer "unavailable" until it is there.
    void warm_up() {
        try {
            database_.ping();
        } catch (const store::StoreError& error) {
            log::warning("database_unavailable", {{"reason", error.what()}});
        }
    }

    void answer(std::span<fastcgi::Exchange> exchanges) {
        batch_.clear();
        for (const auto& exchange : exchanges) batch_.push_back({exchange.parameters, {}});
        gate_.answer(batch_, clock_.now());
        for (std::size_t i = 0; i < exchanges.size(); ++i)
            exchanges[i].answer = std::move(batch_[i].answer);
    }

private:
    SystemClock clock_;
    store::mysql::MysqlDatabase database_;
    http::SessionCookies cookies_;
    gate::Gate gate_;
    std::vector<gate::Gate::Check> batch_;
};

}  // namespace

int run_gate_worker(const GateWorkerInput& input, process::WorkerContext& context) {
    GateWorker worker{input};
    worker.warm_up();
    const fastcgi::GateServerSettings settings{.listen_fd = input.listen_fd,
                                               .stop_fd = context.stop_fd,
                                               .peers = input.peers,
                                               .max_requests = context.max_requests,
                                               .progress = [&context](std::uint64_t served) {
                                                   beat(context.slot, served, process::Stage::Idle);
                                               }};
    beat(context.slot, 0, process::Stage::Idle);
    fastcgi::run_gate_server(settings, [&](auto exchanges) { worker.answer(exchanges); });
    return 0;
}

}  // namespace postern::app
