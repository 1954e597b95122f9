#include "store/mysql/factor/sealed_store.hpp"

#include "postern/base/check.hpp"
#include "store/mysql/connection/rows.hpp"
#include "store/mysql/factor/sealed_statements.hpp"

namespace postern::store::mysql {

namespace {

SealedSecret read_totp(Columns& columns) {
    // Braces evaluate from left to right, so the columns come in their order.
    return {.kind = SealedKind::Totp,
            .row = columns.number(),
            .ids = {columns.text(), columns.text()},
            .blob = columns.text()};
}

}  // namespace

std::map<crypto::KeyId, std::size_t> MysqlSealedStore::count_by_key() {
    return connection_.repeatable([&] {
        std::map<crypto::KeyId, std::size_t> counts;
        const auto rows = connection_.query(kCountSealedByKey);
        while (rows->next()) {
            Columns columns{*rows};
            const auto key = static_cast<crypto::KeyId>(columns.number());
            counts[key] = columns.number();
        }
        return counts;
    });
}

std::vector<SealedSecret> MysqlSealedStore::find_sealed_with_other_than(SealedKind kind,
                                                                        crypto::KeyId key,
                                                                        std::uint64_t after,
                                                                        std::size_t limit) {
    POSTERN_CHECK(kind == SealedKind::Totp);
    return connection_.repeatable([&] {
        std::vector<SealedSecret> found;
        const auto rows = connection_.query(kFindTotpOfOtherKeys, key, after, limit);
        while (rows->next()) {
            Columns columns{*rows};
            found.push_back(read_totp(columns));
        }
        return found;
    });
}

bool MysqlSealedStore::replace(const SealedSecret& old, std::string_view fresh) {
    POSTERN_CHECK(old.kind == SealedKind::Totp);
    const auto key = crypto::sealed_by(fresh);
    POSTERN_CHECK(key);
    // Repeated after it was done, it finds another blob and says false; the counts tell the truth.
    return connection_.repeatable([&] {
        return connection_.update(kReplaceTotpSecret, fresh, *key, old.row,
                                  std::string_view{old.blob}) == 1;
    });
}

}  // namespace postern::store::mysql
