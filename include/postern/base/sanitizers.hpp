/// sanitizers: whether this is built with one that has its own ideas of memory and system calls.
#pragma once

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define POSTERN_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define POSTERN_SANITIZED 1
#endif
#endif
#ifndef POSTERN_SANITIZED
#define POSTERN_SANITIZED 0
#endif
