/// user_import: brings the users of a file into the database.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "app/console/progress.hpp"
#include "postern/base/clock.hpp"
#include "postern/base/entropy.hpp"
#include "postern/store/transfer_store.hpp"

namespace postern::app {

struct BadLine {
    std::size_t line;
    std::string reason;
};

struct ImportReport {
    std::size_t good = 0;
    std::size_t added = 0;
    std::size_t already_there = 0;
    std::size_t repeated = 0;  ///< an earlier line has the same address or id
    std::size_t bad = 0;
    std::vector<BadLine> bad_lines{};  ///< the first 100 of them
};

/// Reads the whole file and changes nothing. Throws CommandError when the file cannot be read.
/// With `ignore_unknown`, fields that Postern doesn't have are skipped; otherwise they are errors.
ImportReport check_users(const std::string& path, Entropy& entropy, TimePoint now,
                         Progress& progress, bool ignore_unknown = false);

/// Adds each user that can be added, in batches; leaves out bad and repeated lines, and users whose
/// address or id is taken. Throws as above, and StoreError: then the batches before it stay.
ImportReport import_users(const std::string& path, store::TransferStore& store, Entropy& entropy,
                          TimePoint now, Progress& progress, bool ignore_unknown = false);

}  // namespace postern::app
