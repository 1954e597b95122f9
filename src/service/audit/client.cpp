#include "postern/service/audit/client.hpp"

#include <algorithm>

namespace postern::service {

namespace {

// Of the columns.
constexpr std::size_t kMaxUserAgentBytes = 255;
constexpr std::size_t kMaxAddressBytes = 45;
constexpr std::size_t kMaxRequestIdBytes = 64;

std::string printable(std::string_view sent, std::size_t max_bytes) {
    std::string clean{sent.substr(0, max_bytes)};
    std::ranges::replace_if(
        clean, [](char c) { return c < ' ' || c > '~'; }, '?');
    return clean;
}

}  // namespace

std::string storable_user_agent(std::string_view sent) {
    return printable(sent, kMaxUserAgentBytes);
}

std::string storable_address(std::string_view sent) { return printable(sent, kMaxAddressBytes); }

std::string storable_request_id(std::string_view sent) {
    return printable(sent, kMaxRequestIdBytes);
}

}  // namespace postern::service
