/// Actor: who makes a change, passed with every call that changes something.
///
/// The audit log stores the name; address and request id say where the change came from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postern/model/ids.hpp"

namespace postern {

struct Actor {
    std::string name;          ///< as in the audit log: `admin:` and a system user or a public id
    std::string address{};     ///< network address; empty for the command line
    std::string request_id{};  ///< empty for the command line
    /// Why, in their words: for the audit log, not for the user concerned. One line of up to 200
    /// code points; empty: they gave none.
    std::string reason{};

    /// An administrator at the command line of this host, known by the id of their system user.
    static Actor command_line(std::uint32_t uid) { return {"admin:" + std::to_string(uid)}; }
    /// An administrator who is signed in.
    static Actor signed_in(const PublicId& user, std::string address, std::string request_id) {
        return {"admin:" + user.text(), std::move(address), std::move(request_id)};
    }
};

/// The administrator whom the name of an actor names. Nothing for the command line, and for others.
inline std::optional<PublicId> administrator_of(std::string_view actor_name) {
    constexpr std::string_view kPrefix = "admin:";
    if (!actor_name.starts_with(kPrefix)) return std::nullopt;
    return PublicId::parse(actor_name.substr(kPrefix.size()));
}

/// Whether the name is that of somebody at the command line of a host.
inline bool is_command_line(std::string_view actor_name) noexcept {
    constexpr std::string_view kPrefix = "admin:";
    constexpr std::size_t kMaxUidDigits = 10;  // a public id is longer
    if (!actor_name.starts_with(kPrefix)) return false;
    const std::string_view uid = actor_name.substr(kPrefix.size());
    return !uid.empty() && uid.size() <= kMaxUidDigits &&
           uid.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace postern
