// The one table of settings.
#include "config/keys.hpp"

#include <algorithm>
#include <limits>

namespace postern::config {

namespace {

constexpr std::int64_t kSecond = 1000;  // bounds of durations are in milliseconds
constexpr std::int64_t kYear = 365LL * 86400 * kSecond;
constexpr std::int64_t kGibibyteInKib = 1024 * 1024;

constexpr Bounds kAny{};
constexpr Bounds kWorkers{0, 128};
constexpr Bounds kRequests{0, std::numeric_limits<std::uint32_t>::max()};
constexpr Bounds kTtl{kSecond, kYear};
constexpr Bounds kDatabaseTimeout{kSecond, 60 * kSecond};

constexpr Word kSeccompWords[] = {
    {"on", Seccomp::On}, {"log", Seccomp::Log}, {"off", Seccomp::Off}};
constexpr Word kGateCacheWords[] = {{"on", GateCache::On}, {"off", GateCache::Off}};
constexpr Word kRequiredWords[] = {{"nobody", FactorRequired::Nobody},
                                   {"everyone", FactorRequired::Everyone}};
constexpr Word kTransportWords[] = {
    {"none", MailTransport::None}, {"smtp", MailTransport::Smtp}, {"file", MailTransport::File}};
constexpr Word kSecurityWords[] = {
    {"starttls", MailSecurity::StartTls}, {"tls", MailSecurity::Tls}, {"none", MailSecurity::None}};
constexpr Word kLogFormatWords[] = {{"json", log::Format::Json}, {"text", log::Format::Text}};
constexpr Word kLogLevelWords[] = {{"debug", log::Level::Debug},
                                   {"info", log::Level::Info},
                                   {"warning", log::Level::Warning},
                                   {"error", log::Level::Error}};

constexpr Key kKeys[] = {
    {"server.public_url", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.public_url; },
     "Where people reach the portal: scheme, host and, if needed, port and path."},
    {"server.gate_socket", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.gate_socket; },
     "Unix socket on which nginx asks whether a request may pass."},
    {"server.portal_socket", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.portal_socket; },
     "Unix socket on which nginx reaches the pages and the API."},
    {"server.control_socket", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.control_socket; },
     "Unix socket on which the postern command tells the daemon about changes."},
    {"server.socket_group", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.socket_group; },
     "Group that may connect to the sockets (nginx's group); empty means the daemon's own."},
    {"server.socket_mode",
     Kind::OctalMode,
     {0, 0777},
     [](Config& c) -> Target { return &c.server.socket_mode; },
     "Permissions of the sockets; never any for others."},
    {"server.peer_users", Kind::TextList, kAny,
     [](Config& c) -> Target { return &c.server.peer_users; },
     "Users that may connect to the sockets, in addition to the daemon's own."},
    {"server.backlog",
     Kind::Number,
     {1, 65535},
     [](Config& c) -> Target { return &c.server.backlog; },
     "Length of each socket's queue of connections; nginx answers 500 when it is full."},
    {"server.share_dir", Kind::Text, kAny, [](Config& c) -> Target { return &c.server.share_dir; },
     "Folder with the templates, style sheet, SQL and nginx snippets."},
    {"server.seccomp", Kind::Choice, kAny, [](Config& c) -> Target { return &c.server.seccomp; },
     "Whether gate and portal may make only the system calls they need; log only reports others.",
     kSeccompWords},

    {"gate.workers", Kind::Number, kWorkers, [](Config& c) -> Target { return &c.gate.workers; },
     "Processes that answer nginx's checks; 0 chooses by the number of cores."},
    {"gate.max_requests", Kind::Number, kRequests,
     [](Config& c) -> Target { return &c.gate.max_requests; },
     "A gate worker is replaced after about this many requests; 0 means never."},
    {"gate.cache", Kind::Choice, kAny, [](Config& c) -> Target { return &c.gate_cache.cache; },
     "Whether sessions are cached in memory between checks.", kGateCacheWords},
    {"gate.revocation_poll",
     Kind::Duration,
     {100, 60 * kSecond},
     [](Config& c) -> Target { return &c.gate_cache.revocation_poll; },
     "How often this host reads which sessions ended on other hosts."},
    {"gate.stale_grace",
     Kind::Duration,
     {0, 3600 * kSecond},
     [](Config& c) -> Target { return &c.gate_cache.stale_grace; },
     "How long cached sessions pass while the database is unreachable; 0 means not at all."},
    {"gate.last_seen_interval",
     Kind::Duration,
     {kSecond, 60 * kSecond},
     [](Config& c) -> Target { return &c.gate_cache.last_seen_interval; },
     "How often last-seen updates and counts of access decisions are written to the database."},

    {"portal.workers", Kind::Number, kWorkers,
     [](Config& c) -> Target { return &c.portal.workers; },
     "Processes that serve pages and the API; 0 chooses by the number of cores."},
    {"portal.max_requests", Kind::Number, kRequests,
     [](Config& c) -> Target { return &c.portal.max_requests; },
     "A portal worker is replaced after about this many requests; 0 means never."},

    {"database.socket", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.socket; },
     "Unix socket of MySQL or MariaDB; set this, database.host or database.addresses."},
    {"database.host", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.host; },
     "Host of the database, for connections over TCP."},
    {"database.port",
     Kind::Number,
     {1, 65535},
     [](Config& c) -> Target { return &c.database.port; },
     "Port of the database, for connections over TCP."},
    {"database.addresses", Kind::TextList, kAny,
     [](Config& c) -> Target { return &c.database.addresses; },
     "Nodes of a cluster, in place of database.socket and database.host: a host, host:port or "
     "socket each; the next one serves when one does not."},
    {"database.name", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.name; },
     "Name of the database."},
    {"database.user", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.user; },
     "Database user."},
    {"database.password_file", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.database.password_file; },
     "File with the password; the credential database-password takes precedence."},
    {"database.gate_user", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.database.gate_user; },
     "Read-only database user for the gate; empty means database.user."},
    {"database.gate_password_file", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.database.gate_password_file; },
     "File with that user's password; the credential gate-database-password takes precedence."},
    {"database.ca_file", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.ca_file; },
     "CA certificate for the database server; required over TCP."},
    {"database.plaintext_allowed", Kind::Boolean, kAny,
     [](Config& c) -> Target { return &c.database.plaintext_allowed; },
     "Allows TCP without TLS, to a loopback host only."},
    {"database.connect_timeout", Kind::Duration, kDatabaseTimeout,
     [](Config& c) -> Target { return &c.database.connect_timeout; },
     "How long connecting to the database may take."},
    {"database.read_timeout", Kind::Duration, kDatabaseTimeout,
     [](Config& c) -> Target { return &c.database.read_timeout; },
     "How long the database may take to answer."},

    {"keys.file", Kind::Text, kAny, [](Config& c) -> Target { return &c.keys.file; },
     "Key file, which opens the secrets in the database; the credential keys takes precedence."},

    {"session.cookie_domain", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.session.cookie_domain; },
     "Domain whose hosts all get the session cookie; empty means only the portal's host."},
    {"session.idle_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.idle_ttl; },
     "A session ends when it has been idle for this long."},
    {"session.absolute_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.absolute_ttl; },
     "A session ends this long after sign-in, even if it is in use."},
    {"session.remember_idle_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.remember_idle_ttl; },
     "The same as idle_ttl, for sessions with \"Keep me signed in\"."},
    {"session.remember_absolute_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.remember_absolute_ttl; },
     "The same as absolute_ttl, for sessions with \"Keep me signed in\"."},
    {"session.max_per_account",
     Kind::Number,
     {10, 10000},
     [](Config& c) -> Target { return &c.session.max_per_account; },
     "Sessions that an account may have; with one more, the oldest ends."},
    {"session.max_devices",
     Kind::Number,
     {10, 10000},
     [](Config& c) -> Target { return &c.session.max_devices; },
     "Known devices that an account may have; the one unused for longest is forgotten first."},

    {"second_factor.trust_device",
     Kind::Duration,
     {0, kYear},
     [](Config& c) -> Target { return &c.second_factor.trust_device; },
     "How long a trusted device needs no second factor at sign-in; 0 turns it off."},
    {"second_factor.required", Kind::Choice, kAny,
     [](Config& c) -> Target { return &c.second_factor.required; },
     "Whether every site that asks for a sign-in also asks for a second factor.", kRequiredWords},
    {"second_factor.required_from", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.second_factor.required_from; },
     "Day from which it is required (UTC), as 2026-12-31; empty means at once."},
    {"second_factor.reset_delay",
     Kind::Duration,
     {0, kYear},
     [](Config& c) -> Target { return &c.second_factor.reset_delay; },
     "How long a reset of lost second factors by e-mail waits; 0 turns it off."},

    {"password.min_length",
     Kind::Number,
     {8, 64},
     [](Config& c) -> Target { return &c.password.min_length; },
     "Minimum length of a new password, in characters."},
    {"password.argon2_memory_kib",
     Kind::Number,
     {7168, kGibibyteInKib},
     [](Config& c) -> Target { return &c.password.argon2_memory_kib; },
     "Memory for one password check, in KiB."},
    {"password.argon2_passes",
     Kind::Number,
     {1, 16},
     [](Config& c) -> Target { return &c.password.argon2_passes; },
     "Passes over that memory."},
    {"password.hashing_slots",
     Kind::Number,
     {0, 128},
     [](Config& c) -> Target { return &c.password.hashing_slots; },
     "Password checks that may run at the same time; 0 means one per core."},
    {"password.hashing_patience",
     Kind::Duration,
     {0, 10 * kSecond},
     [](Config& c) -> Target { return &c.password.hashing_patience; },
     "How long a request waits for a free slot before it is answered with 503."},
    {"password.require_classes",
     Kind::Number,
     {0, 4},
     [](Config& c) -> Target { return &c.password.require_classes; },
     "How many of lowercase, uppercase, digits and others a new password must have."},
    {"password.min_strength",
     Kind::Number,
     {0, 4},
     [](Config& c) -> Target { return &c.password.min_strength; },
     "Minimum strength of a new password, as scored by zxcvbn."},
    {"password.breached_file", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.password.breached_file; },
     "Sorted file with the SHA-1 hashes of passwords known from breaches."},

    {"registration.enabled", Kind::Boolean, kAny,
     [](Config& c) -> Target { return &c.registration.enabled; }, "Whether anyone may register."},
    {"registration.verify_email", Kind::Boolean, kAny,
     [](Config& c) -> Target { return &c.registration.verify_email; },
     "Whether sign-in requires a confirmed e-mail address."},
    {"registration.unverified_ttl",
     Kind::Duration,
     {3600 * kSecond, kYear},
     [](Config& c) -> Target { return &c.registration.unverified_ttl; },
     "Accounts whose address is not confirmed within this time are removed."},

    {"account.language", Kind::Text, kAny, [](Config& c) -> Target { return &c.account.language; },
     "Language of pages and e-mails if none of the requested languages is available."},
    {"account.verification_ttl",
     Kind::Duration,
     {600 * kSecond, 7 * 86400 * kSecond},
     [](Config& c) -> Target { return &c.account.verification_ttl; },
     "How long the link that confirms an e-mail address is valid."},
    {"account.reset_ttl",
     Kind::Duration,
     {60 * kSecond, 86400 * kSecond},
     [](Config& c) -> Target { return &c.account.reset_ttl; },
     "How long the link to a new password is valid."},
    {"account.undo_ttl",
     Kind::Duration,
     {3600 * kSecond, kYear},
     [](Config& c) -> Target { return &c.account.undo_ttl; },
     "How long the link in the notice can undo a change of the e-mail address."},
    {"account.deletion_grace",
     Kind::Duration,
     {3600 * kSecond, kYear},
     [](Config& c) -> Target { return &c.account.deletion_grace; },
     "The grace period: how long the link in the notice can cancel an account deletion."},
    {"account.audit_retention",
     Kind::Duration,
     {86400 * kSecond, 20 * kYear},
     [](Config& c) -> Target { return &c.account.audit_retention; },
     "How long audit log entries are kept."},

    {"throttle.free_attempts",
     Kind::Number,
     {1, 20},
     [](Config& c) -> Target { return &c.throttle.free_attempts; },
     "Consecutive failed sign-ins on one account before waits begin."},
    {"throttle.longest_wait",
     Kind::Duration,
     {kSecond, 3600 * kSecond},
     [](Config& c) -> Target { return &c.throttle.longest_wait; },
     "Longest wait between two attempts on one account."},
    {"throttle.max_failures",
     Kind::Number,
     {10, 100},
     [](Config& c) -> Target { return &c.throttle.max_failures; },
     "Consecutive failed sign-ins on one account before only a new password helps."},
    {"throttle.attempts_per_address",
     Kind::Number,
     {1, 100000},
     [](Config& c) -> Target { return &c.throttle.attempts_per_address; },
     "Failed sign-ins per minute from one network address."},
    {"throttle.registrations_per_address",
     Kind::Number,
     {1, 100000},
     [](Config& c) -> Target { return &c.throttle.registrations_per_address; },
     "Registrations per hour from one network address."},
    {"throttle.mails_per_address",
     Kind::Number,
     {1, 100000},
     [](Config& c) -> Target { return &c.throttle.mails_per_address; },
     "E-mails that may be requested per hour from one network address."},
    {"throttle.mails_per_account",
     Kind::Number,
     {1, 100},
     [](Config& c) -> Target { return &c.throttle.mails_per_account; },
     "E-mails of one kind per hour to one account."},

    {"mail.transport", Kind::Choice, kAny, [](Config& c) -> Target { return &c.mail.transport; },
     "How e-mails are sent; file is for development.", kTransportWords},
    {"mail.from", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.from; },
     "E-mail address of the sender."},
    {"mail.from_name", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.from_name; },
     "Name of the sender."},
    {"mail.host", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.host; },
     "Host of the mail server."},
    {"mail.port",
     Kind::Number,
     {1, 65535},
     [](Config& c) -> Target { return &c.mail.port; },
     "Port of the mail server."},
    {"mail.security", Kind::Choice, kAny, [](Config& c) -> Target { return &c.mail.security; },
     "How the connection to it is encrypted; none only for a loopback host.", kSecurityWords},
    {"mail.user", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.user; },
     "User at the mail server; empty means no authentication."},
    {"mail.password_file", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.mail.password_file; }, "File with that user's password."},
    {"mail.ca_file", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.ca_file; },
     "CA certificate for the mail server; empty means the system's."},
    {"mail.folder", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.folder; },
     "Folder to which the transport \"file\" writes e-mails."},
    {"mail.timeout",
     Kind::Duration,
     {kSecond, 300 * kSecond},
     [](Config& c) -> Target { return &c.mail.timeout; },
     "How long sending one e-mail may take."},
    {"mail.give_up_after",
     Kind::Duration,
     {600 * kSecond, 14 * 86400 * kSecond},
     [](Config& c) -> Target { return &c.mail.give_up_after; },
     "How long delivery of an e-mail is retried."},

    {"log.format", Kind::Choice, kAny, [](Config& c) -> Target { return &c.log.format; },
     "Format of log lines; text is for people.", kLogFormatWords},
    {"log.level", Kind::Choice, kAny, [](Config& c) -> Target { return &c.log.level; },
     "Lowest level to log.", kLogLevelWords},
};

std::string_view section_of(const Key& key) noexcept {
    return key.name.substr(0, key.name.find('.'));
}

char to_variable_character(char c) noexcept {
    if (c == '.') return '_';
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}

}  // namespace

std::span<const Key> keys() { return kKeys; }

const Key* find_key(std::string_view name) {
    const auto found = std::ranges::find(kKeys, name, &Key::name);
    return found == std::end(kKeys) ? nullptr : found;
}

bool is_section(std::string_view name) {
    return std::ranges::any_of(kKeys, [&](const Key& key) { return section_of(key) == name; });
}

std::string environment_name(const Key& key) {
    std::string name = "POSTERN_";
    std::ranges::transform(key.name, std::back_inserter(name), to_variable_character);
    return name;
}

}  // namespace postern::config
