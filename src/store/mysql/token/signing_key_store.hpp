/// MysqlSigningKeyStore: the keys that sign, in the table signing_key.
#pragma once

#include "postern/store/signing_key_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlSigningKeyStore final : public SigningKeyStore {
public:
    explicit MysqlSigningKeyStore(Connection& connection) : connection_{connection} {}
    std::vector<SigningKeyRow> find_all() override;
    bool add(const SigningKeyRow& key, const std::optional<AuditEntry>& audit) override;
    bool revoke(std::string_view kid, TimePoint now, const AuditEntry& audit) override;
    std::size_t remove_older(TimePoint before) override;

private:
    /// False when its number or its kid is taken.
    bool insert(const SigningKeyRow& key);

    Connection& connection_;
};

}  // namespace postern::store::mysql
