/// MysqlDraftStore: the tables site_draft and site_ruleset_history.
#pragma once

#include "postern/store/draft_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlDraftStore final : public DraftStore {
public:
    explicit MysqlDraftStore(Connection& connection) : connection_{connection} {}
    std::optional<SiteDraft> find(std::string_view site) override;
    std::vector<std::string> sites() override;
    Result<std::uint64_t, DraftChangeError> put(const SiteDraft& draft) override;
    bool remove(std::string_view site, std::uint64_t revision) override;
    std::vector<PastRules> history(std::string_view site) override;
    std::optional<PastRules> find_past(std::string_view site, std::uint64_t version) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
