/// MysqlRulesStore: the tables site_ruleset, rule_subject and network.
#pragma once

#include "postern/store/rules_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlRulesStore final : public RulesStore {
public:
    explicit MysqlRulesStore(Connection& connection) : connection_{connection} {}
    std::vector<StoredRules> all() override;
    std::optional<StoredRules> find(std::string_view site) override;
    Result<void, RulesChangeError> replace(const std::vector<RulesChange>& changes,
                                           const std::vector<Named>& named,
                                           const std::optional<NetworksChange>& networks,
                                           TimePoint now, const std::string& changed_by,
                                           const std::vector<AuditEntry>& audit) override;
    RuleNetworks networks() override;

private:
    // For the inside of the transaction.
    RuleNetworks read_networks();
    std::optional<RulesChangeError> write(const RulesChange& change, TimePoint now,
                                          const std::string& changed_by);
    /// All but the newest versions of the site.
    void remove_past(std::uint64_t site);
    std::optional<RulesChangeError> name_subjects(const Named& named);
    void write(const RuleNetworks& networks);

    Connection& connection_;
};

}  // namespace postern::store::mysql
