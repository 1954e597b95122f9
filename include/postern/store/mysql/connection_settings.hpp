/// ConnectionSettings: where the database is, and how to get there.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace postern::store::mysql {

/// Either a socket path or a host; TCP needs `ca_file`, or
/// `plaintext_allowed` (only meant for a loopback host).
struct ConnectionSettings {
    std::string socket;  ///< path of the unix socket; empty: use host and port
    std::string host;
    std::uint16_t port = 3306;
    std::string name;  ///< database
    std::string user;
    std::string password;  ///< empty for unix_socket authentication
    std::string ca_file;   ///< CA that signed the server's certificate
    bool plaintext_allowed = false;
    std::chrono::seconds connect_timeout{1};
    std::chrono::seconds read_timeout{2};
    std::chrono::seconds write_timeout{2};
    bool operator==(const ConnectionSettings&) const = default;
};

}  // namespace postern::store::mysql
