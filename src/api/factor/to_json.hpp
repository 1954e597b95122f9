/// to_json: second factors as the API shows them, and what browsers are asked about passkeys.
#pragma once

#include <vector>

#include "postern/json/json.hpp"
#include "postern/model/session.hpp"
#include "postern/service/account/factor_service.hpp"
#include "postern/service/account/passkey_service.hpp"
#include "postern/service/factor/passkey_check.hpp"

namespace postern::api::factor {

/// What can be set up on this server.
struct Available {
    bool apps;
    bool passkeys;
};

/// `trusted_devices`: how many there are. `session`: that makes the request.
json::Json to_json(const service::FactorOverview& overview, const Available& available,
                   std::size_t trusted_devices, const Session& session);

/// Without its key and its id at the authenticator.
json::Json to_json(const Passkey& passkey);

/// With the key as text, as a link and as a QR code; no code where the link is too long for one.
json::Json to_json(const service::TotpSetup& setup);

json::Json to_json(const std::vector<Secret>& codes);

/// PublicKeyCredentialRequestOptionsJSON (W3C Web Authentication Level 3, section 5.5), under the
/// member that navigator.credentials.get() wants it in.
json::Json to_json(const service::PasskeyQuestion& question);

/// PublicKeyCredentialCreationOptionsJSON (section 5.4), for navigator.credentials.create().
json::Json to_json(const service::PasskeyCreation& creation);

}  // namespace postern::api::factor
