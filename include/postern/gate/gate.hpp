/// Gate: answers nginx's question "may this request pass?".
///
/// The contract with nginx is docs/gate.md. It reads only named FastCGI parameters, never the
/// client's headers as such. Fails closed: whatever it cannot know, understand or look up is
/// "unavailable" (503), never 2xx. Every 204 names its verdict in Postern-Verdict, so that nginx
/// can tell a real answer from a stray one.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "postern/base/clock.hpp"
#include "postern/http/parameters.hpp"
#include "postern/http/session_cookie.hpp"
#include "postern/store/check_store.hpp"

namespace postern::gate {

struct GateSettings {
    std::string login_url;  ///< `https://auth.example.org/login`
};

class Gate {
public:
    /// Every reference must outlive *this.
    Gate(store::CheckStore& checks, const http::SessionCookies& cookies, GateSettings settings);

    struct Check {
        const http::Parameters* parameters;
        std::string answer;
    };

    /// Fills every answer, in CGI form. One round trip for all. Never throws.
    void answer(std::span<Check> batch, TimePoint now) noexcept;

private:
    void answer_or_throw(std::span<Check> batch, TimePoint now);

    store::CheckStore& checks_;
    const http::SessionCookies& cookies_;
    GateSettings settings_;
};

}  // namespace postern::gate
