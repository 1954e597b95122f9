/// key_fixture: signing keys over the memory stores, with a master key of the test's own.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "postern/base/bytes.hpp"
#include "postern/base/check.hpp"
#include "postern/crypto/key/key_ring.hpp"
#include "postern/service/token/signing_key_service.hpp"
#include "postern/store/signing_key_store.hpp"
#include "support/service_fixture.hpp"

namespace postern::test {

inline crypto::KeyRing ring_of(char byte) {
    return crypto::KeyRing::parse(Secret{to_base64url(std::string(32, byte))}).value();
}

/// Counts what is read, and lets a test do something right before a key is added.
class WatchedKeyStore final : public store::SigningKeyStore {
public:
    explicit WatchedKeyStore(store::SigningKeyStore& behind) : behind_{behind} {}

    std::vector<SigningKeyRow> find_all() override {
        ++reads;
        return behind_.find_all();
    }
    bool add(const SigningKeyRow& key, const std::optional<AuditEntry>& audit) override {
        if (const auto happen = std::exchange(before_add, nullptr)) happen();
        return behind_.add(key, audit);
    }
    bool revoke(std::string_view kid, TimePoint now, const AuditEntry& audit) override {
        return behind_.revoke(kid, now, audit);
    }
    std::size_t remove_older(TimePoint before) override { return behind_.remove_older(before); }

    int reads = 0;
    std::function<void()> before_add{};

private:
    store::SigningKeyStore& behind_;
};

struct KeyFixture {
    static constexpr std::chrono::seconds kLife{90 * 86400};

    TimePoint now{std::chrono::seconds{1'800'000'000}};
    MemoryStores stores;
    CountingEntropy entropy;
    crypto::KeyRing ring = ring_of('k');
    WatchedKeyStore keys{stores.signing_keys()};
    Actor admin = Actor::command_line(0);

    service::SigningKeyService service(JwsAlgorithm algorithm = JwsAlgorithm::Es256,
                                       const std::string& host = "one") {
        return service_with(&ring, algorithm, host);
    }
    service::SigningKeyService service_with(const crypto::KeyRing* with,
                                            JwsAlgorithm algorithm = JwsAlgorithm::Es256,
                                            const std::string& host = "one") {
        return {keys, with, entropy, {.algorithm = algorithm, .life = kLife, .host = host}};
    }

    std::vector<SigningKeyRow> rows_of(KeyUsage usage) {
        auto rows = stores.signing_keys().find_all();
        std::erase_if(rows, [&](const auto& row) { return row.usage != usage; });
        std::ranges::sort(rows, {}, &SigningKeyRow::activate_at);
        return rows;
    }
    KeyState state_of(std::string_view kid, JwsAlgorithm wanted = JwsAlgorithm::Es256) {
        const auto all = stores.signing_keys().find_all();
        const auto row = std::ranges::find(all, kid, &SigningKeyRow::kid);
        POSTERN_CHECK(row != all.end());
        return postern::state_of(*row, all, wanted, now);
    }
    std::size_t audited(AuditEvent event) {
        return stores.audit().find_latest({.event = event}, 0, 100).size();
    }
};

}  // namespace postern::test
