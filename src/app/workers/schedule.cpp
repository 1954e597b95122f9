#include "app/workers/schedule.hpp"

#include <algorithm>

#include "postern/base/check.hpp"

namespace postern::app {

Schedule::Schedule(const std::vector<Interval>& intervals, Time start) {
    POSTERN_CHECK(!intervals.empty());
    for (const auto interval : intervals) entries_.push_back({interval, start});
}

std::vector<std::size_t> Schedule::take_due(Time now) {
    std::vector<std::size_t> due;
    for (std::size_t task = 0; task < entries_.size(); ++task) {
        auto& entry = entries_[task];
        if (now < entry.due) continue;
        entry.due = now + entry.interval;
        due.push_back(task);
    }
    return due;
}

void Schedule::hurry(std::size_t task, Time now) { entries_.at(task).due = now; }

Schedule::Time Schedule::next_due() const {
    return std::ranges::min(entries_, {}, &Entry::due).due;
}

}  // namespace postern::app
