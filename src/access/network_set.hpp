/// NetworkSet: the addresses of clients, and the blocks that they are in.
///
/// An IPv4 address written as IPv6 (::ffff:192.0.2.7) is the IPv4 one. Other than that, the two
/// kinds have nothing in common: ::/0 is every IPv6 address and no IPv4 one.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"

namespace postern::access {

struct Address {
    bool is_ipv6 = false;
    std::uint64_t high = 0;  ///< of IPv6: the first 64 bits
    std::uint64_t low = 0;   ///< the other ones, or the 32 bits of IPv4

    friend auto operator<=>(const Address&, const Address&) = default;
};

/// Nothing unless it is one address in its full textual form: no port, no zone, no octal numbers.
std::optional<Address> parse_address(std::string_view text) noexcept;

struct AddressRange {
    Address first;
    Address last;  ///< inclusive; of the same kind
};

/// A CIDR block or one address. What is wrong, in words, else: a block with host bits names the one
/// that was probably meant.
Result<AddressRange, std::string> parse_network(std::string_view text);

class NetworkSet {
public:
    NetworkSet() = default;
    explicit NetworkSet(std::vector<AddressRange> ranges);

    bool has(const Address& address) const noexcept;
    /// Whether every address of `other` is in this one, too.
    bool covers(const NetworkSet& other) const noexcept;

private:
    bool covers(const AddressRange& range) const noexcept;

    std::vector<AddressRange> ranges_{};  // sorted; none touches another
};

}  // namespace postern::access
