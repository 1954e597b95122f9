/// ConnectionSettings: where the database is, and how to get there.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace postern::store::mysql {

/// Either a socket path or a host.
struct ServerAddress {
    std::string socket;  ///< path of the unix socket; empty: use host and port
    std::string host;
    std::uint16_t port = 3306;
    bool operator==(const ServerAddress&) const = default;

    /// As an administrator writes it.
    std::string text() const {
        if (!socket.empty()) return socket;
        const bool is_ipv6 = host.find(':') != std::string::npos;
        return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
    }
};

/// TCP needs `ca_file`, or `plaintext_allowed` (only meant for a loopback host).
struct ConnectionSettings {
    std::vector<ServerAddress> servers;  ///< nodes of one cluster, in the order of preference
    std::string name;                    ///< database
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
