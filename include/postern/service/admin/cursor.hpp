/// cursor: one part of a long list, and the way to the next.
#pragma once

#include <string>
#include <vector>

namespace postern::service {

/// A part of a list. `next` goes into the address of the next part; empty: nothing comes after
/// this one. It says where this part ended, not how many came before, so that a list is as fast
/// at its end as at its start, and nobody is shown twice while others are added. Lists that are
/// given a text that is no cursor of theirs start from the beginning, and say so.
template <class Item>
struct Part {
    std::vector<Item> items{};
    std::vector<std::string> damaged{};  ///< rows that cannot be read: `user 17`
    std::string next{};
    bool restarted = false;  ///< the text was no cursor of this list: this is its first part
};

}  // namespace postern::service
