#include "postern/crypto/password/common_passwords.hpp"

#include <stdexcept>
#include <utility>

#include "postern/base/file.hpp"

namespace postern::crypto {

namespace {

bool is_sorted(std::string_view lines) {
    std::string_view before;
    while (!lines.empty()) {
        const auto end = lines.find('\n');
        const auto line = lines.substr(0, end);
        if (line <= before) return false;  // an empty line, too
        before = line;
        lines.remove_prefix(end + 1);
    }
    return true;
}

}  // namespace

CommonPasswords CommonPasswords::load(const std::string& path) {
    std::string lines = read_nonempty_file(path);
    if (lines.back() != '\n' || !is_sorted(lines))
        throw std::runtime_error{path + " is not a list of sorted lines"};
    return CommonPasswords{std::move(lines)};
}

bool CommonPasswords::contains(std::string_view folded) const noexcept {
    const std::string_view lines{lines_};
    std::size_t low = 0;
    std::size_t high = lines.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const auto feed = middle == 0 ? std::string_view::npos : lines.rfind('\n', middle - 1);
        const std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
        const std::size_t end = lines.find('\n', middle);
        const int order = lines.substr(begin, end - begin).compare(folded);
        if (order == 0) return true;
        if (order < 0)
            low = end + 1;
        else
            high = begin;
    }
    return false;
}

}  // namespace postern::crypto
