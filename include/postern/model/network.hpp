/// network: what of a client's address counts as one network.
///
/// An IPv4 address is one; of an IPv6 address the first 64 bits are, since the holder of one such
/// address has all of its /64. Providers hand out as much as a /48, so that counts, too. An IPv4
/// address written as IPv6 (::ffff:192.0.2.7) is the IPv4 one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace postern {

/// True for `192.0.2.7` and `2001:db8::1`, without a port and without a zone.
bool is_address(std::string_view text);

/// True for a CIDR block without host bits and for one address: `192.0.2.0/24`, `2001:db8::1`.
bool is_network(std::string_view text);

/// Whether the address is in the block. False when either cannot be read. IPv6 blocks have no IPv4
/// address in them, `::/0` as little as others.
bool is_in_network(std::string_view network, std::string_view address);

/// `192.0.2.7`, or `2001:db8:0:1::/64`. Any other text stands for itself, cut to 45 bytes.
std::string network_of(std::string_view address);

/// `2001:db8:1::/48`; nothing for anything but an IPv6 address.
std::optional<std::string> wide_network_of(std::string_view address);

}  // namespace postern
