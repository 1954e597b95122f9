/// page: positions in lists, their cursors, and one page of a list that is in memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/body/page_request.hpp"
#include "postern/base/clock.hpp"
#include "postern/json/json.hpp"

namespace postern::api {

/// In a list by key of the database.
std::string to_cursor(std::uint64_t key);
std::optional<std::uint64_t> parse_key(std::string_view cursor);

/// In a list with the newest item first; ids break ties.
struct NewestFirst {
    TimePoint at;
    std::string id;  ///< a public id

    bool comes_before(const NewestFirst& other) const noexcept {
        return at != other.at ? at > other.at : id < other.id;
    }
    std::string to_cursor() const;
    static std::optional<NewestFirst> parse(std::string_view cursor);
};

/// In a list by name: of groups, roles and permissions.
struct ByName {
    std::string name;

    bool comes_before(const ByName& other) const noexcept { return name < other.name; }
    std::string to_cursor() const;
    static std::optional<ByName> parse(std::string_view cursor);
};

template <class Item>
struct Page {
    std::vector<Item> items;
    json::Json next_cursor{};  ///< null: there is no more
};

/// The part of `items` that was asked for, in order. `position_of`: makes a Position of an item.
template <class Item, class Position, class PositionOf>
Page<Item> page_of(std::vector<Item> items, const PageRequest<Position>& wanted,
                   PositionOf position_of) {
    const auto before = [](const Position& a, const Position& b) { return a.comes_before(b); };
    std::ranges::sort(items, before, position_of);
    if (wanted.after)
        std::erase_if(items, [&](const Item& item) {
            return !wanted.after->comes_before(position_of(item));
        });
    if (items.size() <= wanted.limit) return {std::move(items)};
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(wanted.limit), items.end());
    std::string next = position_of(items.back()).to_cursor();
    return {std::move(items), std::move(next)};
}

}  // namespace postern::api
