/// NetworkKeys: the counters of a client's network in shared memory.
#pragma once

#include <cstdint>
#include <optional>

namespace postern::service {

struct NetworkKeys {
    std::uint64_t network;                ///< of the IPv4 address, or of the /64
    std::optional<std::uint64_t> wide{};  ///< of the /48, where there is one
};

}  // namespace postern::service
