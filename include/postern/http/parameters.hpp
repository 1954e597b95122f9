/// Parameters: the named values that nginx sends with a request (RFC 3875 style, over FastCGI).
///
/// Names and values are copies owned by the object. A name that was sent twice is remembered as
/// such, since two values for one name are an attempt to be read in two ways.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::http {

class Parameters {
public:
    void add(std::string_view name, std::string_view value);
    void clear() noexcept;

    /// The value under this exact name; nothing when absent. An empty value is a value.
    std::optional<std::string_view> find(std::string_view name) const noexcept;
    /// The value, or empty.
    std::string_view get(std::string_view name) const noexcept {
        return find(name).value_or(std::string_view{});
    }
    bool has_duplicates() const noexcept;
    std::size_t size() const noexcept { return values_.size(); }
    auto begin() const noexcept { return values_.begin(); }
    auto end() const noexcept { return values_.end(); }

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace postern::http
