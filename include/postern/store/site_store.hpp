/// SiteStore: where the protected sites are kept.
///
/// Every change is one transaction with its entry in the audit log, and advances the revision that
/// tells the gates to read the sites again. Throws StoreError.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/site.hpp"
#include "postern/store/listed.hpp"

namespace postern::store {

enum class AddSiteError { NameTaken };

class SiteStore {
public:
    virtual ~SiteStore() = default;

    virtual std::optional<Site> find_by_name(std::string_view name) = 0;
    /// By name. A row that cannot be read is logged and is no site, as for the gate.
    virtual std::vector<Site> find_all() = 0;
    /// All sites by name, for the administrator; unreadable rows by table and key, last.
    virtual Listed<Site, SiteId> list() = 0;

    virtual Result<Site, AddSiteError> add(const NewSite& site, const AuditEntry& audit) = 0;

    // Each is false, and writes nothing, when there is no site of this name.

    virtual bool set(std::string_view name, const SiteChange& change, const AuditEntry& audit) = 0;
    /// Also by the name that list() gives a damaged row (`site 3`).
    virtual bool remove(std::string_view name, const AuditEntry& audit) = 0;
};

}  // namespace postern::store
