#include "access/methods.hpp"

#include <algorithm>
#include <array>

namespace postern::access {

namespace {

/// The usual ones first. Not in the list: PRI, which no request has (RFC 9113, section 3.4).
constexpr std::array<std::string_view, 38> kMethods{
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "DELETE",
    "PATCH",
    "OPTIONS",
    "ACL",
    "BASELINE-CONTROL",
    "BIND",
    "CHECKIN",
    "CHECKOUT",
    "CONNECT",
    "COPY",
    "LABEL",
    "LINK",
    "LOCK",
    "MERGE",
    "MKACTIVITY",
    "MKCALENDAR",
    "MKCOL",
    "MKREDIRECTREF",
    "MKWORKSPACE",
    "MOVE",
    "ORDERPATCH",
    "PROPFIND",
    "PROPPATCH",
    "REBIND",
    "REPORT",
    "SEARCH",
    "TRACE",
    "UNBIND",
    "UNCHECKOUT",
    "UNLINK",
    "UNLOCK",
    "UPDATE",
    "UPDATEREDIRECTREF",
    "VERSION-CONTROL",
};
static_assert(kMethods.size() <= 64, "MethodSet has a bit for each");

constexpr Method kGet{0};
constexpr Method kHead{1};
static_assert(kMethods[0] == "GET" && kMethods[1] == "HEAD");

}  // namespace

std::optional<Method> find_method(std::string_view name) noexcept {
    const auto found = std::ranges::find(kMethods, name);
    if (found == kMethods.end()) return std::nullopt;
    return static_cast<Method>(found - kMethods.begin());
}

void MethodSet::add(Method method) noexcept {
    bits_ |= bit(method);
    if (method == kGet) bits_ |= bit(kHead);
}

}  // namespace postern::access
