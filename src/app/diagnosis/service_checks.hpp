/// service_checks: e-mails, keys and sites. Each throws store::StoreError when the database cannot
/// be reached.
#pragma once

#include <vector>

#include "app/diagnosis/finding.hpp"
#include "postern/base/clock.hpp"
#include "postern/config/config.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/model/site.hpp"
#include "postern/service/key/key_service.hpp"
#include "postern/service/token/signing_key_service.hpp"
#include "postern/store/outbox_store.hpp"
#include "postern/store/site_store.hpp"

namespace postern::app {

Finding check_mail(const config::Config& config, store::OutboxStore& outbox, TimePoint now);

/// Throws config::ConfigError for a key file that cannot be used.
Finding check_keys(const config::Config& config, const service::KeyService& keys);

/// The same with the keys of the file, where it was read before; nullptr: there is none.
Finding check_keys(const config::Config& config, const crypto::KeyRing* ring,
                   const service::KeyService& keys);

/// Whether the keys that sign can be used on this host. Pure.
Finding check_signing_keys(const config::Config& config, bool has_key_file,
                           const std::vector<service::ListedKey>& keys,
                           const std::vector<Site>& sites);

/// Whether browsers send the session cookie to the site. Pure.
Finding check_site(const config::Config& config, const Site& site);
/// One finding for each site, and for each row that cannot be read.
/// Fields of the profile for sites that are not there, or cannot be told. Empty: all is well.
std::vector<Finding> check_told_sites(const config::Config& config, const std::vector<Site>& sites);

std::vector<Finding> check_sites(const config::Config& config, store::SiteStore& sites);

}  // namespace postern::app
