/// group: groups, roles, permissions and who has been granted what.
///
/// A group says who somebody is, and is told to sites. A role is a set of permissions: what
/// somebody may do. Neither contains others of its kind, so that "why?" always has a short answer.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/clock.hpp"
#include "postern/model/ids.hpp"

namespace postern {

/// True for 1 to 63 characters of a-z, 0-9, '.', '_' and '-' that begin with a letter or a digit:
/// no comma, because a site gets them in a list that commas separate.
bool is_group_name(std::string_view text) noexcept;
/// The same for roles and permissions.
bool is_role_name(std::string_view text) noexcept;

/// True for 1 to 100 characters of a-z, 0-9, '.', '_', '-' and '/', or such text that ends in `/*`,
/// or `*` alone: `wiki/pages`, `wiki/*`.
bool is_resource(std::string_view text) noexcept;
/// True for 1 to 63 characters of a-z, 0-9, '.', '_' and '-', or `*` alone.
bool is_action(std::string_view text) noexcept;

inline constexpr std::size_t kMaxGroupDescriptionCodePoints = 200;
/// Of one user, direct ones and those of their groups together; more are refused when granted.
inline constexpr std::size_t kMaxGroupsOfUser = 200;
inline constexpr std::size_t kMaxRolesOfUser = 200;

struct Group {
    GroupId id;
    std::string name;
    std::string description{};  ///< one line; empty: none
    TimePoint created_at;
};

/// What may be done to what: `edit` on `wiki/pages`. A resource that ends in `/*` covers all below
/// it, and `*` covers everything; an action `*` covers every action.
struct Permission {
    std::string name;           ///< as a role's name
    std::string description{};  ///< one line; empty: none
    std::string resource;
    std::string action;

    /// Whether who has this one may do `asked_action` to `asked_resource`. Pure.
    bool covers(std::string_view asked_resource, std::string_view asked_action) const noexcept;
};

struct Role {
    RoleId id;
    std::string name;
    std::string description{};  ///< one line; empty: none
    TimePoint created_at;
    std::vector<std::string> permissions{};  ///< names, sorted
};

/// The role that every installation has, whose holders administer Postern. Somebody always has it.
inline constexpr std::string_view kAdminRole = "admin";
/// Its permission, which covers everything.
inline constexpr std::string_view kAdminPermission = "administer";

/// A user in a group.
struct Membership {
    std::string group;
    PublicId user;
    std::string email;  ///< of the user, as it is now
    TimePoint granted_at;
    std::string granted_by;               ///< an Actor's name
    std::optional<TimePoint> expires_at;  ///< from that second on they are not in it
};

/// The one that has a role: a user or a group.
struct GrantHolder {
    enum class Kind { User, Group };
    Kind kind;
    std::string name;     ///< a user's public id, or a group's name
    std::string email{};  ///< of a user, as it is now

    friend bool operator==(const GrantHolder&, const GrantHolder&) = default;
};

/// What is granted: a role, or one permission alone.
struct Granted {
    enum class Kind { Role, Permission };
    Kind kind;
    std::string name;

    friend bool operator==(const Granted&, const Granted&) = default;
};

struct Grant {
    PublicId id;
    GrantHolder holder;
    Granted what;
    TimePoint granted_at;
    std::string granted_by;  ///< an Actor's name
    std::optional<TimePoint> expires_at;
};

/// When something ends that holds as long as both do; nothing: neither ends.
constexpr std::optional<TimePoint> earlier(const std::optional<TimePoint>& a,
                                           const std::optional<TimePoint>& b) noexcept {
    if (!a || !b) return a ? a : b;
    return std::min(*a, *b);
}

/// When something ends that holds as long as one of both does; nothing: it does not.
constexpr std::optional<TimePoint> later(const std::optional<TimePoint>& a,
                                         const std::optional<TimePoint>& b) noexcept {
    if (!a || !b) return std::nullopt;
    return std::max(*a, *b);
}

/// Something that a user has, by number, until a moment.
struct HeldFact {
    std::uint32_t id;
    std::optional<TimePoint> until{};

    friend bool operator==(const HeldFact&, const HeldFact&) = default;
};

/// The groups and roles of a user, as the gate asks for them: all that are stored, those that have
/// expired as well. A role that a user has in several ways comes once for each of them.
struct UserFacts {
    std::vector<HeldFact> groups{};
    std::vector<HeldFact> roles{};
};

}  // namespace postern
