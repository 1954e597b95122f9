#include "store/mysql/access/rules_store.hpp"

#include <set>
#include <sstream>

#include "postern/model/site.hpp"
#include "postern/store/draft_store.hpp"
#include "store/mysql/access/change.hpp"
#include "store/mysql/access/draft_statements.hpp"
#include "store/mysql/access/rules_statements.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/log/audit_rows.hpp"
#include "store/mysql/log/revocation_rows.hpp"

namespace postern::store::mysql {

namespace {

using enum RulesChangeError;

StoredRules read_rules(Columns& columns) {
    const std::uint64_t site = columns.number();
    // Braces evaluate from left to right, so the columns come in their order.
    StoredRules rules{.site = columns.text(),
                      .text = columns.text(),
                      .version = columns.number(),
                      .changed_at = columns.time(),
                      .changed_by = columns.text()};
    if (!is_site_name(rules.site) || !is_time(rules.changed_at))
        throw CorruptRow{"site_ruleset", site};
    return rules;
}

std::string joined_blocks(const std::vector<std::string>& blocks) {
    std::string text;
    for (const std::string& block : blocks) text += (text.empty() ? "" : " ") + block;
    return text;
}

std::vector<std::string> split_blocks(const std::string& text) {
    std::istringstream words{text};
    std::vector<std::string> blocks;
    for (std::string block; words >> block;) blocks.push_back(block);
    return blocks;
}

}  // namespace

std::vector<StoredRules> MysqlRulesStore::all() {
    return connection_.repeatable([&] {
        const auto rows = connection_.query(kFindAllRules);
        return read_readable<StoredRules>(*rows, read_rules);
    });
}

std::optional<StoredRules> MysqlRulesStore::find(std::string_view site) {
    if (!is_site_name(site)) return std::nullopt;  // the column is ascii
    return connection_.repeatable([&]() -> std::optional<StoredRules> {
        const auto rows = connection_.query(kFindRules, site);
        if (!rows->next()) return std::nullopt;
        Columns columns{*rows};
        return read_rules(columns);
    });
}

RuleNetworks MysqlRulesStore::read_networks() {
    const auto rows = connection_.query(kFindNetworks);
    RuleNetworks networks;
    while (rows->next()) {
        Columns columns{*rows};
        std::string name = columns.text();
        networks.emplace(std::move(name), split_blocks(columns.text()));
    }
    return networks;
}

RuleNetworks MysqlRulesStore::networks() {
    return connection_.repeatable([&] { return read_networks(); });
}

Result<void, RulesChangeError> MysqlRulesStore::replace(
    const std::vector<RulesChange>& changes, const std::vector<Named>& named,
    const std::optional<NetworksChange>& networks, TimePoint now, const std::string& changed_by,
    const std::vector<AuditEntry>& audit) {
    return change<RulesChangeError>(connection_, [&]() -> std::optional<RulesChangeError> {
        // First, so that changes come one after the other.
        advance_site_revision(connection_);
        if (networks && read_networks() != networks->seen) return ChangedMeanwhile;
        for (const RulesChange& of_site : changes)
            if (const auto refused = write(of_site, now, changed_by)) return refused;
        for (const Named& of_site : named)
            if (const auto refused = name_subjects(of_site)) return refused;
        if (networks && networks->after != networks->seen) write(networks->after);
        for (const AuditEntry& entry : audit) add_audit(connection_, entry);
        return std::nullopt;
    });
}

std::optional<RulesChangeError> MysqlRulesStore::write(const RulesChange& change, TimePoint now,
                                                       const std::string& changed_by) {
    if (!is_site_name(change.site)) return NoSuchSite;
    const auto row = connection_.query(kFindSiteForRules, change.site);
    if (!row->next()) return NoSuchSite;
    const std::uint64_t site = row->getUInt64(1);
    if (row->getUInt64(2) != change.expected_version) return ChangedMeanwhile;
    if (change.draft) {
        // In the order of those who save drafts.
        if (!connection_.query(kLockSiteForDraft, change.site)->next()) return NoSuchSite;
        if (connection_.update(kRemovePublishedDraft, site, *change.draft) == 0)
            return ChangedMeanwhile;
    }
    const std::uint64_t version = row->getUInt64(3);
    connection_.update(kRemoveRuleSubjects, site);
    // Those of before there was a history.
    connection_.update(kKeepCurrentRules, std::string_view{}, site);
    if (change.text.empty()) {
        connection_.update(kRemoveRules, site);
    } else {
        connection_.update(kPutRules, site, version, change.text, now, changed_by);
        connection_.update(kKeepCurrentRules, change.reason, site);
    }
    remove_past(site);
    return std::nullopt;
}

void MysqlRulesStore::remove_past(std::uint64_t site) {
    const auto rows = connection_.query(kFindVersionsOfRules, site, kMaxPastRules + 1);
    std::uint64_t version = 0;
    std::size_t found = 0;
    for (; rows->next(); ++found) version = rows->getUInt64(1);
    if (found > kMaxPastRules) connection_.update(kRemovePastRules, site, version);
}

std::optional<RulesChangeError> MysqlRulesStore::name_subjects(const Named& named) {
    if (!is_site_name(named.site)) return NoSuchSite;
    const auto row = connection_.query(kFindSiteForRules, named.site);
    if (!row->next()) return NoSuchSite;
    const std::uint64_t site = row->getUInt64(1);
    // In order, as every other change of rules does.
    const std::set<std::uint32_t> groups{named.groups.begin(), named.groups.end()};
    for (const std::uint32_t id : groups) {
        if (!connection_.query(kShareGroupById, id)->next()) return NoSuchGroup;
        connection_.update(kAddRuleSubject, site, std::string_view{"group"}, id);
    }
    const std::set<std::uint32_t> roles{named.roles.begin(), named.roles.end()};
    for (const std::uint32_t id : roles) {
        if (!connection_.query(kShareRoleById, id)->next()) return NoSuchGroup;
        connection_.update(kAddRuleSubject, site, std::string_view{"role"}, id);
    }
    return std::nullopt;
}

void MysqlRulesStore::write(const RuleNetworks& networks) {
    connection_.update(kRemoveNetworks);
    for (const auto& [name, blocks] : networks)
        connection_.update(kAddNetwork, name, joined_blocks(blocks));
}

}  // namespace postern::store::mysql
