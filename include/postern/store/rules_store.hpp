/// RulesStore: the rules of the sites, in their stored form, and networks by name.
///
/// Rules of several sites are replaced in one transaction, with the audit log; the transaction
/// advances the revision of the sites, by which every gate learns of it, and keeps the newest
/// versions of each site (DraftStore reads them). Throws StoreError.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/base/result.hpp"
#include "postern/model/audit.hpp"
#include "postern/model/rules.hpp"

namespace postern::store {

/// The rules of one site as they are stored.
struct StoredRules {
    std::string site;
    std::string text;           ///< access/rule_text
    std::uint64_t version = 0;  ///< another, greater one after each change; never 0
    TimePoint changed_at;
    std::string changed_by;  ///< an Actor's name
};

struct RulesChange {
    std::string site;
    std::string text;  ///< empty: the site has no rules any more, and its policy decides
    std::uint64_t expected_version = 0;  ///< of the rules that this replaces; 0: there were none
    std::string reason{};                ///< for the history; at most 200 code points
    /// The revision of the site's draft that this publishes: the draft goes with it.
    std::optional<std::uint64_t> draft{};
};

/// The networks, as they were and as they shall be; where both are the same, they stay.
struct NetworksChange {
    RuleNetworks seen;  ///< what the rules were checked with; others by now: ChangedMeanwhile
    RuleNetworks after;
};

enum class RulesChangeError {
    NoSuchSite,
    ChangedMeanwhile,  ///< another version is stored; the draft or the networks are others by now
    NoSuchGroup,       ///< a rule names a group or a role that is gone by now
};

class RulesStore {
public:
    virtual ~RulesStore() = default;

    virtual std::vector<StoredRules> all() = 0;  ///< by site; those that have any
    virtual std::optional<StoredRules> find(std::string_view site) = 0;

    /// All or nothing. `named`: the numbers of groups and roles that the new rules name, checked,
    /// and kept from being removed, under the transaction's locks. Without `networks`, they stay,
    /// whatever they are.
    struct Named {
        std::string site;
        std::vector<std::uint32_t> groups;
        std::vector<std::uint32_t> roles;
    };
    virtual Result<void, RulesChangeError> replace(const std::vector<RulesChange>& changes,
                                                   const std::vector<Named>& named,
                                                   const std::optional<NetworksChange>& networks,
                                                   TimePoint now, const std::string& changed_by,
                                                   const std::vector<AuditEntry>& audit) = 0;

    virtual RuleNetworks networks() = 0;
};

}  // namespace postern::store
