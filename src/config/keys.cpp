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

constexpr Key kKeys[] = {
    {"server.public_url", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.public_url; },
     "Where people reach the portal: scheme, host and, where needed, port and path."},
    {"server.gate_socket", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.gate_socket; },
     "Unix socket at which nginx asks whether a request may pass."},
    {"server.portal_socket", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.portal_socket; },
     "Unix socket at which nginx reaches the pages and the API."},
    {"server.control_socket", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.control_socket; },
     "Unix socket at which the postern command tells the daemon of changes."},
    {"server.socket_group", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.server.socket_group; },
     "Group that may connect to the sockets, nginx's; empty means the daemon's own."},
    {"server.socket_mode",
     Kind::OctalMode,
     {0, 0777},
     [](Config& c) -> Target { return &c.server.socket_mode; },
     "Permissions of the sockets; they never include others."},
    {"server.peer_users", Kind::TextList, kAny,
     [](Config& c) -> Target { return &c.server.peer_users; },
     "Users who may be at the other end of a socket, besides the daemon's own."},
    {"server.backlog",
     Kind::Number,
     {1, 65535},
     [](Config& c) -> Target { return &c.server.backlog; },
     "Connections that may wait in a socket's queue; nginx answers 500 when it is full."},
    {"server.share_dir", Kind::Text, kAny, [](Config& c) -> Target { return &c.server.share_dir; },
     "Folder with the templates, style sheet, SQL and nginx snippets."},

    {"gate.workers", Kind::Number, kWorkers, [](Config& c) -> Target { return &c.gate.workers; },
     "Processes that answer nginx's question; 0 means chosen from the number of cores."},
    {"gate.max_requests", Kind::Number, kRequests,
     [](Config& c) -> Target { return &c.gate.max_requests; },
     "A gate worker is replaced after about so many requests; 0 means never."},
    {"gate.cache", Kind::Text, kAny, [](Config& c) -> Target { return &c.gate_cache.cache; },
     "Whether sessions are kept in memory between checks: on or off."},
    {"gate.revocation_poll",
     Kind::Duration,
     {100, 60 * kSecond},
     [](Config& c) -> Target { return &c.gate_cache.revocation_poll; },
     "How often this host reads what ended on other hosts."},
    {"gate.stale_grace",
     Kind::Duration,
     {0, 3600 * kSecond},
     [](Config& c) -> Target { return &c.gate_cache.stale_grace; },
     "How long known sessions pass while the database is away; 0 means not at all."},
    {"gate.last_seen_interval",
     Kind::Duration,
     {kSecond, 60 * kSecond},
     [](Config& c) -> Target { return &c.gate_cache.last_seen_interval; },
     "How often the last use of sessions is written to the database."},

    {"portal.workers", Kind::Number, kWorkers,
     [](Config& c) -> Target { return &c.portal.workers; },
     "Processes that serve pages and the API; 0 means chosen from the number of cores."},
    {"portal.max_requests", Kind::Number, kRequests,
     [](Config& c) -> Target { return &c.portal.max_requests; },
     "A portal worker is replaced after about so many requests; 0 means never."},

    {"database.socket", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.socket; },
     "Unix socket of MySQL or MariaDB; set this or database.host."},
    {"database.host", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.host; },
     "Host of the database when it is reached over TCP."},
    {"database.port",
     Kind::Number,
     {1, 65535},
     [](Config& c) -> Target { return &c.database.port; },
     "Port of the database when it is reached over TCP."},
    {"database.name", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.name; },
     "Name of the database."},
    {"database.user", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.user; },
     "User of the database."},
    {"database.password_file", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.database.password_file; },
     "File with the password; empty means the credential database-password or none."},
    {"database.ca_file", Kind::Text, kAny, [](Config& c) -> Target { return &c.database.ca_file; },
     "Certificate of the authority that signed the database's; needed over TCP."},
    {"database.plaintext_allowed", Kind::Boolean, kAny,
     [](Config& c) -> Target { return &c.database.plaintext_allowed; },
     "Allows TCP without TLS, to a loopback host only."},
    {"database.connect_timeout", Kind::Duration, kDatabaseTimeout,
     [](Config& c) -> Target { return &c.database.connect_timeout; },
     "How long connecting to the database may take."},
    {"database.read_timeout", Kind::Duration, kDatabaseTimeout,
     [](Config& c) -> Target { return &c.database.read_timeout; },
     "How long an answer of the database may take."},

    {"session.cookie_domain", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.session.cookie_domain; },
     "Domain whose hosts all get the session cookie; empty means only the portal's own host."},
    {"session.idle_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.idle_ttl; },
     "A session ends when it is not used for this long."},
    {"session.absolute_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.absolute_ttl; },
     "A session ends this long after signing in, whatever its use."},
    {"session.remember_idle_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.remember_idle_ttl; },
     "The same as idle_ttl for a session that was to be remembered."},
    {"session.remember_absolute_ttl", Kind::Duration, kTtl,
     [](Config& c) -> Target { return &c.session.remember_absolute_ttl; },
     "The same as absolute_ttl for a session that was to be remembered."},

    {"password.min_length",
     Kind::Number,
     {8, 64},
     [](Config& c) -> Target { return &c.password.min_length; },
     "Characters a new password must have at least."},
    {"password.argon2_memory_kib",
     Kind::Number,
     {7168, kGibibyteInKib},
     [](Config& c) -> Target { return &c.password.argon2_memory_kib; },
     "Memory of one password check in KiB."},
    {"password.argon2_passes",
     Kind::Number,
     {1, 16},
     [](Config& c) -> Target { return &c.password.argon2_passes; },
     "Passes over that memory."},
    {"password.hashing_slots",
     Kind::Number,
     {0, 128},
     [](Config& c) -> Target { return &c.password.hashing_slots; },
     "Password checks that may run at the same time; 0 means as many as cores."},
    {"password.hashing_patience",
     Kind::Duration,
     {0, 10 * kSecond},
     [](Config& c) -> Target { return &c.password.hashing_patience; },
     "How long a request waits for a free slot before it is answered 503."},
    {"password.require_classes",
     Kind::Number,
     {0, 4},
     [](Config& c) -> Target { return &c.password.require_classes; },
     "How many of lower case, upper case, digits and others a new password must have."},
    {"password.min_strength",
     Kind::Number,
     {0, 4},
     [](Config& c) -> Target { return &c.password.min_strength; },
     "Strength that a new password must have at least, as zxcvbn scores it."},
    {"password.breached_file", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.password.breached_file; },
     "Sorted file of SHA-1 hashes of passwords that are known from breaches."},

    {"registration.enabled", Kind::Boolean, kAny,
     [](Config& c) -> Target { return &c.registration.enabled; },
     "Whether strangers may register."},
    {"registration.verify_email", Kind::Boolean, kAny,
     [](Config& c) -> Target { return &c.registration.verify_email; },
     "Whether signing in needs a confirmed e-mail address."},
    {"registration.unverified_ttl",
     Kind::Duration,
     {3600 * kSecond, kYear},
     [](Config& c) -> Target { return &c.registration.unverified_ttl; },
     "Accounts whose address is not confirmed within this time are removed."},

    {"account.language", Kind::Text, kAny, [](Config& c) -> Target { return &c.account.language; },
     "Language of pages and mails for whoever asks for none that is there."},
    {"account.verification_ttl",
     Kind::Duration,
     {600 * kSecond, 7 * 86400 * kSecond},
     [](Config& c) -> Target { return &c.account.verification_ttl; },
     "How long the link that confirms an e-mail address is good."},
    {"account.reset_ttl",
     Kind::Duration,
     {60 * kSecond, 86400 * kSecond},
     [](Config& c) -> Target { return &c.account.reset_ttl; },
     "How long the link to a new password is good."},
    {"account.undo_ttl",
     Kind::Duration,
     {3600 * kSecond, kYear},
     [](Config& c) -> Target { return &c.account.undo_ttl; },
     "How long a change of the e-mail address can be undone by the link in the notice."},
    {"account.deletion_grace",
     Kind::Duration,
     {3600 * kSecond, kYear},
     [](Config& c) -> Target { return &c.account.deletion_grace; },
     "How long a deleted account can still be kept by the link in the notice."},
    {"account.audit_retention",
     Kind::Duration,
     {86400 * kSecond, 20 * kYear},
     [](Config& c) -> Target { return &c.account.audit_retention; },
     "How long the audit trail is kept."},

    {"throttle.free_attempts",
     Kind::Number,
     {1, 20},
     [](Config& c) -> Target { return &c.throttle.free_attempts; },
     "Failed sign-ins in a row on one account before waits begin."},
    {"throttle.longest_wait",
     Kind::Duration,
     {kSecond, 3600 * kSecond},
     [](Config& c) -> Target { return &c.throttle.longest_wait; },
     "The longest wait between two attempts on one account."},
    {"throttle.max_failures",
     Kind::Number,
     {10, 100},
     [](Config& c) -> Target { return &c.throttle.max_failures; },
     "Failed sign-ins in a row on one account after which only a new password helps."},
    {"throttle.attempts_per_address",
     Kind::Number,
     {1, 100000},
     [](Config& c) -> Target { return &c.throttle.attempts_per_address; },
     "Failed sign-ins in a minute from one network address."},
    {"throttle.registrations_per_address",
     Kind::Number,
     {1, 100000},
     [](Config& c) -> Target { return &c.throttle.registrations_per_address; },
     "Registrations in an hour from one network address."},
    {"throttle.mails_per_address",
     Kind::Number,
     {1, 100000},
     [](Config& c) -> Target { return &c.throttle.mails_per_address; },
     "Mails that may be asked for in an hour from one network address."},
    {"throttle.mails_per_account",
     Kind::Number,
     {1, 100},
     [](Config& c) -> Target { return &c.throttle.mails_per_account; },
     "Mails of one kind that one account gets in an hour."},

    {"mail.transport", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.transport; },
     "How mails are sent: smtp, file (for development), or none."},
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
    {"mail.security", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.security; },
     "Encryption: starttls, tls, or none for a loopback host."},
    {"mail.user", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.user; },
     "User at the mail server; empty means no authentication."},
    {"mail.password_file", Kind::Text, kAny,
     [](Config& c) -> Target { return &c.mail.password_file; }, "File with that user's password."},
    {"mail.ca_file", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.ca_file; },
     "Certificate of the authority that signed the mail server's; empty means the system's."},
    {"mail.folder", Kind::Text, kAny, [](Config& c) -> Target { return &c.mail.folder; },
     "Folder that the transport file writes mails to."},
    {"mail.timeout",
     Kind::Duration,
     {kSecond, 300 * kSecond},
     [](Config& c) -> Target { return &c.mail.timeout; },
     "How long handing over one mail may take."},
    {"mail.give_up_after",
     Kind::Duration,
     {600 * kSecond, 14 * 86400 * kSecond},
     [](Config& c) -> Target { return &c.mail.give_up_after; },
     "How long the delivery of a mail is tried."},

    {"log.format", Kind::Text, kAny, [](Config& c) -> Target { return &c.log.format; },
     "Format of log lines: json, or text for people."},
    {"log.level", Kind::Text, kAny, [](Config& c) -> Target { return &c.log.level; },
     "Lowest level that is logged: debug, info, warning or error."},
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
