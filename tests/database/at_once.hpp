/// at_once: several workers, each over a connection of its own, that start at the same moment.
#pragma once

#include <future>
#include <latch>
#include <vector>

#include "postern/store/mysql/mysql_database.hpp"
#include "support/test_database.hpp"

namespace postern::test {

/// Runs `work(database, number)` in that many threads at once; returns how many returned true.
template <class Work>
int run_at_once(int workers, Work work) {
    std::latch start{workers};
    std::vector<std::future<bool>> runs;
    for (int i = 0; i < workers; ++i)
        runs.push_back(std::async(std::launch::async, [&, i] {
            store::mysql::MysqlDatabase database{socket_settings()};
            database.ping();
            start.arrive_and_wait();
            return work(database, static_cast<unsigned>(i + 1));
        }));
    int said_true = 0;
    for (auto& run : runs) said_true += run.get() ? 1 : 0;
    return said_true;
}

}  // namespace postern::test
