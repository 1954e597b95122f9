// Reads addresses with inet_pton, which takes one form only: no shortened or octal IPv4.
#include "postern/model/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "postern/base/bytes.hpp"

namespace postern {

namespace {

constexpr std::size_t kLongestAddress = 45;
constexpr std::size_t kNetworkBytes = 8;
constexpr std::size_t kWideNetworkBytes = 6;
constexpr std::size_t kMappedBits = 96;  // of ::ffff:0:0/96 (RFC 4291, section 2.5.5.2)

std::string text_of(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, address, text.data(), text.size());
}

/// The first `bytes` bytes of the address, as `2001:db8:0:1::/64`.
std::string prefix_of(in6_addr address, std::size_t bytes) {
    std::fill(std::begin(address.s6_addr) + bytes, std::end(address.s6_addr), 0);
    return text_of(AF_INET6, &address) + "/" + std::to_string(bytes * 8);
}

using Bits = std::array<std::uint8_t, sizeof(in6_addr)>;

/// An address as IPv6 has it, an IPv4 one as a mapped one.
struct AnyAddress {
    Bits bytes{};
    bool is_ipv4 = false;            ///< written either way
    bool is_written_mapped = false;  ///< ::ffff:192.0.2.7
};

std::optional<AnyAddress> parse_any(std::string_view text) {
    if (text.size() > kLongestAddress || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    const std::string address{text};
    AnyAddress found{.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}};
    if (::inet_pton(AF_INET, address.c_str(), &found.bytes[kMappedBits / 8]) == 1) {
        found.is_ipv4 = true;
        return found;
    }
    in6_addr six{};
    if (::inet_pton(AF_INET6, address.c_str(), &six) != 1) return std::nullopt;
    std::copy(std::begin(six.s6_addr), std::end(six.s6_addr), found.bytes.begin());
    found.is_ipv4 = found.is_written_mapped = IN6_IS_ADDR_V4MAPPED(&six);
    return found;
}

/// The first `bits` bits; the others are 0.
Bits prefix_of(Bits bytes, std::size_t bits) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t kept = std::min<std::size_t>(bits > i * 8 ? bits - i * 8 : 0, 8);
        bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xFF00U >> kept));
    }
    return bytes;
}

struct Block {
    AnyAddress first;
    std::size_t bits;  ///< of the IPv6 form
};

std::optional<Block> parse_block(std::string_view text) {
    const auto slash = text.find('/');
    const auto first = parse_any(text.substr(0, slash));
    if (!first) return std::nullopt;
    const std::size_t shift = first->is_ipv4 && !first->is_written_mapped ? kMappedBits : 0;
    const std::size_t most = sizeof(in6_addr) * 8 - shift;
    std::size_t bits = most;
    if (slash != std::string_view::npos) {
        const auto prefix = to_number(text.substr(slash + 1));
        if (!prefix || *prefix > most) return std::nullopt;
        bits = static_cast<std::size_t>(*prefix);
    }
    bits += shift;
    // A mapped block that is larger than all of IPv4 is neither of the two kinds.
    if (first->is_ipv4 && bits < kMappedBits) return std::nullopt;
    if (prefix_of(first->bytes, bits) != first->bytes) return std::nullopt;
    return Block{*first, bits};
}

/// The zone of a link-local address (`fe80::1%eth0`) is no part of it.
std::string without_zone(std::string_view address) {
    return std::string{address.substr(0, std::min(address.find('%'), kLongestAddress))};
}

}  // namespace

bool is_address(std::string_view text) {
    if (text.size() > kLongestAddress || text.find('\0') != std::string_view::npos) return false;
    const std::string address{text};
    in6_addr either{};
    return ::inet_pton(AF_INET, address.c_str(), &either) == 1 ||
           ::inet_pton(AF_INET6, address.c_str(), &either) == 1;
}

bool is_network(std::string_view text) { return parse_block(text).has_value(); }

bool is_in_network(std::string_view network, std::string_view address) {
    const auto block = parse_block(network);
    const auto found = parse_any(address);
    return block && found && block->first.is_ipv4 == found->is_ipv4 &&
           prefix_of(found->bytes, block->bits) == block->first.bytes;
}

std::string network_of(std::string_view address) {
    std::string text = without_zone(address);
    in_addr four{};
    if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return text_of(AF_INET, &four);
    in6_addr six{};
    if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
    if (IN6_IS_ADDR_V4MAPPED(&six)) return text_of(AF_INET, &six.s6_addr[12]);
    return prefix_of(six, kNetworkBytes);
}

std::optional<std::string> wide_network_of(std::string_view address) {
    in6_addr six{};
    if (::inet_pton(AF_INET6, without_zone(address).c_str(), &six) != 1) return std::nullopt;
    if (IN6_IS_ADDR_V4MAPPED(&six)) return std::nullopt;
    return prefix_of(six, kWideNetworkBytes);
}

}  // namespace postern
