#include "app/diagnosis/service_checks.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string>

#include "app/wiring/key_ring.hpp"
#include "app/wiring/mail_settings.hpp"
#include "app/wiring/public_url.hpp"

namespace postern::app {

namespace {

constexpr std::chrono::minutes kUsualMailDelay{15};

/// `shop, wiki`: those that want assertions.
std::string names_of_asserted(const std::vector<Site>& sites) {
    std::string names;
    for (const auto& site : sites)
        if (site.tokens.assertion) names.append(names.empty() ? "" : ", ").append(site.name);
    return names;
}

/// Those that count and can't be used here.
std::string kids_that_stay_closed(const std::vector<service::ListedKey>& keys) {
    std::string kids;
    for (const auto& key : keys)
        if (verifies(key.state) && !key.opens)
            kids.append(kids.empty() ? "" : ", ").append(key.row.kid);
    return kids;
}

}  // namespace

Finding check_mail(const config::Config& config, store::OutboxStore& outbox, TimePoint now) {
    if (!has_mail(config))
        return Finding::warning("e-mail",
                                "is off (mail.transport is none): nobody can reset a password");
    const auto [waiting, given_up] = outbox.count();
    const std::string counts =
        std::to_string(waiting) + " waiting, " + std::to_string(given_up) + " failed";
    const auto oldest = outbox.list(0, 1);
    const bool is_late =
        !oldest.damaged.empty() || (!oldest.found.empty() && !oldest.found.front().failed_at &&
                                    oldest.found.front().created_at + kUsualMailDelay < now);
    if (given_up > 0 || is_late)
        return Finding::warning("e-mail",
                                counts + "; see postern mail list, postern mail test ADDRESS");
    return Finding::ok("e-mail", counts);
}

Finding check_keys(const config::Config& config, const service::KeyService& keys) {
    const auto ring = read_key_ring(config.keys, config::process_environment());
    return check_keys(config, ring ? &*ring : nullptr, keys);
}

Finding check_keys(const config::Config& config, const crypto::KeyRing* ring,
                   const service::KeyService& keys) {
    const std::string name = "keys";
    const auto uses = keys.list(ring ? ring->ids() : std::vector<crypto::KeyId>{});
    if (const auto missing = missing_keys(uses); !missing.empty())
        return Finding::failed(name, words_for_missing_keys(config.keys, missing));
    if (!ring) return Finding::warning(name, words_for_no_keys(config.keys));
    return Finding::ok(name, crypto::to_text(ring->first()) + " seals, " +
                                 std::to_string(ring->ids().size()) +
                                 " in the file open all that is sealed");
}

Finding check_signing_keys(const config::Config& config, bool has_key_file,
                           const std::vector<service::ListedKey>& keys,
                           const std::vector<Site>& sites) {
    const std::string name = "signing keys";
    if (!has_key_file) {
        if (const auto asking = names_of_asserted(sites); !asking.empty())
            return Finding::failed(name, "there is no key file " + config.keys.file +
                                             ", so nothing signs the assertions that these sites "
                                             "want, and nobody gets in there: " +
                                             asking);
        return Finding::warning(name, "there is no key file " + config.keys.file +
                                          ": personal tokens work, access tokens do not");
    }
    if (const auto closed = kids_that_stay_closed(keys); !closed.empty())
        return Finding::failed(name,
                               "these do not open with the key file here, so this host "
                               "refuses what others sign with them: " +
                                   closed + "; see postern key check");
    std::string what;
    for (const auto usage : {KeyUsage::Token, KeyUsage::Assertion}) {
        const auto signs = std::ranges::find_if(keys, [&](const auto& key) {
            return key.row.usage == usage && key.state == KeyState::Active;
        });
        if (signs == keys.end())
            return Finding::warning(name, "there is none for " + std::string{to_text(usage)} +
                                              "s yet; the daemon makes it within 10 minutes");
        what.append(what.empty() ? "" : ", ");
        what.append(to_text(signs->row.algorithm)).append(" for ").append(to_text(usage));
        what += 's';
    }
    return Finding::ok(name, what);
}

Finding check_site(const config::Config& config, const Site& site) {
    const std::string name = "site " + site.name;
    const auto& host = site.origin.host();
    if (site.policy == SitePolicy::Public)
        return Finding::ok(name, site.origin.text() + ", public");
    if (!site.tokens.credentials.cookie)
        return Finding::ok(name, site.origin.text() + ", " + std::string{to_text(site.policy)} +
                                     "; it takes no session cookie, only programs get in");
    if (!cookie_reaches(config, host))
        return Finding::failed(name, "the session cookie does not reach " + host +
                                         ", so nobody can get in; set session.cookie_domain");
    if (public_url(config).origin.is_secure() && !site.origin.is_secure())
        return Finding::failed(name,
                               "browsers send the session cookie over https only, so nobody "
                               "can get in at " +
                                   site.origin.text() + "; run: postern site set " + site.name +
                                   " --origin https://" + host);
    return Finding::ok(name, site.origin.text() + ", " + std::string{to_text(site.policy)} +
                                 "; the session cookie reaches it");
}

std::vector<Finding> check_told_sites(const config::Config& config,
                                      const std::vector<Site>& sites) {
    std::vector<Finding> findings;
    for (const ProfileField& field : config.profile.fields)
        for (const std::string& name : field.sites) {
            const std::string check = "profile field " + field.name;
            const auto site = std::ranges::find(sites, name, &Site::name);
            if (site == sites.end())
                findings.push_back(Finding::warning(
                    check, "names the site " + name +
                               ", which does not exist; correct sites of [[profile.field]]"));
            else if (!site->tokens.assertion)
                findings.push_back(Finding::warning(
                    check, "is not told to " + name +
                               ", which gets no assertions; run: postern site set " + name +
                               " --assertion on"));
        }
    return findings;
}

std::vector<Finding> check_sites(const config::Config& config, store::SiteStore& sites) {
    std::vector<Finding> findings;
    const auto listed = sites.list();
    for (const auto& row : listed.damaged)
        findings.push_back(Finding::failed(row, "its row cannot be read; see `postern site list`"));
    for (const auto& site : listed.found) findings.push_back(check_site(config, site));
    if (findings.empty())
        findings.push_back(
            Finding::warning("sites", "there are none; add one: postern site add NAME URL"));
    // A site whose row cannot be read may be the one that is named.
    if (listed.damaged.empty())
        std::ranges::move(check_told_sites(config, listed.found), std::back_inserter(findings));
    return findings;
}

}  // namespace postern::app
