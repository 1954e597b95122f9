// Reads addresses with inet_pton, which takes one form only: no shortened or octal IPv4.
#include "postern/model/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace postern {

namespace {

constexpr std::size_t kLongestAddress = 45;
constexpr std::size_t kNetworkBytes = 8;
constexpr std::size_t kWideNetworkBytes = 6;

std::string text_of(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, address, text.data(), text.size());
}

/// The first `bytes` bytes of the address, as `2001:db8:0:1::/64`.
std::string prefix_of(in6_addr address, std::size_t bytes) {
    std::fill(std::begin(address.s6_addr) + bytes, std::end(address.s6_addr), 0);
    return text_of(AF_INET6, &address) + "/" + std::to_string(bytes * 8);
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
