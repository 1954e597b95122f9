/// Result: the outcome of an operation whose failure the caller is expected to handle.
///
/// Holds either a T or an E, never both, never neither. The names has_value(), value(), error()
/// and operator* are those of std::expected, so that moving to C++23 is a change to this file
/// only. Failures nobody can act on here (database gone, OpenSSL broken) are exceptions instead.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "postern/base/check.hpp"

namespace postern {

template <class E>
struct Failure {
    E error;
};

/// Makes a failed Result of any value type: `return fail(SignInError::BadCredentials);`
template <class E>
constexpr Failure<std::decay_t<E>> fail(E&& error) {
    return {std::forward<E>(error)};
}

template <class T, class E>
class [[nodiscard]] Result {
    using Value = std::conditional_t<std::is_void_v<T>, std::monostate, T>;

public:
    Result() requires std::is_void_v<T> : state_{std::in_place_index<0>} {}
    Result(Value value) : state_{std::in_place_index<0>, std::move(value)} {}
    Result(Failure<E> failure) : state_{std::in_place_index<1>, std::move(failure.error)} {}

    bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    /// REQUIRES: has_value().
    const Value& value() const& {
        POSTERN_CHECK(has_value());
        return *std::get_if<0>(&state_);
    }
    Value& value() & {
        POSTERN_CHECK(has_value());
        return *std::get_if<0>(&state_);
    }
    Value&& value() && {
        POSTERN_CHECK(has_value());
        return std::move(*std::get_if<0>(&state_));
    }
    const Value& operator*() const& { return value(); }
    Value& operator*() & { return value(); }
    Value&& operator*() && { return std::move(*this).value(); }
    const Value* operator->() const { return &value(); }
    Value* operator->() { return &value(); }

    /// REQUIRES: !has_value().
    const E& error() const {
        POSTERN_CHECK(!has_value());
        return *std::get_if<1>(&state_);
    }

private:
    std::variant<Value, E> state_;
};

}  // namespace postern
