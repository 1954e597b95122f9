/// metrics_route: /metrics, for Prometheus.
#pragma once

#include "app/wiring/shared_state.hpp"
#include "postern/http/router.hpp"

namespace postern::app {

/// The pools in the order in which every generation has them; the scoreboard knows their numbers.
inline constexpr const char* kPoolNames[] = {"gate", "portal", "courier"};

/// GET /metrics. `shared` must outlive the route. Who may read it is nginx's matter: the shipped
/// server block allows loopback only.
http::Route metrics_route(const SharedState& shared);

}  // namespace postern::app
