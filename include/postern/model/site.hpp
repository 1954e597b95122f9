/// Site: a protected web site, known to nginx by its name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/model/assurance.hpp"
#include "postern/model/email_address.hpp"
#include "postern/model/ids.hpp"
#include "postern/model/origin.hpp"

namespace postern {

/// What a site asks of a visitor when no rule says otherwise.
enum class SitePolicy {
    SignedIn,  ///< any enabled user
    Public,    ///< everybody; who is signed in is still told to the site
};

/// `signed_in` or `public`, as the database and the command line spell it.
std::string_view to_text(SitePolicy policy) noexcept;
std::optional<SitePolicy> parse_site_policy(std::string_view text) noexcept;

/// As a number, for memory that processes share; nothing for a number that is no policy's.
std::uint32_t to_number(SitePolicy policy) noexcept;
std::optional<SitePolicy> to_site_policy(std::uint32_t number) noexcept;

/// True for 1-64 characters of a-z, 0-9, '-' and '_' that start with a letter or digit.
bool is_site_name(std::string_view text) noexcept;

/// A site without a title is shown by its name or host.
inline constexpr std::size_t kMaxSiteTitleCodePoints = 100;
inline constexpr std::size_t kMaxSiteDescriptionCodePoints = 200;

/// What a site takes as proof of who somebody is; at least one of them.
struct SiteCredentials {
    bool cookie = true;  ///< the session of a browser
    bool token = true;   ///< `Authorization: Bearer`: access tokens and personal tokens
    bool basic = true;   ///< `Authorization: Basic`, as SiteBasic says

    bool any() const noexcept { return cookie || token || basic; }
    bool operator==(const SiteCredentials&) const = default;
};
/// `cookie token basic`: the words in this order, with single spaces.
std::string to_text(const SiteCredentials& credentials);
/// Words in any order, separated by spaces or commas. Nothing for another word, or for none.
std::optional<SiteCredentials> parse_site_credentials(std::string_view text);

/// What is taken as the password of HTTP Basic.
enum class SiteBasic {
    Off,       ///< nothing: Basic is the application's own
    Token,     ///< a personal token
    Password,  ///< that, or the account's password
};
/// `off`, `token` or `password`.
std::string_view to_text(SiteBasic basic) noexcept;
std::optional<SiteBasic> parse_site_basic(std::string_view text) noexcept;

/// Whose access tokens a site takes.
enum class TokenAudience {
    Issuer,  ///< those for this server, and those for the site alone
    Site,    ///< only those for the site alone, and personal tokens that name it
};
/// `issuer` or `site`.
std::string_view to_text(TokenAudience audience) noexcept;
std::optional<TokenAudience> parse_token_audience(std::string_view text) noexcept;

/// What a site is told in `Remote-User`.
enum class SiteIdentity {
    Email,     ///< the e-mail address
    Username,  ///< the username; users who have none do not get in
    Id,        ///< the public id
};
/// `email`, `username` or `id`.
std::string_view to_text(SiteIdentity identity) noexcept;
std::optional<SiteIdentity> parse_site_identity(std::string_view text) noexcept;

/// What visitors who come from a site and have no account are offered.
enum class SiteRegistration {
    Inherit,  ///< what the configuration says
    Off,      ///< no registration, whatever it says
};
/// `inherit` or `off`.
std::string_view to_text(SiteRegistration registration) noexcept;
std::optional<SiteRegistration> parse_site_registration(std::string_view text) noexcept;

/// How programs get into a site, and what it is told.
struct SiteTokens {
    SiteCredentials credentials{};
    SiteBasic basic = SiteBasic::Token;
    TokenAudience audience = TokenAudience::Issuer;
    bool assertion = false;  ///< the site is sent a signed Postern-Assertion
    SiteIdentity identity = SiteIdentity::Email;

    bool operator==(const SiteTokens&) const = default;
};
/// As one number, for memory that processes share; nothing for a number that is none.
std::uint32_t to_number(const SiteTokens& tokens) noexcept;
std::optional<SiteTokens> to_site_tokens(std::uint32_t number) noexcept;

struct Site {
    SiteId id;
    std::string name;  ///< the POSTERN_SITE constant in nginx
    Origin origin;     ///< where it is reached; return links to it are allowed
    SitePolicy policy = SitePolicy::SignedIn;
    TimePoint created_at;
    Demand demand{};  ///< of signed-in visitors; a public site asks nothing
    SiteTokens tokens{};
    // What the gate has no use for, and does not read:
    std::string title{};        ///< what people read instead of the name; empty: there is none
    std::string description{};  ///< what the site is for, in one line; empty: there is none
    std::optional<EmailAddress> contact{};  ///< whom people ask for access
    SiteRegistration registration = SiteRegistration::Inherit;
};

/// What people call the site: its title, or the name of one that has none.
std::string title_of(const Site& site);

struct NewSite {
    std::string name;
    Origin origin;
    SitePolicy policy;
    TimePoint created_at;
    std::string title{};
    std::string description{};
    Demand demand{};
    std::optional<EmailAddress> contact{};
    SiteTokens tokens{};
    SiteRegistration registration = SiteRegistration::Inherit;
};

/// What to change of a site; what is not set stays as it is.
struct SiteChange {
    std::optional<Origin> origin{};
    std::optional<SitePolicy> policy{};
    std::optional<std::string> title{};        ///< empty: takes it away
    std::optional<std::string> description{};  ///< here, too
    std::optional<Level> level{};
    std::optional<std::chrono::seconds> max_age{};         ///< 0: takes it away
    std::optional<std::optional<EmailAddress>> contact{};  ///< nothing in it: takes it away
    std::optional<SiteCredentials> credentials{};
    std::optional<SiteBasic> basic{};
    std::optional<TokenAudience> audience{};
    std::optional<bool> assertion{};
    std::optional<SiteIdentity> identity{};
    std::optional<SiteRegistration> registration{};
};

}  // namespace postern
