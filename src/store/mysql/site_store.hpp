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
    Result<Site, AddSiteError> add(const NewSite& site) override;
    bool remove(std::string_view name) override;

private:
    /// Inserts the site's row; nothing when the name is taken.
    std::optional<SiteId> insert(const NewSite& site);
    void advance_revision();

    Connection& connection_;
};

}  // namespace postern::store::mysql
