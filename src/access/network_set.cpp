#include "access/network_set.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <limits>

#include "postern/base/bytes.hpp"

namespace postern::access {

namespace {

constexpr unsigned kIpv4Bits = 32;
constexpr unsigned kIpv6Bits = 128;
constexpr unsigned kMappedBits = 96;  // ::ffff:0:0/96 (RFC 4291, section 2.5.5.2)
constexpr std::uint64_t kMappedPrefix = 0xFFFF;
constexpr std::uint64_t kAllBits = std::numeric_limits<std::uint64_t>::max();

std::uint64_t to_number(const unsigned char* bytes, std::size_t count) noexcept {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number << 8 | bytes[i];
    return number;
}

void put_number(std::uint64_t number, unsigned char* bytes, std::size_t count) noexcept {
    for (std::size_t i = count; i > 0; number >>= 8)
        bytes[--i] = static_cast<unsigned char>(number & 0xFF);
}

/// As written: a mapped IPv4 address is still an IPv6 one.
std::optional<Address> parse_as_written(std::string_view text) noexcept {
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos)
        return std::nullopt;
    std::ranges::copy(text, terminated.begin());
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (::inet_pton(AF_INET, terminated.data(), bytes.data()) == 1)
        return Address{.is_ipv6 = false, .high = 0, .low = to_number(bytes.data(), 4)};
    if (::inet_pton(AF_INET6, terminated.data(), bytes.data()) == 1)
        return Address{.is_ipv6 = true,
                       .high = to_number(bytes.data(), 8),
                       .low = to_number(bytes.data() + 8, 8)};
    return std::nullopt;
}

bool is_mapped(const Address& address) noexcept {
    return address.is_ipv6 && address.high == 0 && address.low >> kIpv4Bits == kMappedPrefix;
}

Address unmapped(const Address& address) noexcept {
    if (!is_mapped(address)) return address;
    return {.is_ipv6 = false, .high = 0, .low = address.low & (kAllBits >> kIpv4Bits)};
}

std::string to_text(const Address& address) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    if (address.is_ipv6) {
        put_number(address.high, bytes.data(), 8);
        put_number(address.low, bytes.data() + 8, 8);
    } else {
        put_number(address.low, bytes.data(), 4);
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(address.is_ipv6 ? AF_INET6 : AF_INET, bytes.data(), text.data(),
                       text.size());
}

/// The lowest `count` bits of 64.
std::uint64_t lowest_bits(unsigned count) noexcept {
    return count >= 64 ? kAllBits : (std::uint64_t{1} << count) - 1;
}

Address next(const Address& address) noexcept {
    Address after = address;
    if (++after.low == 0) ++after.high;
    return after;
}

}  // namespace

std::optional<Address> parse_address(std::string_view text) noexcept {
    const auto address = parse_as_written(text);
    return address ? std::optional{unmapped(*address)} : std::nullopt;
}

Result<AddressRange, std::string> parse_network(std::string_view text) {
    const std::string quoted = '`' + std::string{text} + '`';
    const auto slash = text.find('/');
    auto address = parse_as_written(text.substr(0, slash));
    if (!address)
        return fail(quoted + " is neither a network's name nor an address nor a CIDR block");
    unsigned bits = address->is_ipv6 ? kIpv6Bits : kIpv4Bits;
    const auto prefix = slash == std::string_view::npos
                            ? std::optional<std::uint64_t>{bits}
                            : postern::to_number(text.substr(slash + 1));
    if (!prefix || *prefix > bits)
        return fail(quoted + " has no prefix from 0 to " + std::to_string(bits) +
                    " after the slash");
    unsigned host_bits = bits - static_cast<unsigned>(*prefix);
    if (is_mapped(*address) && host_bits <= kIpv6Bits - kMappedBits) {
        address = unmapped(*address);
        bits = kIpv4Bits;
    }
    const std::uint64_t low_mask = lowest_bits(host_bits);
    const std::uint64_t high_mask = host_bits > 64 ? lowest_bits(host_bits - 64) : 0;
    Address first = *address;
    first.high &= ~high_mask;
    first.low &= ~low_mask;
    if (first != *address)
        return fail(quoted + " has bits beyond its prefix: " + to_text(first) + '/' +
                    std::to_string(bits - host_bits) + " is the whole block, " + to_text(*address) +
                    " the one address");
    Address last = first;
    last.high |= high_mask;
    last.low |= low_mask;
    return AddressRange{first, last};
}

NetworkSet::NetworkSet(std::vector<AddressRange> ranges) {
    std::ranges::sort(ranges, {}, &AddressRange::first);
    for (const AddressRange& range : ranges) {
        const bool touches = !ranges_.empty() && (range.first <= ranges_.back().last ||
                                                  range.first == next(ranges_.back().last));
        if (touches)
            ranges_.back().last = std::max(ranges_.back().last, range.last);
        else
            ranges_.push_back(range);
    }
}

bool NetworkSet::has(const Address& address) const noexcept { return covers({address, address}); }

bool NetworkSet::covers(const NetworkSet& other) const noexcept {
    return std::ranges::all_of(other.ranges_,
                               [this](const AddressRange& range) { return covers(range); });
}

bool NetworkSet::covers(const AddressRange& range) const noexcept {
    const auto after = std::ranges::upper_bound(ranges_, range.first, {}, &AddressRange::first);
    return after != ranges_.begin() && range.last <= (after - 1)->last;
}

}  // namespace postern::access
