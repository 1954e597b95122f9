/// to_json: second factors as the API shows them.
#pragma once

#include <vector>

#include "postern/json/json.hpp"
#include "postern/model/session.hpp"
#include "postern/service/account/factor_service.hpp"

namespace postern::api::factor {

/// `available`: whether apps can be set up on this server. `session`: that makes the request.
json::Json to_json(const service::FactorOverview& overview, bool available, const Session& session);

/// With the key as text, as a link and as a QR code; no code where the link is too long for one.
json::Json to_json(const service::TotpSetup& setup);

json::Json to_json(const std::vector<Secret>& codes);

}  // namespace postern::api::factor
