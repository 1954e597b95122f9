/// SigningKeyStore: the keys that sign, sealed. It neither makes nor opens them.
///
/// Every change raises the revision of the catalogue of sites (RevocationPage::sites_revision), in
/// the same transaction, so that every host learns of it with its next poll. Throws StoreError.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "postern/model/audit.hpp"
#include "postern/model/signing_key.hpp"

namespace postern::store {

class SigningKeyStore {
public:
    virtual ~SigningKeyStore() = default;

    /// All of them, by usage, algorithm and number; unreadable rows are logged and left out.
    virtual std::vector<SigningKeyRow> find_all() = 0;

    /// Adds the key, with an entry in the audit log where there is one. False, and nothing happens,
    /// when its number or its kid is taken: another host was first.
    virtual bool add(const SigningKeyRow& key, const std::optional<AuditEntry>& audit) = 0;

    /// Revokes a key from `now` on, and writes a revocation of everything: no host believes what it
    /// has verified with it. False when there is no such key, or it was revoked before.
    virtual bool revoke(std::string_view kid, TimePoint now, const AuditEntry& audit) = 0;

    /// Removes keys whose successor began to sign before `before`, never the newest of their kind.
    /// Returns how many.
    virtual std::size_t remove_older(TimePoint before) = 0;
};

}  // namespace postern::store
