/// token: what programs have in place of a session: families of refresh tokens with their access
/// tokens, and personal tokens; and what each of them may do.
///
/// A family is everything that descends from one grant: one row, however often its refresh token
/// was rotated. An access token is a JWT (RFC 9068) of a family, minutes long. A personal token is
/// made by a person, by hand, and is shown to them once.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/ids.hpp"

namespace postern {

/// What a token may do in the API.
enum class ApiScope : std::uint8_t {
    AccountRead,   ///< `account:read`: see one's own account
    AccountWrite,  ///< `account:write`: change it
    AccessAsk,     ///< `access:ask`: ask for decisions about others (AuthZEN)
    AdminRead,     ///< `admin:read`: see what an administrator sees; their permissions decide
    AdminWrite,    ///< `admin:write`: the same for changes
};

std::string_view to_text(ApiScope scope) noexcept;

/// A set of scopes: `account:read`, `site:wiki`, and `site:*` for all sites. None of them implies
/// another one.
class Scopes {
public:
    static constexpr std::size_t kMaxTextBytes = 1000;

    Scopes() = default;
    Scopes(std::initializer_list<ApiScope> api) {
        for (const ApiScope scope : api) add(scope);
    }

    /// Scopes separated by single spaces (RFC 6749, section 3.3), each once or more. Nothing for a
    /// word that is no scope, a name that no site can have, or a longer text. Empty text: none.
    static std::optional<Scopes> parse(std::string_view text);
    /// Every scope there is.
    static Scopes everything();

    /// In one order: those of the API, `site:*`, sites by name. Reads as parse() has it.
    std::string text() const;
    /// The names of the sites, sorted, with single spaces; before them `*` for all sites.
    std::string sites_text() const;
    /// The same, one text for each scope: for lists.
    std::vector<std::string> words() const;

    void add(ApiScope scope) noexcept { api_ |= bit(scope); }
    /// A name that no site can have adds nothing.
    void add_site(std::string_view name);
    void add_all_sites() noexcept { all_sites_ = true; }

    bool has(ApiScope scope) const noexcept { return (api_ & bit(scope)) != 0; }
    /// By name or by `site:*`.
    bool has_site(std::string_view name) const noexcept;
    bool names_site(std::string_view name) const noexcept;  ///< not by `site:*`
    bool has_all_sites() const noexcept { return all_sites_; }
    bool has_any_site() const noexcept { return all_sites_ || !sites_.empty(); }
    bool empty() const noexcept { return api_ == 0 && !has_any_site(); }
    /// Whether `other` has all of these.
    bool are_within(const Scopes& other) const noexcept;
    const std::vector<std::string>& sites() const noexcept { return sites_; }

    bool operator==(const Scopes&) const = default;

private:
    static std::uint8_t bit(ApiScope scope) noexcept {
        return static_cast<std::uint8_t>(1U << static_cast<std::uint8_t>(scope));
    }

    std::uint8_t api_ = 0;
    bool all_sites_ = false;
    std::vector<std::string> sites_{};  ///< sorted, each once
};

/// Whether `name` is among the names of sites_text(), or `*` is. No allocation.
bool sites_text_has(std::string_view sites_text, std::string_view name) noexcept;
/// The same, without `*`.
bool sites_text_names(std::string_view sites_text, std::string_view name) noexcept;

/// The client_id of tokens that a person gets for programs of their own.
inline constexpr std::string_view kFirstPartyClient = "postern";

/// A token of a family or of a person, as the API and the gate know its holder.
enum class TokenKind : std::uint8_t { Access, Personal };

// --- families

struct TokenFamily {
    FamilyId id;
    PublicId public_id;
    UserId user_id;
    /// The session that asked for it, by its public id: the family ends with it. Nothing: a
    /// password, and maybe a second factor, asked for it.
    std::optional<PublicId> session{};
    std::string name;  ///< what the person called it, or the program's User-Agent; may be empty
    Scopes scopes;
    std::string site{};  ///< its tokens are for this site alone; empty: for this server
    Authentication authentication;
    TimePoint created_at;
    std::string address;     ///< of the network, at the grant
    std::string user_agent;  ///< at the grant
    TimePoint used_at;       ///< the last refresh, or created_at
    TimePoint expires_at;    ///< the absolute end
    std::chrono::seconds idle_ttl;
    std::uint32_t counter;    ///< of the current refresh token
    TimePoint counter_at;     ///< since when it is the current one
    std::string sealed_seed;  ///< for KeyRing::open with kTokenFamilies and public_id
    std::optional<TimePoint> revoked_at{};
};

/// Why a family ended before its time, as the database and the audit log spell it.
enum class FamilyEnd { Revoked, Reused, Limit, ByAdmin };
std::string_view to_text(FamilyEnd end) noexcept;

/// The earlier of both ends; a refresh moves the idle one.
constexpr TimePoint ends_at(const TokenFamily& family) noexcept {
    const TimePoint idle_end = family.used_at + family.idle_ttl;
    return idle_end < family.expires_at ? idle_end : family.expires_at;
}

// --- personal tokens

inline constexpr std::size_t kMaxTokenNameCodePoints = 100;

struct PersonalToken {
    PersonalTokenId id;
    PublicId public_id;
    UserId user_id;
    std::string name;  ///< the person's own words, one line
    Scopes scopes;
    Level level;  ///< One or Two: what was proven when it was made
    TimePoint created_at;
    std::string address;  ///< of the network, when it was made
    TimePoint expires_at;
    std::optional<TimePoint> last_used_at{};  ///< right within a minute
};

}  // namespace postern
