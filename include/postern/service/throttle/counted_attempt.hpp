/// CountedAttempt: an attempt that a throttle has counted, for as long as the work that it pays for
/// runs.
///
/// A throttle counts before the work, so that parallel attempts cannot slip between a check and its
/// bookkeeping. Work that throws, or that finds the server busy, proves nothing about the person:
/// unless settle() is called, the destructor gives the attempt back as if it had never been made.
/// Throttle is SignInThrottle, RequestThrottle or another class that has a type Attempt and
/// `withdraw(const Attempt&) const`, which must not throw.
#pragma once

#include <utility>

namespace postern::service {

template <class Throttle>
class [[nodiscard]] CountedAttempt {
public:
    using Attempt = typename Throttle::Attempt;

    /// `attempt`: what `throttle`, which must outlive *this, has just counted.
    CountedAttempt(const Throttle& throttle, Attempt attempt)
        : throttle_{throttle}, attempt_{std::move(attempt)} {}
    ~CountedAttempt() {
        if (!settled_) throttle_.withdraw(attempt_);
    }
    CountedAttempt(const CountedAttempt&) = delete;
    CountedAttempt& operator=(const CountedAttempt&) = delete;

    const Attempt& attempt() const noexcept { return attempt_; }

    /// The work came to a result: the attempt stays counted, and the caller tells the throttle
    /// which result it was, if the throttle wants to know.
    const Attempt& settle() noexcept {
        settled_ = true;
        return attempt_;
    }

private:
    const Throttle& throttle_;
    Attempt attempt_;
    bool settled_ = false;
};

}  // namespace postern::service
