// The key sets: what sites and services verify tokens and assertions with.
#include "api/token/operations.hpp"
#include "postern/http/conditional.hpp"
#include "postern/service/token/key_chest.hpp"

namespace postern::api::token {

namespace {

/// A key is published a day before it signs. This is how long readers may go on to believe in one
/// that was revoked.
constexpr std::string_view kCacheControl = "public, max-age=600";

}  // namespace

http::Response get_key_set(const Context&, const Services& services, KeyUsage usage,
                           const http::Request& request) {
    const auto keys = services.key_chest.key_set(usage, request.received);
    return http::cacheable_json(keys.dump(), kCacheControl, request);
}

}  // namespace postern::api::token
