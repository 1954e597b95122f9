/// Schedule: which of a process's recurring tasks are due, and when the next one is.
///
/// Pure: knows numbers and times, neither what a task does nor what time it is. A task is due one
/// interval after it was last taken, however long it then ran, so tasks that are late do not pile
/// up.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace postern::app {

class Schedule {
public:
    using Time = std::chrono::steady_clock::time_point;
    using Interval = std::chrono::milliseconds;

    /// One task for each interval, numbered from 0, all due at `start`. REQUIRES: at least one.
    Schedule(const std::vector<Interval>& intervals, Time start);

    /// The tasks that are due, in the order of their numbers; each is due again after its interval.
    std::vector<std::size_t> take_due(Time now);

    /// Makes a task due at `now`, whatever its interval.
    void hurry(std::size_t task, Time now);

    /// When the next task is due; in the past when one is late.
    Time next_due() const;

private:
    struct Entry {
        Interval interval;
        Time due;
    };
    std::vector<Entry> entries_;
};

}  // namespace postern::app
