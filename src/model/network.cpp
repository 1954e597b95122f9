// Reads addresses with inet_pton, which takes one form only: no shortened or octal IPv4.
#include "postern/model/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace postern {

namespace {

constexpr std::size_t kLongestAddress = 45;
constexpr std::size_t kNetworkBytes = 8;

std::string text_of(int family, const void* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    return ::inet_ntop(family, address, text.data(), text.size());
}

}  // namespace

std::string network_of(std::string_view address) {
    // The zone of a link-local address (`fe80::1%eth0`) is no part of it.
    std::string text{address.substr(0, std::min(address.find('%'), kLongestAddress))};
    in_addr four{};
    if (::inet_pton(AF_INET, text.c_str(), &four) == 1) return text_of(AF_INET, &four);
    in6_addr six{};
    if (::inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
    if (IN6_IS_ADDR_V4MAPPED(&six)) return text_of(AF_INET, &six.s6_addr[12]);
    std::fill(std::begin(six.s6_addr) + kNetworkBytes, std::end(six.s6_addr), 0);
    return text_of(AF_INET6, &six) + "/64";
}

}  // namespace postern
