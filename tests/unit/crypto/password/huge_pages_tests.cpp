// Where the memory of a hash comes from.
#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "crypto/password/huge_pages.hpp"

using postern::crypto::HugePages;

namespace {

constexpr std::size_t kMiB = std::size_t{1024} * 1024;

/// What /proc/self/smaps says of the mapping that begins at `address`: its VmFlags; proc(5).
std::string flags_of(const void* address) {
    std::ostringstream wanted;
    wanted << std::hex << reinterpret_cast<std::uintptr_t>(address) << '-';
    std::ifstream smaps{"/proc/self/smaps"};
    bool here = false;
    for (std::string line; std::getline(smaps, line);) {
        if (line.starts_with(wanted.str())) here = true;
        if (here && line.starts_with("VmFlags:")) return line;
    }
    return {};
}

class Block {
public:
    explicit Block(std::size_t bytes, int more_flags = 0)
        : bytes_{bytes},
          address_{mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | more_flags, -1, 0)} {
        BOOST_TEST_REQUIRE(address_ != MAP_FAILED);
    }
    ~Block() { munmap(address_, bytes_); }
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    bool is_on_huge_pages() const { return flags_of(address_).find(" hg") != std::string::npos; }
    void fill() const {
        for (std::size_t i = 0; i < bytes_; i += 4096) static_cast<char*>(address_)[i] = 'x';
    }
    const void* address() const { return address_; }

private:
    std::size_t bytes_;
    void* address_;
};

[[maybe_unused]] bool has_transparent_huge_pages() {
    return std::ifstream{"/sys/kernel/mm/transparent_hugepage/enabled"}.good();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(huge_pages_tests)

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

BOOST_AUTO_TEST_CASE(large_blocks_are_requested_on_huge_pages) {
    if (!has_transparent_huge_pages()) return;
    const HugePages wanted;
    for (const std::size_t bytes : {2 * kMiB, 19 * kMiB, 64 * kMiB + 4096}) {
        const Block block{bytes, MAP_POPULATE};
        BOOST_TEST(block.is_on_huge_pages(), bytes << " bytes: " << flags_of(block.address()));
        BOOST_TEST(reinterpret_cast<std::uintptr_t>(block.address()) % (2 * kMiB) == 0u);
        block.fill();
    }
}

BOOST_AUTO_TEST_CASE(nothing_else_is_mapped_in_another_way) {
    std::optional<HugePages> wanted{std::in_place};
    BOOST_TEST(!Block{kMiB}.is_on_huge_pages());
    {
        const HugePages inner;
        BOOST_TEST(!Block{4096}.is_on_huge_pages());
    }
    wanted.reset();
    BOOST_TEST(!Block{19 * kMiB}.is_on_huge_pages());
}

#endif

BOOST_AUTO_TEST_CASE(a_failed_mapping_reports_the_kernels_error) {
    const HugePages wanted;
    errno = 0;
    BOOST_TEST(mmap(nullptr, std::size_t{1} << 60, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    BOOST_TEST(errno == ENOMEM);
    errno = 0;
    BOOST_TEST(mmap(nullptr, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
    BOOST_TEST(errno == EINVAL);
}

BOOST_AUTO_TEST_SUITE_END()
