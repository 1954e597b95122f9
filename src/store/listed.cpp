#include "postern/store/listed.hpp"

#include "postern/base/bytes.hpp"

namespace postern::store {

std::optional<std::uint64_t> key_of_row(std::string_view table, std::string_view name) noexcept {
    if (!name.starts_with(table)) return std::nullopt;
    name.remove_prefix(table.size());
    if (!name.starts_with(' ')) return std::nullopt;
    return to_number(name.substr(1));
}

}  // namespace postern::store
