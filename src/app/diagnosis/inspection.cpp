#include "app/diagnosis/inspection.hpp"

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "app/diagnosis/daemon_checks.hpp"
#include "app/diagnosis/database_checks.hpp"
#include "app/diagnosis/finding.hpp"
#include "app/diagnosis/service_checks.hpp"
#include "postern/store/store_error.hpp"

namespace postern::app {

namespace {

using service::ShownFinding;
using service::ShownKey;
using service::ShownSetting;

std::vector<ShownSetting> settings_of(const config::Config& config) {
    std::vector<ShownSetting> settings;
    for (auto& [key, value] : config::show(config)) {
        const auto source = config.sources.find(key);
        settings.push_back({.key = key,
                            .value = std::move(value),
                            .source = source == config.sources.end() ? "default" : source->second});
    }
    return settings;
}

ShownFinding::State state_of(Health health) {
    switch (health) {
        case Health::Ok:
            return ShownFinding::State::Good;
        case Health::Warning:
            return ShownFinding::State::Warning;
        case Health::Failed:
            return ShownFinding::State::Bad;
    }
    std::abort();  // a value outside the enum is a bug
}

/// What to do stands behind the last semicolon, except where all is well.
ShownFinding shown(const Finding& finding) {
    ShownFinding result{
        .state = state_of(finding.health), .what = finding.check, .why = finding.detail};
    constexpr std::string_view kBefore = "; ";
    const auto at =
        finding.health == Health::Ok ? std::string::npos : finding.detail.rfind(kBefore);
    if (at == std::string::npos) return result;
    result.why = finding.detail.substr(0, at);
    result.next = finding.detail.substr(at + kBefore.size());
    return result;
}

/// Findings in the order in which they are made.
class Findings {
public:
    void add(const Finding& finding) { all_.push_back(shown(finding)); }
    void add(const std::vector<Finding>& findings) {
        for (const auto& finding : findings) add(finding);
    }
    /// What `check` finds, or that the database did not answer it.
    template <class Check>
    void make(const std::string& name, Check check) {
        try {
            add(check());
        } catch (const store::StoreError& error) {
            add(Finding::failed(name, error.what()));
        }
    }
    /// Whether the last one is bad.
    bool ends_badly() const {
        return !all_.empty() && all_.back().state == ShownFinding::State::Bad;
    }
    std::vector<ShownFinding> take() { return std::move(all_); }

private:
    std::vector<ShownFinding> all_{};
};

void look_at_database(const InspectionInput& input, Findings& findings) {
    const auto& config = input.config;
    const TimePoint now = input.clock.now();
    findings.make("schema", [&] { return check_schema(input.schema); });
    if (findings.ends_badly()) return;
    findings.make("database settings",
                  [&] { return check_database_settings(input.schema, config); });
    findings.make("clock", [&] { return check_clock(input.revocations, now); });
    findings.make("e-mail", [&] { return check_mail(config, input.outbox, now); });
    findings.make("keys", [&] { return check_keys(config, input.ring, input.keys); });
    findings.make("signing keys", [&] {
        return check_signing_keys(config, input.ring != nullptr, input.signing_keys.list(now),
                                  input.sites.list().found);
    });
    findings.make("sites", [&] { return check_sites(config, input.sites); });
}

std::vector<ShownFinding> findings_of(const InspectionInput& input) {
    const auto& server = input.config.server;
    Findings findings;
    findings.add(check_daemon(server.control_socket));
    // Whether nginx may open them is for `postern doctor` to say, which knows nginx's user.
    findings.add(check_socket("gate socket", server.gate_socket, std::nullopt));
    findings.add(check_socket("portal socket", server.portal_socket, std::nullopt));
    look_at_database(input, findings);
    return findings.take();
}

const char* role_of(const service::KeyUse& use, bool is_first) {
    if (!use.in_file) return "missing";
    return is_first ? "seals" : "opens";
}

std::vector<ShownKey> keys_of(const InspectionInput& input) {
    std::vector<ShownKey> keys;
    for (const auto& key : input.signing_keys.list(input.clock.now())) {
        const bool is_closed = verifies(key.state) && !key.opens;
        keys.push_back({.kind = std::string{to_text(key.row.usage)},
                        .id = key.row.kid,
                        .algorithm = std::string{to_text(key.row.algorithm)},
                        .state = is_closed ? "closed" : std::string{to_text(key.state)},
                        .since = to_rfc3339(key.row.activate_at)});
    }
    bool is_first = true;
    const auto ids = input.ring ? input.ring->ids() : std::vector<crypto::KeyId>{};
    for (const auto& use : input.keys.list(ids)) {
        keys.push_back({.kind = "key file",
                        .id = crypto::to_text(use.id),
                        .algorithm = "AES-256-GCM",
                        .state = role_of(use, is_first),
                        .since = {}});
        is_first = false;
    }
    return keys;
}

}  // namespace

service::Inspection make_inspection(const InspectionInput& input) {
    return {.settings = [&config = input.config] { return settings_of(config); },
            .findings = [input] { return findings_of(input); },
            .keys = [input] { return keys_of(input); }};
}

}  // namespace postern::app
