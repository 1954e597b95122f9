#include "app/workers/portal_worker.hpp"

#include <unistd.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/wiring/database_settings.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "app/wiring/services.hpp"
#include "app/wiring/services_settings.hpp"
#include "app/workers/heartbeat.hpp"
#include "app/workers/metrics_route.hpp"
#include "app/workers/password_route.hpp"
#include "postern/api/api.hpp"
#include "postern/base/log.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/password/any_password_hasher.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/fastcgi/portal_server.hpp"
#include "postern/http/pipeline.hpp"
#include "postern/portal/portal.hpp"
#include "postern/process/background.hpp"
#include "postern/service/session/shm_revoker.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

/// A worker, its members in the order in which they depend on each other: the wiring diagram.
class PortalWorker {
public:
    explicit PortalWorker(const PortalWorkerInput& input)
        : url_{public_url(input.config)},
          language_{input.config.account.language},
          mail_enabled_{has_mail(input.config)},
          required_since_{config::required_since(input.config.second_factor)},
          trust_device_{input.config.second_factor.trust_device},
          deletion_grace_{input.config.account.deletion_grace},
          reference_{input.reference},
          database_{connection_settings(input.config, input.database_password)},
          hasher_{argon2id_cost(input.config)},
          cookies_{session_cookies(input.config)},
          revoker_{*input.shared.generations},
          metrics_{input.shared.metrics->writer(static_cast<std::size_t>(getpid()))},
          ask_secret_{input.shared.gate_secrets->ask_secret()},
          services_{stores_of(database_), ports(input),
                    service_settings(input.config, input.pages.words().languages())},
          pipeline_{http::Router{routes(input)}, pipeline_settings(), hooks(input)} {}

    /// Connects ahead of the first request; an absent database is no reason not to start.
    void warm_up() {
        try {
            database_.ping();
        } catch (const store::StoreError&) {
            log::warning("database_unavailable");
        }
    }

    std::string serve(fastcgi::RawRequest raw) {
        background_.settle();
        if (is_password_question(raw.parameters, ask_secret_)) return check_password(raw);
        const auto request = http::make_request(raw.parameters, std::move(raw.body), raw.body_state,
                                                url_.base_path, clock_.now());
        const auto response = pipeline_.serve(request);
        metrics_.count_portal_request(static_cast<int>(response.status()));
        return response.serialize(request.method == http::Method::Head);
    }

private:
    /// For the gate; what nginx asks goes through the pipeline.
    std::string check_password(fastcgi::RawRequest& raw) {
        const Secret body{std::move(raw.body)};
        const bool complete = raw.body_state == http::BodyState::Complete;
        return answer_password_question(complete ? body.reveal() : std::string_view{},
                                        services_.gate_passwords, clock_.now());
    }

    /// In words, each when it begins; readiness is asked again and again.
    void report(const std::vector<store::SettingProblem>& problems) {
        std::set<std::string> unfit;
        for (const auto& problem : problems) {
            unfit.insert(problem.setting);
            if (!unfit_.contains(problem.setting))
                log::error("database_setting_unfit",
                           {{"setting", problem.setting}, {"reason", problem.text()}});
        }
        unfit_ = std::move(unfit);
    }

    /// Whether the database answers and takes writes.
    bool is_ready() {
        try {
            const auto problems = database_.schema().find_setting_problems({});
            report(problems);
            return problems.empty();
        } catch (const store::StoreError&) {
            return false;
        }
    }

    Ports ports(const PortalWorkerInput& input) {
        return {.entropy = entropy_,
                .hasher = hasher_,
                .revoker = revoker_,
                .hashing_slots = *input.shared.hashing_slots,
                .attempts = *input.shared.attempts,
                .metrics = metrics_,
                .password_lists = input.password_data.lists(),
                .keys = input.keys ? &*input.keys : nullptr,
                .host = &*input.shared.host};
    }

    portal::Services portal_services() {
        return {.sign_in = services_.sign_in,
                .passkey_sign_in = services_.passkey_sign_in,
                .second_factor = services_.second_factor,
                .lost_factor = services_.lost_factor,
                .step_up = services_.step_up,
                .mailed_codes = services_.mailed_codes,
                .factors = services_.factors,
                .passkeys = services_.passkeys,
                .trust = services_.trust,
                .sign_out = services_.sign_out,
                .registration = services_.registration,
                .passwords = services_.passwords,
                .requests = services_.requests,
                .sessions = services_.sessions,
                .account = services_.account,
                .devices = services_.devices,
                .history = services_.history,
                .links = services_.links,
                .sites = services_.sites,
                .access_requests = services_.access_requests,
                .grants = services_.grants,
                .tokens = services_.tokens,
                .personal_tokens = services_.personal_tokens,
                .key_chest = services_.key_chest,
                .cookies = cookies_,
                .entropy = entropy_,
                .is_ready = [this] { return is_ready(); }};
    }

