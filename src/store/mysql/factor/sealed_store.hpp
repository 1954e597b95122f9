/// MysqlSealedStore: the sealed secrets of the tables user_totp, signing_key and token_family.
#pragma once

#include "postern/store/sealed_store.hpp"
#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

class MysqlSealedStore final : public SealedStore {
public:
    explicit MysqlSealedStore(Connection& connection) : connection_{connection} {}
    std::map<crypto::KeyId, std::size_t> count_by_key() override;
    std::vector<SealedSecret> find_sealed_with_other_than(SealedKind kind, crypto::KeyId key,
                                                          std::uint64_t after,
                                                          std::size_t limit) override;
    bool replace(const SealedSecret& old, std::string_view fresh) override;

private:
    Connection& connection_;
};

}  // namespace postern::store::mysql
