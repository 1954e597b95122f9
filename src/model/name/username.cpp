// Usernames: their form, what looks like what, and what nobody may be called.
#include "postern/model/username.hpp"

#include <algorithm>
#include <array>

#include "postern/base/bytes.hpp"
#include "postern/model/ids.hpp"
#include "postern/model/one_line.hpp"

namespace postern {

namespace {

bool is_letter(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_sign(char c) noexcept { return c == '.' || c == '_' || c == '-'; }

/// Offices (RFC 2142), what programs take for themselves, and what stands for nobody.
constexpr std::array kReserved = std::to_array<std::string_view>({
    "abuse",      "account",   "accounts",   "admin",        "administrator", "admins",
    "all",        "anonymous", "anybody",    "anyone",       "api",           "auth",
    "backup",     "billing",   "bin",        "bot",          "contact",       "courier",
    "daemon",     "default",   "deleted",    "dev",          "devnull",       "docs",
    "everybody",  "everyone",  "false",      "ftp",          "games",         "gate",
    "ghost",      "git",       "guest",      "health",       "help",          "helpdesk",
    "home",       "host",      "hostmaster", "http",         "https",         "imap",
    "info",       "internal",  "invitation", "invite",       "kernel",        "local",
    "localhost",  "login",     "logout",     "mail",         "mailer-daemon", "mailman",
    "manager",    "marketing", "metrics",    "moderator",    "mysql",         "nan",
    "news",       "nil",       "no-reply",   "nobody",       "nologin",       "none",
    "noreply",    "null",      "official",   "operator",     "owner",         "password",
    "pop3",       "portal",    "postern",    "postern_gate", "posternd",      "postgres",
    "postmaster", "privacy",   "proxy",      "public",       "register",      "root",
    "sales",      "security",  "self",       "server",       "settings",      "signin",
    "smtp",       "ssh",       "staff",      "static",       "status",        "sudo",
    "superuser",  "support",   "sysadmin",   "system",       "team",          "test",
    "true",       "undefined", "unknown",    "user",         "username",      "users",
    "uucp",       "visitor",   "void",       "web",          "webmail",       "webmaster",
    "www",        "www-data",  "xmlrpc",     "you",
});

std::string fold(std::string_view name) {
    std::string skeleton;
    skeleton.reserve(2 * name.size());
    for (const char c : name) {
        switch (c) {
            case '0':
                skeleton += 'o';
                break;
            case '1':
            case 'i':
                skeleton += 'l';
                break;
            case 'm':
                skeleton += "rn";
                break;
            case 'w':
                skeleton += "vv";
                break;
            default:
                skeleton += is_sign(c) ? '-' : c;
        }
    }
    return skeleton;
}

}  // namespace

std::optional<Username> Username::parse(std::string_view text) {
    text = trim(text);
    if (text.size() < kMinLength || text.size() > kMaxLength) return std::nullopt;
    std::string name = to_ascii_lower(text);
    if (!is_letter(name.front()) || is_sign(name.back())) return std::nullopt;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (!is_letter(c) && !is_digit(c) && !is_sign(c)) return std::nullopt;
        if (i > 0 && is_sign(c) && is_sign(name[i - 1])) return std::nullopt;
    }
    return Username{std::move(name)};
}

std::string Username::skeleton() const { return fold(text_); }

bool is_reserved(const Username& name) {
    const std::string skeleton = name.skeleton();
    const auto looks_like = [&skeleton](std::string_view word) { return fold(word) == skeleton; };
    return std::ranges::any_of(kReserved, looks_like) || PublicId::parse(name.text()).has_value();
}

std::optional<std::string> parse_part_of_name(std::string_view text) {
    if (trim(text).empty()) return std::string{};
    return one_line(text, kMaxPartOfNameCodePoints);
}

}  // namespace postern
