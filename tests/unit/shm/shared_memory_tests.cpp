#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <system_error>

#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"

using postern::shm::Shared;
using postern::shm::SharedMemory;

BOOST_AUTO_TEST_SUITE(shared_memory_tests)

BOOST_AUTO_TEST_CASE(shared_memory_is_zeroed_and_has_the_requested_size) {
    const SharedMemory memory{10'000};
    BOOST_TEST(memory.size() == 10'000u);
    const auto* bytes = static_cast<const unsigned char*>(memory.address());
    BOOST_TEST(bytes[0] == 0);
    BOOST_TEST(bytes[9'999] == 0);
}

BOOST_AUTO_TEST_CASE(shared_memory_throws_when_it_cannot_be_mapped) {
    BOOST_CHECK_THROW(SharedMemory{0}, std::system_error);
    BOOST_CHECK_THROW(SharedMemory{SIZE_MAX / 2}, std::system_error);
}

BOOST_AUTO_TEST_CASE(shared_shows_the_parent_what_a_child_wrote) {
    const Shared<std::atomic<std::uint64_t>> number;
    BOOST_TEST(number->load() == 0u);
    postern::test::Child child{[&] {
        number->store(42);
        return 0;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
    BOOST_TEST(number->load() == 42u);
}

BOOST_AUTO_TEST_SUITE_END()
