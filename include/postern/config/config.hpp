/// Config: every setting, typed, checked, immutable after loading.
///
/// Read from one TOML file, then overridden by POSTERN_SECTION_KEY in the environment. Nothing here
/// connects, binds or creates anything. The table behind it (config/keys.hpp in src/) is the only
/// list of keys: the loader, `postern config show` and the commented postern.toml are checked
/// against it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/base/log.hpp"
#include "postern/base/secret.hpp"
#include "postern/model/profile_field.hpp"

namespace postern::config {

// Settings that are one of a few words; the words are in the table of keys.

/// What happens to a gate or portal worker that makes a system call it does not need.
enum class Seccomp { On, Log, Off };  ///< On: it is killed; Log: the kernel logs the call
enum class GateCache { On, Off };     ///< Off: every check asks the database
enum class MailTransport { None, Smtp, File };
enum class MailSecurity { StartTls, Tls, None };

/// A table of texts, in the order of the file.
using NamedTexts = std::vector<std::pair<std::string, std::string>>;

struct ServerConfig {
    std::string
        public_url;  ///< where people reach the portal, e.g. `https://auth.example.org`; no default
    std::string gate_socket = "/run/postern/gate.sock";
    std::string portal_socket = "/run/postern/portal.sock";
    std::string control_socket = "/run/postern/control.sock";  ///< for `postern` on this host
    std::string socket_group =
        "www-data";  ///< group that may connect (nginx's); empty: the daemon's own
    std::uint32_t socket_mode = 0660;
    std::vector<std::string> peer_users{
        "www-data",
        "root"};  ///< who may be at the other end (SO_PEERCRED); always also the daemon's own user
    std::uint32_t backlog = 4096;
    std::string share_dir = "/usr/share/postern";  ///< templates/, static/, sql/, nginx/
    /// Files of the administrator's own, over those of share_dir; need not exist.
    std::string overlay = "/etc/postern/share";
    Seccomp seccomp = Seccomp::On;
};

struct PoolConfig {
    std::uint32_t workers = 0;  ///< 0: chosen from the number of cores
    std::uint64_t max_requests =
        100000;  ///< a worker is replaced after about so many (jitter 20 %); 0: never
};

/// How the gate remembers sessions between checks.
struct GateCacheConfig {
    GateCache cache = GateCache::On;
    std::chrono::milliseconds revocation_poll{1000};  ///< how late other hosts' sign-outs may be
    std::chrono::milliseconds stale_grace{
        30'000};  ///< how long known sessions pass without a database
    std::chrono::milliseconds last_seen_interval{5000};  ///< how often last-seen times are written
};

struct DatabaseConfig {
    std::string socket;  ///< unix socket; this, host or addresses
    std::string host;
    std::vector<std::string> addresses;  ///< nodes of a cluster, the preferred one first
    std::uint16_t port = 3306;
    std::string name = "postern";
    std::string user = "postern";
    std::string password_file;  ///< empty: no password (unix_socket authentication), or
                                ///< `database-password` in $CREDENTIALS_DIRECTORY when that exists
    std::string gate_user;      ///< who may only read what the gate reads; empty: `user`
    std::string gate_password_file;  ///< as password_file, `gate-database-password`
    std::string ca_file;
    bool plaintext_allowed = false;  ///< only for a loopback host
    std::chrono::seconds connect_timeout{1};
    std::chrono::seconds read_timeout{2};
};

/// What opens the secrets in the database.
struct KeysConfig {
    std::string file = "/etc/postern/keys";  ///< `keys` in $CREDENTIALS_DIRECTORY comes first; that
                                             ///< neither exists is no error
};

enum class FactorRequired { Nobody, Everyone };

struct SecondFactorConfig {
    std::chrono::seconds trust_device{30 * 86400};  ///< 0: no device is trusted
    FactorRequired required = FactorRequired::Nobody;
    std::string required_from;                    ///< `2026-12-31`; empty: at once
    std::chrono::seconds reset_delay{3 * 86400};  ///< 0: lost factors can't be reset by mail
};

enum class TokenAlgorithm { Es256, EdDsa, Rs256 };

struct TokensConfig {
    TokenAlgorithm algorithm = TokenAlgorithm::Es256;  ///< of access tokens
    std::chrono::seconds access_ttl{600};
    std::chrono::seconds idle_ttl{14 * 86400};      ///< a refresh token that is not used ends
    std::chrono::seconds absolute_ttl{30 * 86400};  ///< all refresh tokens of a grant end
    std::chrono::seconds refresh_grace{30};  ///< the one before is taken once more for this long
    std::chrono::seconds personal_ttl{90 *
                                      86400};  ///< of a personal token, if nothing is asked for
    std::chrono::seconds personal_max_ttl{366 * 86400};
    std::uint32_t max_per_account = 50;         ///< of each kind
    std::chrono::seconds key_life{90 * 86400};  ///< how long a key signs
};

struct ApiConfig {
    std::vector<std::string> origins{};  ///< whose pages may call the API, with cookies
};

struct AdminConfig {
    std::vector<std::string> networks{};  ///< from which administrators may come; empty: any
};

struct SessionConfig {
    std::string cookie_domain;  ///< empty: host-only, `__Host-` prefix
    std::chrono::seconds idle_ttl{30 * 60};
    std::chrono::seconds absolute_ttl{12 * 3600};
    std::chrono::seconds remember_idle_ttl{14 * 86400};
    std::chrono::seconds remember_absolute_ttl{30 * 86400};
    std::uint32_t max_per_account = 200;  ///< beyond, the oldest ends
    std::uint32_t max_devices = 200;      ///< known devices of an account; beyond, the oldest goes
};

struct PasswordConfig {
    std::uint32_t min_length = 15;  ///< code points; 8 is the lowest allowed
    std::uint32_t argon2_memory_kib = 19456;
    std::uint32_t argon2_passes = 2;
    std::uint32_t hashing_slots = 0;  ///< 0: as many as cores
    std::chrono::milliseconds hashing_patience{250};
    std::uint32_t require_classes = 0;  ///< of lower, upper, digit, other; 0: none
    std::uint32_t min_strength = 3;     ///< zxcvbn's score, 0 to 4
    std::string breached_file;  ///< sorted lines of SHA-1 in hexadecimal, `:count` may follow
};

/// Who may make an account.
enum class RegistrationMode {
    Open,        ///< everybody
    Approval,    ///< everybody, and an administrator approves
    Invitation,  ///< who was invited
    Closed,      ///< who was invited, and nobody is told that there are invitations
};

struct RegistrationConfig {
    /// As it was set before there was `mode`: true is Open, false is Closed.
    bool enabled = true;
    RegistrationMode mode = RegistrationMode::Open;
    std::vector<std::string> domains{};  ///< `example.org`, `*.example.org`; empty: all
    std::chrono::seconds invitation_lifetime{7 * 86400};
    bool verify_email = true;  ///< without effect when no e-mail is sent
    std::chrono::seconds unverified_ttl{7 * 86400};
};

/// What users say of themselves beyond their name.
struct ProfileConfig {
    std::vector<ProfileField> fields{};
};

/// The life of an account: how long its links are good, and what becomes of what is left over.
struct AccountConfig {
    std::string language = "en";  ///< used when none of the requested languages is available
    std::chrono::seconds verification_ttl{24 * 3600};
    std::chrono::seconds reset_ttl{30 * 60};
    std::chrono::seconds undo_ttl{7 * 86400};
    std::chrono::seconds deletion_grace{7 * 86400};
    /// How long nobody else gets a username that was given up; 0: it is free at once.
    std::chrono::seconds username_grace{90 * 86400};
    bool choose_username = true;  ///< false: only administrators give usernames
    std::chrono::seconds audit_retention{365 * 86400};
};

/// How often somebody may try.
struct ThrottleConfig {
    std::uint32_t free_attempts = 5;          ///< failures in a row before waits begin
    std::chrono::seconds longest_wait{60};    ///< between two attempts
    std::uint32_t max_failures = 100;         ///< in a row; then only a reset helps
    std::uint32_t attempts_per_address = 20;  ///< failed sign-ins a minute from one network address
    std::uint32_t registrations_per_address = 20;  ///< an hour
    std::uint32_t mails_per_address = 20;          ///< requests per hour from a network address
    std::uint32_t mails_per_account = 3;           ///< of one kind, to one account, per hour
};

struct MailConfig {
    MailTransport transport = MailTransport::None;
    std::string from;       ///< address of the sender
    std::string from_name;  ///< empty: the brand's name
    std::string host;
    std::uint16_t port = 587;
    MailSecurity security = MailSecurity::StartTls;  ///< None: only for a loopback host
    std::string user;                                ///< empty: no authentication
    std::string password_file;  ///< empty: `mail-password` in $CREDENTIALS_DIRECTORY when it exists
    std::string ca_file;        ///< empty: the system's authorities
    std::string folder;         ///< of the transport `file`: one .eml file per e-mail
    std::chrono::seconds timeout{30};
    std::chrono::seconds give_up_after{2 * 86400};
};

/// Whose pages and e-mails these are.
struct BrandConfig {
    std::string name;         ///< empty: Postern
    std::string logo;         ///< SVG or PNG file
    std::string icon;         ///< the same
    std::string accent;       ///< `#2f5d8c`; empty: that of the style sheet
    std::string accent_dark;  ///< in the dark scheme; empty: made from `accent`
    NamedTexts links;         ///< title or well-known name, and address
    std::string support_address;
    NamedTexts sign_in_text;  ///< by language
    std::string css;          ///< file that is added to the style sheet
    bool powered_by = false;
};

struct LogConfig {
    log::Format format = log::Format::Json;
    log::Level level = log::Level::Info;
};

struct Config {
    ServerConfig server;
    PoolConfig gate{.workers = 0, .max_requests = 10'000'000};
    GateCacheConfig gate_cache;
    PoolConfig portal;
    DatabaseConfig database;
    KeysConfig keys;
    SessionConfig session;
    SecondFactorConfig second_factor;
    TokensConfig tokens;
    ApiConfig api;
    AdminConfig admin;
    PasswordConfig password;
    RegistrationConfig registration;
    ProfileConfig profile;
    AccountConfig account;
    ThrottleConfig throttle;
    MailConfig mail;
    BrandConfig brand;
    LogConfig log;

