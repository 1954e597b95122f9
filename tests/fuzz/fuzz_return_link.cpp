// Return links: an accepted one is read a second time, by plain rules, to the same end.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "postern/base/check.hpp"
#include "postern/model/origin.hpp"

namespace {

using postern::Origin;
using postern::ReturnLink;

/// What stands between "://" and the next '/'.
std::string_view authority_of(std::string_view link) {
    const auto begin = link.find("://") + 3;
    return link.substr(begin, link.find('/', begin) - begin);
}

std::string lower(std::string_view text) {
    std::string result{text};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

void check_characters(std::string_view link) {
    POSTERN_CHECK(link.size() <= postern::kMaxReturnLinkBytes);
    for (const char c : link) POSTERN_CHECK(c >= 0x21 && c <= 0x7E && c != '\\' && c != '#');
}

/// Only what a browser cannot understand in another way may name the host.
void check_authority(std::string_view authority) {
    const bool is_ipv6 = authority.starts_with('[');
    const std::string_view allowed = is_ipv6 ? "0123456789abcdefABCDEF:[]"
                                             : "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
                                               "WXYZ0123456789-.:";
    POSTERN_CHECK(!authority.empty());
    POSTERN_CHECK(authority.find_first_not_of(allowed) == std::string_view::npos);
}

/// The host and port that a reader of RFC 3986 finds in the accepted text are those of the origin.
void check_same_reading(std::string_view text, const Origin& origin) {
    const std::string scheme = lower(text.substr(0, text.find(':')));
    POSTERN_CHECK(scheme == origin.scheme());
    POSTERN_CHECK(scheme == "http" || scheme == "https");

    const std::string_view authority = authority_of(text);
    if (authority.starts_with('[')) return;  // one address, many spellings: check_canonical()
    const auto colon = authority.find(':');
    std::string host = lower(authority.substr(0, colon));
    if (host.ends_with('.')) host.pop_back();
    POSTERN_CHECK(host == origin.host());
    const std::string port = colon == std::string_view::npos
                                 ? (scheme == "https" ? "443" : "80")
                                 : std::string{authority.substr(colon + 1)};
    POSTERN_CHECK(port == std::to_string(origin.port()));
}

void check_target(std::string_view text, const ReturnLink& link) {
    POSTERN_CHECK(link.target.starts_with('/') && !link.target.starts_with("//"));
    POSTERN_CHECK(text.ends_with(link.target));
    const auto authority = authority_of(text);
    POSTERN_CHECK(authority.data() + authority.size() ==
                  text.data() + text.size() - link.target.size());
}

/// The canonical text means itself.
void check_canonical(const ReturnLink& link) {
    const auto again = postern::parse_return_link(link.text());
    if (link.text().size() > postern::kMaxReturnLinkBytes) return;  // a shortened IPv6 grew
    POSTERN_CHECK(again.has_value());
    POSTERN_CHECK(again->text() == link.text());
    POSTERN_CHECK(Origin::parse(link.origin.text()).has_value());
    POSTERN_CHECK(*Origin::parse(link.origin.text()) == link.origin);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    const auto link = postern::parse_return_link(text);
    if (!link) return 0;
    check_characters(text);
    check_authority(authority_of(text));
    check_same_reading(text, link->origin);
    check_target(text, *link);
    check_canonical(*link);
    return 0;
}