    api::Services api_services(const PortalWorkerInput& input) {
        return {.sign_in = services_.sign_in,
                .passkey_sign_in = services_.passkey_sign_in,
                .sign_out = services_.sign_out,
                .registration = services_.registration,
                .sessions = services_.sessions,
                .account = services_.account,
                .devices = services_.devices,
                .links = services_.links,
                .history = services_.history,
                .second_factor = services_.second_factor,
                .step_up = services_.step_up,
                .mailed_codes = services_.mailed_codes,
                .factors = services_.factors,
                .passkeys = services_.passkeys,
                .trust = services_.trust,
                .lost_factor = services_.lost_factor,
                .grants = services_.grants,
                .decisions = services_.decisions,
                .groups = services_.groups,
                .rules = services_.rules,
                .users = services_.users,
                .tokens = services_.tokens,
                .personal_tokens = services_.personal_tokens,
                .key_chest = services_.key_chest,
                .cookies = cookies_,
                .catalogue = input.pages.words(),
                .entropy = entropy_};
    }

    portal::Settings portal_settings() {
        return {.origin = url_.origin.text(),
                .base_path = url_.base_path,
                .language = language_,
                .mail_enabled = mail_enabled_,
                .deletion_grace = deletion_grace_,
                .password_needs = services_.passwords.needs(),
                .required_since = required_since_,
                .trust_device = trust_device_,
                .reference = reference_};
    }

    std::vector<http::Route> routes(const PortalWorkerInput& input) {
        auto all = portal::routes(portal_services(), input.pages, portal_settings());
        auto api =
            api::routes(api_services(input), {.password_needs = services_.passwords.needs(),
                                              .mail_enabled = mail_enabled_,
                                              .language = language_,
                                              .openapi = input.openapi,
                                              .public_url = url_.origin.text() + url_.base_path,
                                              .origins = input.config.api.origins});
        all.reserve(all.size() + api.size() + 1);
        std::ranges::move(api, std::back_inserter(all));
        all.push_back(metrics_route(input.shared));
        return all;
    }

    http::PipelineSettings pipeline_settings() const {
        return {.public_origin = url_.origin.text(), .secure = url_.origin.is_secure()};
    }

    http::PipelineHooks hooks(const PortalWorkerInput& input) {
        auto hooks = portal::hooks(portal_services(), input.pages, portal_settings());
        hooks.unavailable_reason = [](const std::exception& error) -> std::optional<std::string> {
            if (const auto* fault = dynamic_cast<const store::StoreError*>(&error))
                return fault->what();  // names a statement and an error number, never values
            if (dynamic_cast<const crypto::CryptoError*>(&error)) return "";
            return std::nullopt;
        };
        return hooks;
    }

    process::Background background_;
    const SystemClock clock_{};
    crypto::SystemEntropy entropy_;
    PublicUrl url_;
    std::string language_;
    bool mail_enabled_;
    std::optional<TimePoint> required_since_;
    std::chrono::seconds trust_device_;
    std::chrono::seconds deletion_grace_;
    std::string_view reference_;  ///< the page of the API
    store::mysql::MysqlDatabase database_;
    std::set<std::string> unfit_{};  ///< settings of the server, when last looked at
    crypto::AnyPasswordHasher hasher_;
    http::SessionCookies cookies_;
    service::ShmRevoker revoker_;
    shm::Metrics::Writer metrics_;
    std::string ask_secret_;  ///< by which the gate proves who asks for a password
    Services services_;
    http::Pipeline pipeline_;
};

}  // namespace

int run_portal_worker(const PortalWorkerInput& input, process::WorkerContext& context) {
    PortalWorker worker{input};
    worker.warm_up();
    auto sandbox = sandbox_settings(input.config, "portal");
    sandbox.may_open_files = true;  // time zones, whenever somebody has one
    process::enter_sandbox(sandbox);
    const fastcgi::PortalServerSettings settings{
        .listen_fd = input.listen_fd,
        .stop_fd = context.stop_fd,
        .peers = input.peers,
        .max_requests = context.max_requests,
        .progress = [&context](std::uint64_t served, bool busy) {
            beat(context.slot, served, busy ? process::Stage::Busy : process::Stage::Idle);
        }};
    beat(context.slot, 0, process::Stage::Idle);
    fastcgi::run_portal_server(
        settings, [&](fastcgi::RawRequest raw) { return worker.serve(std::move(raw)); });
    return 0;
}

}  // namespace postern::app
