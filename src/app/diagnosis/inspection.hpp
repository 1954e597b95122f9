/// inspection: what the console and the API tell administrators of the configuration, of how this
/// server stands, and of its keys.
///
/// Works in a portal worker, inside its sandbox: it starts no program, needs no right that the
/// worker lacks, and reads no file. `postern doctor` says more.
#pragma once

#include "postern/base/clock.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/service/admin/inspection.hpp"
#include "postern/service/key/key_service.hpp"
#include "postern/service/token/signing_key_service.hpp"
#include "postern/store/outbox_store.hpp"
#include "postern/store/revocation_store.hpp"
#include "postern/store/schema_store.hpp"
#include "postern/store/site_store.hpp"

namespace postern::app {

/// What it looks at; all must outlive the result of make_inspection().
struct InspectionInput {
    const config::Config& config;
    const crypto::KeyRing* ring;  ///< of this host; nullptr: there is no key file
    store::SchemaStore& schema;
    store::RevocationStore& revocations;
    store::OutboxStore& outbox;
    store::SiteStore& sites;
    const service::KeyService& keys;
    const service::SigningKeyService& signing_keys;
    const Clock& clock;
};

/// Nothing is looked at before one of its functions is called. The findings take up to 5 s when the
/// courier does not answer. `settings` throws nothing; `keys` throws store::StoreError; what
/// `findings` cannot find out is one.
service::Inspection make_inspection(const InspectionInput& input);

}  // namespace postern::app
