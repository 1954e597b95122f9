// The composition root of posternd: configuration -> sockets -> shared memory -> generations of
// pools.
#include "postern/app/daemon.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <vector>

#include "app/console/command_parser.hpp"
#include "app/daemon/reload_check.hpp"
#include "app/daemon/schema_check.hpp"
#include "app/wiring/block_texts.hpp"
#include "app/wiring/brand.hpp"
#include "app/wiring/database_settings.hpp"
#include "app/wiring/key_ring.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/password_data.hpp"
#include "app/wiring/pools.hpp"
#include "app/wiring/process_settings.hpp"
#include "app/wiring/public_url.hpp"
#include "app/wiring/secrets.hpp"
#include "app/wiring/version.hpp"
#include "app/workers/courier.hpp"
#include "app/workers/gate_worker.hpp"
#include "app/workers/portal_worker.hpp"
#include "postern/api/api.hpp"
#include "postern/base/bytes.hpp"
#include "postern/base/log.hpp"
#include "postern/crypto/digest.hpp"
#include "postern/crypto/system_entropy.hpp"
#include "postern/portal/reference.hpp"
#include "postern/process/heap_gaps.hpp"
#include "postern/process/listener.hpp"
#include "postern/process/service_manager.hpp"
#include "postern/shm/shared_memory.hpp"
#include "postern/store/mysql/mysql_database.hpp"
#include "postern/text/catalogue.hpp"
#include "postern/text/dates.hpp"

namespace postern::app {

namespace {

constexpr int kPortalNice = 10;
constexpr int kCourierNice = 10;
/// More would wait longer than people do: the next one gets nginx's page at once.
constexpr std::uint32_t kPortalBacklog = 128;

struct StartOptions {
    std::string config_path = default_config_path();
    std::string log_format;  ///< empty: as configured
};

/// Everything that one reading of the configuration led to. Workers of a generation keep it alive.
struct Loaded {
    config::Config config;
    Secrets secrets;
    portal::Pages pages;
    mail::Letters letters;
    portal::LetterGallery letter_gallery;  ///< of `letters`
    std::string openapi;
    std::string reference;  ///< the page that shows it
    PasswordData password_data;
    BlockTemplates blocks;  ///< for nginx
};

store::mysql::ConnectionSettings main_connection(const Loaded& loaded) {
    return connection_settings(loaded.config, loaded.secrets.get(SecretName::DatabasePassword));
}

store::mysql::ConnectionSettings gate_connection(const Loaded& loaded) {
    return gate_connection_settings(loaded.config, loaded.secrets.get(SecretName::GatePassword));
}

/// What works and is worth a look, such as a changed word that no page uses.
using Notes = std::vector<std::string>;

text::Catalogue load_usable_words(const config::Config& config, Notes& notes) {
    auto words = load_words(config, &notes);
    if (!words.has(config.account.language))
        throw std::runtime_error{"account.language: there are no words in \"" +
                                 config.account.language + "\""};
    if (!text::load_time_zones()) log::warning("no_time_zones");
    return words;
}

std::shared_ptr<Loaded> load(const StartOptions& arguments) {
    const auto environment = config::process_environment();
    auto config =
        config::load(arguments.config_path, environment, config::process_environment_names());
    if (!arguments.log_format.empty())
        config.log.format = arguments.log_format == "text" ? log::Format::Text : log::Format::Json;
    auto secrets = Secrets::read(config, environment);
    Notes notes;
    auto words = load_usable_words(config, notes);
    auto letters = load_letters(config, words, &notes);
    auto pages = load_pages(config, std::move(words), &notes);
    auto openapi = branded_document(api::load_openapi(config.server.share_dir), pages.brand());
    auto reference = portal::draw_reference(pages, openapi, public_url(config).base_path);
    auto password_data = PasswordData::load(config);
    auto blocks = load_block_templates(config.server.share_dir);
    for (const auto& note : notes) log::warning("overlay_note", {{"reason", note}});
    auto loaded = std::make_shared<Loaded>(Loaded{std::move(config),
                                                  std::move(secrets),
                                                  std::move(pages),
                                                  std::move(letters),
                                                  {},
                                                  std::move(openapi),
                                                  std::move(reference),
                                                  std::move(password_data),
                                                  std::move(blocks)});
    loaded->letter_gallery = letter_gallery(loaded->letters);
    return loaded;
}

void configure_log(const config::Config& config) {
    log::configure(config.log.format, config.log.level, "master");
}

bool has_keys(const Loaded& loaded) { return !loaded.secrets.get(SecretName::Keys).empty(); }

void warn_of_missing_keys(const Loaded& loaded) {
    if (!has_keys(loaded))
        log::warning("no_key_file", {{"reason", words_for_no_keys(loaded.config.keys)}});
}

process::Listener listener(const config::Config& config, const std::string& name,
                           const std::string& path, std::uint32_t backlog) {
    if (auto inherited = process::Listener::inherit(name)) return std::move(*inherited);
    return process::Listener::bind({.path = path,
                                    .group = config.server.socket_group,
                                    .mode = config.server.socket_mode,
                                    .backlog = static_cast<int>(backlog)});
}

/// Not for nginx: only for the daemon's own user and root.
process::Listener control_listener(const config::Config& config) {
    constexpr int kBacklog = 64;
    if (auto inherited = process::Listener::inherit("control")) return std::move(*inherited);
    return process::Listener::bind(
        {.path = config.server.control_socket, .group = "", .mode = 0600, .backlog = kBacklog});
}

/// What lives as long as the daemon, whatever is reloaded.
struct Daemon {
    StartOptions arguments;
    process::Listener gate_listener;
    process::Listener portal_listener;
    process::Listener control_listener;
    SharedState shared{};
    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    std::vector<std::weak_ptr<Loaded>> all_loaded{};
    std::shared_ptr<const Loaded> current{};  ///< what the newest generation works with
    process::HeapGaps gaps{};                 ///< of what was loaded and dropped before the fork

