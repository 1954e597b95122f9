#include "postern/http/conditional.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "postern/base/bytes.hpp"
#include "postern/base/fnv.hpp"

namespace postern::http {

std::string etag_of(std::string_view body) {
    std::array<char, 8> bytes{};
    auto hash = fnv1a(body);
    for (char& byte : bytes) {
        byte = static_cast<char>(hash & 0xFF);
        hash >>= 8;
    }
    return '"' + to_hex({bytes.data(), bytes.size()}) + '"';
}

bool names_etag(std::string_view if_none_match, std::string_view etag) noexcept {
    if (trim(if_none_match) == "*") return true;
    while (!if_none_match.empty()) {
        // Tags of other servers may have commas in them: no part of one is ever equal to ours.
        const auto comma = std::min(if_none_match.find(','), if_none_match.size());
        auto one = trim(if_none_match.substr(0, comma));
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one == etag) return true;
        if_none_match.remove_prefix(std::min(comma + 1, if_none_match.size()));
    }
    return false;
}

Response cacheable_json(std::string body, std::string_view cache_control, const Request& request) {
    const auto etag = etag_of(body);
    auto answer = names_etag(request.if_none_match, etag)
                      ? Response{Status::NotModified}
                      : Response::json(Status::Ok, std::move(body));
    return std::move(answer).add("ETag", etag).add("Cache-Control", cache_control);
}

}  // namespace postern::http
