/// chart: numbers as the bars of an inline SVG.
///
/// Whole units of the picture's view box; a template writes them as attributes, since the pages'
/// policy allows no style. Pure functions.
#pragma once

#include <cstdint>
#include <vector>

namespace postern::portal::admin::system {

struct Bar {
    std::uint32_t x = 0;
    std::uint32_t y = 0;  ///< of the upper edge; grows downwards
    std::uint32_t width = 0;
    std::uint32_t height = 0;  ///< 0: there is nothing to draw

    bool operator==(const Bar&) const = default;
};

/// The part of `full` that `value` is of `most`, rounded. At least 1 for what is not nothing, so
/// that it can be seen. 0 when `most` is 0.
std::uint32_t length_of(std::uint64_t value, std::uint64_t most, std::uint32_t full) noexcept;

/// What is counted for one column: the second number stands on the first.
struct Stack {
    std::uint64_t lower = 0;
    std::uint64_t upper = 0;
};
struct Column {
    Bar lower{};
    Bar upper{};
};

/// The bars side by side from the left, each as wide as the others with a gap of one part in five
/// behind it; the highest reaches the top. REQUIRES: as many units of width as stacks.
std::vector<Column> columns_of(const std::vector<Stack>& stacks, std::uint32_t width,
                               std::uint32_t height);

}  // namespace postern::portal::admin::system
