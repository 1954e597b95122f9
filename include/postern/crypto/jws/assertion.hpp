/// assertion: the claims by which the gate tells a site, signed, who its visitor is.
///
/// Sites check them (docs/assertion.md); Postern itself takes no such token for anything.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace postern::crypto {

/// What libraries for JWT expect unless they are told otherwise. Assertions have keys of their own,
/// which keeps them apart from other kinds (RFC 8725, section 3.12).
inline constexpr std::string_view kAssertionType = "JWT";

/// Views into whatever holds them. Times are seconds since 1970 UTC.
struct AssertionClaims {
    std::string_view issuer;
    std::string_view audience;  ///< the site's origin
    std::string_view subject;   ///< public id of the user
    std::string_view email;
    std::string_view name;
    std::string_view username{};  ///< `preferred_username`; this and the next: empty, left out
    std::string_view given_name{};
    std::string_view family_name{};
    std::string_view groups;      ///< names with commas; in the payload always an array
    bool groups_omitted = false;  ///< there are groups, and `groups` is empty all the same
    /// By the name of the field; nullptr or empty: left out.
    const std::map<std::string, std::string, std::less<>>* profile = nullptr;
    bool profile_omitted = false;  ///< there may be values, and `profile` is left out all the same
    std::uint32_t level;           ///< `level`, and as text `acr`
    std::optional<std::int64_t> auth_time{};
    std::string_view session;  ///< `sid`; empty: left out
    std::int64_t issued_at;
    std::int64_t expires_at;
    std::string_view id;  ///< `jti`
};

/// The payload as JSON.
std::string to_payload(const AssertionClaims& claims);

}  // namespace postern::crypto
