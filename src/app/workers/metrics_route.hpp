/// metrics_route: /metrics, for Prometheus.
#pragma once

#include "app/wiring/shared_state.hpp"
#include "postern/http/router.hpp"

namespace postern::app {

/// GET /metrics. `shared` must outlive the route. Who may read it is nginx's matter: the shipped
/// server block allows loopback only.
http::Route metrics_route(const SharedState& shared);

}  // namespace postern::app
