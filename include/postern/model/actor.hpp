/// Actor: who makes a change, passed with every call that changes something.
///
/// The audit log stores the name; address and request id say where the change came from.
#pragma once

#include <cstdint>
#include <string>

#include "postern/model/ids.hpp"

namespace postern {

struct Actor {
    std::string name;          ///< as in the audit log: `admin:` and a system user or a public id
    std::string address{};     ///< network address; empty for the command line
    std::string request_id{};  ///< empty for the command line

    /// An administrator at the command line of this host, known by the id of their system user.
    static Actor command_line(std::uint32_t uid) { return {"admin:" + std::to_string(uid)}; }
    /// An administrator who is signed in.
    static Actor signed_in(const PublicId& user, std::string address, std::string request_id) {
        return {"admin:" + user.text(), std::move(address), std::move(request_id)};
    }
};

}  // namespace postern
