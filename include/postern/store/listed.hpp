/// listed: pages of rows for lists that one bad row must not spoil.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::store {

/// A part of a table, in the order of its keys. A row that holds what Postern never writes, such as
/// after an edit by hand, is named instead of read.
template <class Model, class Key>
struct Listed {
    std::vector<Model> found{};
    std::vector<std::string> damaged{};  ///< table and key: `user 17`
    Key last{};                          ///< of the page; pass it on to read the next one
    bool complete = true;                ///< nothing comes after `last`
};

/// 17 of `user 17`, as `damaged` names a row of the table `user`; nothing when it is no such name.
std::optional<std::uint64_t> key_of_row(std::string_view table, std::string_view name) noexcept;

}  // namespace postern::store
