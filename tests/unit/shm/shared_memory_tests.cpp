#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <array>
#include <cinttypes>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <string>
#include <system_error>

#include "postern/shm/shared_memory.hpp"
#include "support/child.hpp"

using postern::shm::Shared;
using postern::shm::SharedMemory;

namespace {

struct HasSecrets {
    static constexpr bool kReadyWhenZeroed = true;
    static constexpr bool kOutOfCoreFiles = true;
    std::array<std::atomic<std::uint64_t>, 1024> words;
};

/// What the kernel says of the mapping that begins there: `dd` for "don't dump".
bool is_out_of_core_files(const void* address) {
    std::ifstream maps{"/proc/self/smaps"};
    bool is_here = false;
    for (std::string line; std::getline(maps, line);) {
        std::uintptr_t begin = 0;
        std::uintptr_t end = 0;
        if (std::sscanf(line.c_str(), "%" SCNxPTR "-%" SCNxPTR " ", &begin, &end) == 2) {
            const auto at = reinterpret_cast<std::uintptr_t>(address);
            is_here = begin <= at && at < end;
        } else if (is_here && line.starts_with("VmFlags:")) {
            return line.find(" dd") != std::string::npos;
        }
    }
    BOOST_FAIL("the mapping is not in /proc/self/smaps");
    return false;
}

}  // namespace

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

BOOST_AUTO_TEST_CASE(shared_is_out_of_core_files_where_its_type_says_so) {
    const Shared<std::atomic<std::uint64_t>> number;
    const Shared<HasSecrets> secrets;
    BOOST_TEST(!is_out_of_core_files(&*number));
    BOOST_TEST(is_out_of_core_files(&*secrets));
}

BOOST_AUTO_TEST_SUITE_END()
