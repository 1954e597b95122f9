/// MysqlSiteStore: protected sites in the table site. Every change advances site_revision.
#pragma once

#include "postern/store/site_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlSiteStore final : public SiteStore {
public:
    explicit MysqlSiteStore(Connection& connection) : connection_{connection} {}
    std::optional<Site> find_by_name(std::string_view name) override;
    std::vector<Site> find_all() override;
    Listed<Site, SiteId> list() override;
    Result<Site, AddSiteError> add(const NewSite& site, const AuditEntry& audit) override;
    bool set(std::string_view name, const SiteChange& change, const AuditEntry& audit) override;
    bool remove(std::string_view name, const AuditEntry& audit) override;

private:
    /// Inserts the site's row; nothing when the name is taken.
    std::optional<SiteId> insert(const NewSite& site);
    /// What every change ends with: its entry in the audit log, and the next revision.
    void finish_change(const AuditEntry& audit);

    Connection& connection_;
};

}  // namespace postern::store::mysql