    /// Of each key that somebody has set: `file` or `environment`. The others have their defaults.
    std::map<std::string, std::string, std::less<>> sources{};
};

/// One thing that is wrong with the configuration.
struct Problem {
    std::string file;    ///< or `environment`
    unsigned line = 0;   ///< 0 when there is none
    std::string key;     ///< `session.idle_ttl`
    std::string wrong;   ///< what is wrong
    std::string remedy;  ///< what would be right
    /// `postern.toml:12: session.idle_ttl: is a text; write a number of seconds or "30m"`
    std::string text() const;
};

/// The configuration cannot be used; what() has every problem, one line each.
class ConfigError : public std::runtime_error {
public:
    explicit ConfigError(std::vector<Problem> problems);
    const std::vector<Problem>& problems() const noexcept { return problems_; }

private:
    std::vector<Problem> problems_;
};

/// A variable of the environment, or nothing.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

/// `getenv` of this process.
Environment process_environment();

/// Reads and checks the file; throws ConfigError with all problems at once. Unknown keys, wrong
/// types, values out of range and unsafe combinations are problems; so are POSTERN_* variables that
/// name no key (POSTERN_CONFIG excepted), which needs `names` of all variables.
Config load(const std::string& path, const Environment& environment,
            const std::vector<std::string>& names);

/// The same for a text in memory; `file` is the name used in problems.
Config parse(std::string_view toml, const std::string& file, const Environment& environment,
             const std::vector<std::string>& names);

/// Names of all variables of this process's environment.
std::vector<std::string> process_environment_names();

/// Key and present value as TOML, in the order of the table; never a secret (there is none in
/// Config).
std::vector<std::pair<std::string, std::string>> show(const Config& config);

/// Where a database server listens: at a unix socket, or at a host's port.
struct DatabaseAddress {
    std::string socket;  ///< empty: host and port
    std::string host;
    std::uint16_t port = 0;
    bool operator==(const DatabaseAddress&) const = default;
};

/// `db1.example.org`, `10.0.0.1:3307`, `[fd00::1]:3306` or `/run/mysqld/mysqld.sock`; nothing for
/// any other text. Without a port of its own it has `default_port`.
std::optional<DatabaseAddress> parse_database_address(std::string_view text,
                                                      std::uint16_t default_port);

/// All that the configuration names, in the order in which they are tried.
/// REQUIRES: a checked configuration.
std::vector<DatabaseAddress> database_addresses(const DatabaseConfig& config);

/// The database password: from password_file, else from `$CREDENTIALS_DIRECTORY/database-password`,
/// else empty. Without its final line end. Throws ConfigError when a named file cannot be read, or
/// when others than its owner and group may read it.
std::string read_database_password(const DatabaseConfig& config, const Environment& environment);

/// The password of the gate's user, in the same way: `gate-database-password`. Without a gate_user
/// it is the database password.
std::string read_gate_database_password(const DatabaseConfig& config,
                                        const Environment& environment);

/// The mail server's password, in the same way: `mail-password`.
std::string read_mail_password(const MailConfig& config, const Environment& environment);

/// A key file, not yet looked into.
struct KeyFile {
    std::string path;
    Secret text;
};

/// From when on everyone needs a second factor; nothing: nobody ever does, or required_from is no
/// day.
std::optional<TimePoint> required_since(const SecondFactorConfig& config);

/// From `$CREDENTIALS_DIRECTORY/keys`, else from keys.file. Nothing when there is no such file.
/// Throws ConfigError when it cannot be read, or when others than its owner and group may read it.
std::optional<KeyFile> find_key_file(const KeysConfig& config, const Environment& environment);
/// The same for the file at `path`.
std::optional<KeyFile> find_key_file(const std::string& path);

}  // namespace postern::config
