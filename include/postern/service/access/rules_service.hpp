/// RulesService: the rules of the sites: reading, checking, replacing and explaining them. Throws
/// store::StoreError.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postern/access/compiled_rules.hpp"
#include "postern/access/review.hpp"
#include "postern/base/result.hpp"
#include "postern/model/actor.hpp"
#include "postern/model/rules.hpp"
#include "postern/store/grant_store.hpp"
#include "postern/store/group_store.hpp"
#include "postern/store/rules_store.hpp"
#include "postern/store/site_store.hpp"
#include "postern/store/user_store.hpp"

namespace postern::service {

/// What a file with rules says about one site. In its rules, a user is named by e-mail address or
/// public id, and nothing is looked up yet.
struct SiteRulesDraft {
    std::string site;
    SiteRules rules;
};

/// A whole file.
struct RulesDraft {
    std::vector<SiteRulesDraft> sites{};
    RuleNetworks networks{};
};

/// Of what an administrator gives as the reason of a change.
inline constexpr std::size_t kMaxReasonCodePoints = 200;

/// What is wrong, where: `rule` as in access::Problem.
struct RulesProblem {
    enum class Kind {
        Unfit,
        NoSuchSite,
        ChangedMeanwhile,  ///< the draft is good, but somebody else was faster: look again
    };
    std::string site;  ///< empty: the file as a whole
    int rule = -1;
    std::string what;
    Kind kind = Kind::Unfit;
};

/// The rules of a site as they are.
struct CurrentRules {
    SiteRules rules;
    std::uint64_t version = 0;  ///< another one after each change; 0: the site has no rules
    std::optional<TimePoint> changed_at{};  ///< nothing: the site has no rules
    std::string changed_by{};               ///< an Actor's name
};

/// Where rules name something.
struct NamedInRules {
    std::string site;
    std::vector<std::string> rules{};  ///< names; empty: the site is told of the group, no more
};

/// What applying a draft would do to one site.
struct SiteRulesPlan {
    std::string site;
    SiteRules before;
    SiteRules after;            ///< everything looked up
    std::uint64_t version = 0;  ///< of `before`
    std::vector<access::Difference> differences{};
    std::optional<std::uint64_t> draft{};  ///< revision of the site's draft that this publishes
};

class RulesService {
public:
    struct Stores {
        store::RulesStore& rules;
        store::SiteStore& sites;
        store::GroupStore& groups;
        store::GrantStore& grants;
        store::UserStore& users;
    };

    /// Every reference must outlive *this. `required_since`: from then on every site asks for
    /// Level::Two.
    RulesService(Stores stores, const access::Zones& zones,
                 std::optional<TimePoint> required_since);

    /// The rules of a site as they are; those without any have its policy as their default. Nothing
    /// where there is no such site. Throws StoreError for rules that cannot be read.
    std::optional<SiteRules> find(std::string_view site) const;
    /// The same with their version, of one moment.
    std::optional<CurrentRules> current(std::string_view site) const;
    std::vector<SiteRulesDraft> all() const;
    RuleNetworks networks() const;
    /// The sites whose rules name a group or a role, by site. Rules that cannot be read are passed
    /// over, as in the next one.
    std::vector<NamedInRules> naming(RuleSubject::Kind kind, std::string_view name) const;
    /// The same for networks: by network, each that some rule names.
    std::map<std::string, std::vector<NamedInRules>> naming_networks() const;

    /// Everything that is wrong, or what would change. Changes nothing. Networks that the draft
    /// does not define are those that there are; sites that it does not name get a plan where a
    /// network that their rules name becomes another.
    Result<std::vector<SiteRulesPlan>, std::vector<RulesProblem>> plan(const RulesDraft& draft,
                                                                       TimePoint now) const;

    /// All or nothing; what changed meanwhile is a problem as any other, and so are rules that
    /// would lock out the signed-in administrator who applies them. `networks`: as in the draft;
    /// others stay while some site's rules name them; nothing: all stay. `reason`: one line of at
    /// most kMaxReasonCodePoints, for the audit log and the history. `seen`: the networks that all
    /// this was made from, so that nobody's are lost; nothing: those that there are now. Every gate
    /// learns of it as of a change of a site: at its next look at the database, and within the poll
    /// interval at the latest.
    Result<void, std::vector<RulesProblem>> apply(
        const std::vector<SiteRulesPlan>& plan, const std::optional<RuleNetworks>& networks,
        const Actor& actor, TimePoint now, std::string_view reason = {},
        const std::optional<RuleNetworks>& seen = {}) const;

    /// As the gate would decide, for a user as they are in the database now.
    struct Trial {
        std::string site;
        std::optional<User> user{};
        std::optional<Assurance> assurance{};  ///< nothing: Level::One, proven just now
        std::string path;
        std::string method;
        std::string address;
    };
    struct Trialled {
        SiteRules rules;
        access::CompiledRules::Explained explained;
        std::vector<std::string> groups{};  ///< of the user, by name
        std::vector<std::string> roles{};
    };
    /// Nothing where there is no such site.
    std::optional<Trialled> explain(const Trial& trial, TimePoint now) const;
    /// The same against rules that are not saved, for the tests of a rule file.
    Trialled explain(const Trial& trial, const SiteRules& rules, TimePoint now) const;

    /// The sites whose page `/` a browser of the user gets to see from this address, once they have
    /// proven as much as the site asks for; in the order of SiteStore::find_all(). Not those whose
    /// rules cannot be read: the gate answers 503 there. Three round trips.
    std::vector<Site> enterable(const User& user, std::string_view address, TimePoint now) const;

private:
    std::optional<SiteRules> read(std::string_view site,
                                  const std::optional<store::StoredRules>& stored) const;
    /// The offsets of the zones that the rules name, from now on.
    RuleZones zones_of(const SiteRules& rules, TimePoint now) const;

    Stores stores_;
    const access::Zones& zones_;
    std::optional<TimePoint> required_since_;
};

}  // namespace postern::service
