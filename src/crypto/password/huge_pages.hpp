/// HugePages: while one lives, the large blocks that a library maps on this thread lie on huge
/// pages.
///
/// libsodium maps fresh memory for each Argon2id hash and unmaps it afterwards: 19 MiB are 4 864
/// page faults, and they cost about as much as a third of the hashing. On huge pages they are fewer
/// than 300, and the hashing itself misses fewer addresses in the processor's tables. Nothing is
/// kept: the kernel clears the memory between two hashes, as it always does.
///
/// A request to the kernel, no promise: where huge pages are switched off or run out
/// (/sys/kernel/mm/transparent_hugepage/enabled says `never`), hashing works as without this class.
#pragma once

namespace postern::crypto {

class HugePages {
public:
    HugePages() noexcept;
    ~HugePages();
    HugePages(const HugePages&) = delete;
    HugePages& operator=(const HugePages&) = delete;
};

}  // namespace postern::crypto
