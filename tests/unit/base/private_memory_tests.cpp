#define BOOST_TEST_DYN_LINK
#include "postern/base/private_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include "postern/base/sanitizers.hpp"
#include "support/child.hpp"

using namespace postern;

#if !POSTERN_SANITIZED

namespace {

/// How often 100 of `c` in a row lie in this region of memory, which is copied out by the kernel,
/// so that nothing of the search is found by it.
std::size_t count_in(int memory, std::uint64_t from, std::uint64_t to, char c) {
    const std::size_t size = to - from;
    void* const copy =
        mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    BOOST_REQUIRE(copy != MAP_FAILED);
    const auto got = pread(memory, copy, size, static_cast<off_t>(from));
    const std::string_view bytes{static_cast<char*>(copy),
                                 got < 0 ? 0 : static_cast<std::size_t>(got)};
    std::size_t found = 0;
    std::size_t in_a_row = 0;
    for (const char byte : bytes) {
        in_a_row = byte == c ? in_a_row + 1 : 0;
        if (in_a_row == 100) ++found;
    }
    munmap(copy, size);
    return found;
}

std::size_t count_in_own_memory(char c) {
    const int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    std::ifstream maps{"/proc/self/maps"};
    std::stringstream lines;
    lines << maps.rdbuf();
    std::size_t found = 0;
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::uint64_t from = 0;
        std::uint64_t to = 0;
        char dash = 0;
        std::string rights;
        words >> std::hex >> from >> dash >> to >> rights;
        if (rights == "rw-p") found += count_in(memory, from, to, c);
    }
    close(memory);
    return found;
}

}  // namespace

#endif

BOOST_AUTO_TEST_SUITE(private_memory_tests)

BOOST_AUTO_TEST_CASE(a_private_process_leaves_no_core_and_cannot_be_looked_into) {
    test::Child child{[] {
        keep_memory_private();
        rlimit core{};
        getrlimit(RLIMIT_CORE, &core);
        return core.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0 ? 0 : 1;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
}

BOOST_AUTO_TEST_CASE(a_private_process_opens_its_own_proc_files_and_stays_private) {
    test::Child child{[] {
        keep_memory_private();
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0)) return 1;
        keep_memory_private();
        if (open("/proc/self/autogroup", O_WRONLY | O_CLOEXEC) >= 0) return 2;
        if (errno == ENOENT) return 0;  // a kernel without it
        if (open_own_proc_file("/proc/self/autogroup", O_WRONLY) < 0) return 3;
        return prctl(PR_GET_DUMPABLE) == 0 ? 0 : 4;
    }};
    BOOST_TEST(child.wait_for_end() == 0);
}

#if !POSTERN_SANITIZED

BOOST_AUTO_TEST_CASE(memory_that_is_given_back_is_wiped) {
    std::size_t while_held = 0;
    {
        const std::string secret(500, 'N');
        while_held = count_in_own_memory('N');
        BOOST_TEST(secret.size() == 500u);
    }
    BOOST_TEST(while_held > 0u);
    BOOST_TEST(count_in_own_memory('N') == 0u);
}

BOOST_AUTO_TEST_CASE(memory_that_grows_or_shrinks_leaves_nothing_behind_and_keeps_its_bytes) {
    char* block = static_cast<char*>(std::malloc(200));
    std::memset(block, 'Q', 200);
    // Something behind it, so that it has to move.
    void* const neighbour = std::malloc(200);
    block = static_cast<char*>(std::realloc(block, 100'000));
    BOOST_REQUIRE(block != nullptr);
    BOOST_TEST(std::string(block, 200) == std::string(200, 'Q'));
    block = static_cast<char*>(std::realloc(block, 60));
    BOOST_TEST(std::string(block, 60) == std::string(60, 'Q'));
    BOOST_TEST(count_in_own_memory('Q') == 0u);
    std::free(block);
    std::free(neighbour);
}

BOOST_AUTO_TEST_CASE(memory_that_shrinks_to_nothing_is_given_back_and_wiped) {
    void* const block = std::malloc(500);
    std::memset(block, 'V', 500);
    volatile std::size_t nothing = 0;  // the compiler has an opinion of its own on a plain one
    BOOST_TEST(std::realloc(block, nothing) == nullptr);
    BOOST_TEST(count_in_own_memory('V') == 0u);
}

#endif

BOOST_AUTO_TEST_SUITE_END()
