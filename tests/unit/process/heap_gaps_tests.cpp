// The free gaps of the heap, before workers are forked.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <vector>

#include "postern/process/heap_gaps.hpp"

using namespace postern;

BOOST_AUTO_TEST_SUITE(heap_gaps_tests)

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__)
BOOST_AUTO_TEST_CASE(fill_takes_the_gaps_and_gives_them_back) {
    std::vector<std::unique_ptr<std::string>> all;
    for (int i = 0; i < 2000; ++i) all.push_back(std::make_unique<std::string>(100, 'x'));
    for (std::size_t i = 0; i < all.size(); i += 2) all[i].reset();

    process::HeapGaps gaps;
    gaps.fill();
    const auto first = gaps.count();
    BOOST_TEST(first >= 900u);

    const auto* const highest = all.back()->data();
    const std::string fresh(100, 'y');
    BOOST_TEST(static_cast<const void*>(fresh.data()) > static_cast<const void*>(highest));

    // What was taken is free for the next time, and taken again.
    gaps.fill();
    BOOST_TEST(gaps.count() >= 900u);
    BOOST_TEST(gaps.count() <= first + 100);
}
#endif

BOOST_AUTO_TEST_CASE(fill_changes_nothing_that_is_in_use) {
    const std::string text(5000, 'z');
    process::HeapGaps gaps;
    for (int i = 0; i < 3; ++i) gaps.fill();
    BOOST_TEST(text == std::string(5000, 'z'));
}

BOOST_AUTO_TEST_SUITE_END()
