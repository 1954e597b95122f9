/// sealed_store: sealed secrets without a database; see stores.hpp.
#pragma once

#include "postern/store/sealed_store.hpp"
#include "support/memory/state.hpp"

namespace postern::test {

class MemorySealedStore final : public store::SealedStore {
public:
    explicit MemorySealedStore(MemoryState& state) : state_{state} {}
    std::map<crypto::KeyId, std::size_t> count_by_key() override;
    std::vector<store::SealedSecret> find_sealed_with_other_than(store::SealedKind kind,
                                                                 crypto::KeyId key,
                                                                 std::uint64_t after,
                                                                 std::size_t limit) override;
    bool replace(const store::SealedSecret& old, std::string_view fresh) override;

private:
    /// By row.
    std::vector<store::SealedSecret> all_of(store::SealedKind kind) const;
    /// Null: there is no such row.
    std::string* blob_of(store::SealedKind kind, std::uint64_t row);

    MemoryState& state_;
};

}  // namespace postern::test