    process::Generation generation(std::shared_ptr<Loaded> loaded);
    /// In a worker: wipes the secrets that the master had in memory at the fork, except those of
    /// `own` that the worker's pool uses.
    void forget_secrets(Loaded& own, Pool pool);
    process::Generation reload();
};

void Daemon::forget_secrets(Loaded& own, Pool pool) {
    for (const auto& one : all_loaded) {
        const auto loaded = one.lock();
        if (!loaded) continue;
        if (loaded.get() == &own)
            loaded->secrets.keep_for(pool);
        else
            loaded->secrets.wipe_all();
    }
}

process::Generation Daemon::generation(std::shared_ptr<Loaded> loaded) {
    current = loaded;
    std::erase_if(all_loaded, [](const auto& one) { return one.expired(); });
    all_loaded.push_back(loaded);
    const auto& config = loaded->config;
    shared.hashing_slots->set_limits(app::hashing_slots(config), hashing_waiters(config));
    const auto peers = process::peer_uids(config.server.peer_users);
    gaps.fill();
    auto gate = [loaded, peers, this, fd = gate_listener.fd()](process::WorkerContext& context) {
        forget_secrets(*loaded, Pool::Gate);
        return run_gate_worker(
            {loaded->config, loaded->secrets.get(SecretName::GatePassword), shared, fd, peers},
            context);
    };
    auto portal = [loaded, peers, this](process::WorkerContext& context) {
        forget_secrets(*loaded, Pool::Portal);
        return run_portal_worker(
            {loaded->config, loaded->secrets.get(SecretName::DatabasePassword), loaded->pages,
             loaded->letter_gallery, loaded->openapi, loaded->reference, loaded->password_data,
             loaded->blocks, to_key_ring(loaded->secrets.get(SecretName::Keys)), shared,
             portal_listener.fd(), peers},
            context);
    };
    auto courier = [loaded, this](process::WorkerContext& context) {
        forget_secrets(*loaded, Pool::Courier);
        return run_courier({loaded->config, loaded->secrets.get(SecretName::DatabasePassword),
                            loaded->secrets.get(SecretName::MailPassword),
                            to_key_ring(loaded->secrets.get(SecretName::Keys)), loaded->letters,
                            shared, control_listener.fd()},
                           context);
    };
    return {{{kPoolNames[0], gate_workers(config), 0, config.gate.max_requests, true, gate},
             {kPoolNames[1], portal_workers(config), kPortalNice, config.portal.max_requests, true,
              portal},
             {kPoolNames[2], 1, kCourierNice, 0, true, courier}}};
}

process::Generation Daemon::reload() {
    auto loaded = load(arguments);
    refuse_unusable_database(main_connection(*current), main_connection(*loaded));
    refuse_useless_gate_user(gate_connection(*current), gate_connection(*loaded));
    refuse_lost_keys(has_keys(*current), has_keys(*loaded));
    warn_of_needed_restart(current->config.server, loaded->config.server);
    configure_log(loaded->config);
    warn_of_missing_keys(*loaded);
    return generation(std::move(loaded));
}

/// A gate that cannot read would answer "unavailable" to everybody, and nobody would see why.
bool gate_refused(const Loaded& loaded) {
    if (loaded.config.database.gate_user.empty() || gate_can_check(gate_connection(loaded)))
        return false;
    std::cerr << "posternd: database.gate_user cannot sign in or cannot read what a check needs; "
                 "look at `postern database grants`\n";
    return true;
}

/// True when the schema, or a user's rights to it, are known to be unusable; says so.
bool schema_refused(const Loaded& loaded) {
    switch (schema_state(main_connection(loaded), {database_connections(loaded.config)})) {
        case SchemaState::Fits:
            return gate_refused(loaded);
        case SchemaState::Old:
            log::warning("schema_older_than_this_program");
            return gate_refused(loaded);
        case SchemaState::TooNew:
            log::warning("schema_newer_than_this_program");
            return gate_refused(loaded);
        case SchemaState::Unknown:
            log::warning("database_unavailable_at_start");
            return false;
        case SchemaState::TooOld:
            std::cerr << "posternd: the database's schema is older than this program needs; run "
                         "`postern migrate` first\n";
            return true;
    }
    return true;
}

/// What the log and systemd are told of the master's doings. Both arguments must outlive the hooks.
process::MasterHooks hooks_for(Daemon& daemon, process::ServiceManager& manager) {
    return {.reload = [&daemon] { return daemon.reload(); },
            .reaped = [&daemon](pid_t pid) { daemon.shared.release_all_of(pid); },
            .ready =
                [&daemon, &manager] {
                    const auto age = std::chrono::steady_clock::now() - daemon.started;
                    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(age);
                    log::info("ready", {{"after_ms", ms.count()}});
                    manager.ready("Serving");
                },
            .reloading = [&manager] { manager.reloading(); },
            .reloaded =
                [&manager](bool changed) {
                    manager.ready(changed
                                      ? "Serving"
                                      : "Serving as before: the last reload failed, see the log");
                },
            .stopping = [&manager] { manager.stopping(); },
            .alive = [&manager](process::MonotonicTime now) { manager.alive(now); }};
}

/// What a library makes when it is first used is made here, once, and not in each of many workers.
void share_what_libraries_load() {
    crypto::sha256("");
    store::mysql::load_client_library();
}

int serve(const StartOptions& arguments) {
    auto loaded = load(arguments);
    configure_log(loaded->config);
    if (schema_refused(*loaded)) return 1;
    warn_of_missing_keys(*loaded);

    const auto& config = loaded->config;
    Daemon daemon{
        .arguments = arguments,
        .gate_listener = listener(config, "gate", config.server.gate_socket, config.server.backlog),
        .portal_listener = listener(config, "portal", config.server.portal_socket,
                                    std::min(config.server.backlog, kPortalBacklog)),
        .control_listener = control_listener(config)};
    crypto::SystemEntropy entropy;
    daemon.shared.attempts->set_secret(*to_digest(entropy.bytes(Digest{}.size())));
    daemon.shared.gate_secrets->fill(entropy);
    share_what_libraries_load();
    auto manager = process::ServiceManager::from_environment();
    process::Master master{*daemon.shared.scoreboard, hooks_for(daemon, manager)};
    return master.run(daemon.generation(std::move(loaded)));
}

Program posternd_program() {
    static const std::string kConfigPath = default_config_path();
    return {.root = {.name = "posternd",
                     .help = "The Postern daemon: answers nginx's auth_request and serves the "
                             "portal.",
                     .options = {{.name = "-c,--config",
                                  .help = "Configuration file",
                                  .default_value = kConfigPath},
                                 {.name = "--log-format",
                                  .help = "Log format: json for programs, text for people",
                                  .choices = "json|text"}}},
            .version = kVersion};
}

}  // namespace

int run_daemon(int argc, const char* const* argv) {
    Console console{std::cin, std::cout, std::cerr, false};
    try {
        const auto program = posternd_program();
        const auto parsed = parse_arguments(program, {argv + 1, argv + argc}, console);
        if (!parsed) return std::cout.flush() ? parsed.error() : 1;
        const auto& typed = parsed->arguments;
        return serve({typed.text("--config"), typed.text("--log-format")});
    } catch (const CommandError& error) {
        std::cerr << "posternd: " << error.what() << '\n';
        return error.status();
    } catch (const std::exception& error) {
        std::cerr << "posternd: " << error.what() << '\n';
        return 1;
    }
}

}  // namespace postern::app
