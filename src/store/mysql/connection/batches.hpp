/// batches: removing old rows some at a time, so that a purge waits for nobody.
#pragma once

#include <cstddef>

#include "store/mysql/connection/connection.hpp"

namespace postern::store::mysql {

/// `find` reads, without a lock, how many rows there are to remove; only where there are some does
/// `remove` take them. Returns how many went.
template <class Find, class Remove>
std::size_t remove_found(Connection& connection, Find find, Remove remove) {
    return connection.transaction([&](Transaction& transaction) {
        const std::size_t there = find()->rowsCount();
        const std::size_t removed = there > 0 ? remove(there) : 0;
        transaction.commit();
        return removed;
    });
}

}  // namespace postern::store::mysql
