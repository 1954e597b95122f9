#define BOOST_TEST_DYN_LINK
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <type_traits>
#include <utility>

#include "postern/base/secret.hpp"

using namespace postern;
using namespace std::string_view_literals;

namespace {

constexpr std::string_view kShort = "short secret"sv;  // fits inside a std::string object
constexpr std::string_view kLong = "a secret that is much too long for a small string buffer"sv;

/// Room for a Secret or std::string whose bytes can be looked at after it has gone.
template <class T>
struct Grave {
    alignas(T) unsigned char bytes[sizeof(T)] = {};

    template <class... Arguments>
    T* make(Arguments&&... arguments) {
        return new (bytes) T(std::forward<Arguments>(arguments)...);
    }
    bool holds(std::string_view text) const {
        return std::search(std::begin(bytes), std::end(bytes), text.begin(), text.end(),
                           [](unsigned char a, char b) {
                               return a == static_cast<unsigned char>(b);
                           }) != std::end(bytes);
    }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(secret_tests)

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret>);

BOOST_AUTO_TEST_CASE(secret_holds_the_bytes_it_was_made_of) {
    BOOST_TEST(Secret{kShort}.reveal() == kShort);
    BOOST_TEST(Secret{kLong}.reveal() == kLong);
    BOOST_TEST(Secret{"a\0b"sv}.size() == 3u);
    BOOST_TEST(Secret{}.empty());
}

BOOST_AUTO_TEST_CASE(moving_a_secret_leaves_the_source_empty) {
    for (const auto text : {kShort, kLong}) {
        Secret first{text};
        Secret second{std::move(first)};
        BOOST_TEST(first.empty());
        BOOST_TEST(second.reveal() == text);
        Secret third{"previous value"sv};
        third = std::move(second);
        BOOST_TEST(second.empty());
        BOOST_TEST(third.reveal() == text);
    }
}

BOOST_AUTO_TEST_CASE(moving_a_secret_onto_itself_keeps_it) {
    Secret secret{kShort};
    Secret& same = secret;
    secret = std::move(same);
    BOOST_TEST(secret.reveal() == kShort);
}

BOOST_AUTO_TEST_CASE(wipe_overwrites_the_whole_capacity) {
    std::string text{kLong};
    text.resize(4);  // the rest still lies behind the end
    const char* const begin = text.data();
    wipe(text);
    BOOST_TEST(text.empty());
    BOOST_REQUIRE(text.capacity() >= kLong.size());
    text.resize(kLong.size());  // within the capacity: the same memory
    BOOST_REQUIRE(text.data() == begin);
    BOOST_TEST(std::all_of(text.begin(), text.end(), [](char c) { return c == '\0'; }));
}

BOOST_AUTO_TEST_CASE(destroying_a_short_secret_leaves_none_of_it_in_its_object) {
    Grave<Secret> grave;
    Secret* const secret = grave.make(kShort);
    BOOST_REQUIRE(grave.holds(kShort));
    std::destroy_at(secret);
    BOOST_TEST(!grave.holds("secret"));
}

BOOST_AUTO_TEST_CASE(adopting_a_short_string_leaves_none_of_it_in_the_string) {
    Grave<std::string> grave;
    std::string* const text = grave.make(kShort);
    BOOST_REQUIRE(grave.holds(kShort));
    const Secret secret{std::move(*text)};
    BOOST_TEST(!grave.holds("ecret"));
    BOOST_TEST(secret.reveal() == kShort);
    std::destroy_at(text);
}

BOOST_AUTO_TEST_CASE(moving_a_short_secret_leaves_none_of_it_behind) {
    Grave<Secret> grave;
    Secret* const source = grave.make(kShort);
    const Secret target{std::move(*source)};
    BOOST_TEST(!grave.holds("ecret"));
    std::destroy_at(source);
}

BOOST_AUTO_TEST_SUITE_END()
