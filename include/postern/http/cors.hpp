/// Cors: which pages of other origins may call a route (the CORS protocol of the Fetch standard).
///
/// A value in the row of a route. The pipeline answers preflight requests from it and adds its
/// headers to every answer of the route, errors included. An origin that may not call gets no CORS
/// header at all, so that browsers keep the answer from its page.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace postern::http {

/// The entry of Cors::origins that stands for every origin.
inline constexpr std::string_view kAnyOrigin = "*";

struct Cors {
    /// Origins as browsers send them, `https://app.example.org`, compared byte by byte; or
    /// kAnyOrigin alone. Empty: no other origin may call the route. Must outlive the router.
    std::span<const std::string> origins{};
    /// Headers of the answer that the page may read, besides those that it may always read. Must
    /// outlive the router.
    std::span<const std::string_view> exposed_headers{};
    /// Whether cookies of such a request count. Otherwise the handler does not see them.
    bool credentials = false;

    /// Whether a page of this origin, the value of the header Origin, may call.
    bool allows(std::string_view origin) const noexcept;
};

}  // namespace postern::http
