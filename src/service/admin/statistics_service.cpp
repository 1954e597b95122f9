#include "postern/service/admin/statistics_service.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace postern::service {

namespace {

constexpr int kDays = 30;
constexpr std::size_t kMostReasons = 8;
constexpr std::size_t kActs = 10;
constexpr std::chrono::hours kBehind{2};

TimePoint day_of(TimePoint time) { return std::chrono::floor<std::chrono::days>(time); }

std::vector<DayOfSignIns> days_of(const std::vector<store::DayCount>& counts, TimePoint first) {
    std::vector<DayOfSignIns> days;
    for (int i = 0; i < kDays; ++i) days.push_back({.day = first + std::chrono::days{i}});
    for (const auto& count : counts) {
        if (count.event != AuditEvent::SignIn || count.day < first) continue;
        const auto index = static_cast<std::size_t>((count.day - first) / std::chrono::days{1});
        if (index >= days.size()) continue;
        (count.result == AuditResult::Ok ? days[index].accepted : days[index].refused) +=
            count.count;
    }
    return days;
}

std::vector<RefusalCount> refusals_of(const std::vector<store::DayCount>& counts) {
    std::map<std::string, std::uint64_t> by_reason;
    for (const auto& count : counts)
        if (count.result != AuditResult::Ok)
            by_reason[count.result == AuditResult::Throttled ? "throttled" : count.detail] +=
                count.count;
    std::vector<RefusalCount> refusals;
    for (auto& [reason, count] : by_reason) refusals.push_back({reason, count});
    std::ranges::sort(refusals, [](const RefusalCount& a, const RefusalCount& b) {
        return a.count != b.count ? a.count > b.count : a.reason < b.reason;
    });
    if (refusals.size() > kMostReasons) refusals.resize(kMostReasons);
    return refusals;
}

std::vector<Warning> warnings_of(const store::Standing& standing, bool mail_enabled,
                                 TimePoint now) {
    using Kind = Warning::Kind;
    std::vector<Warning> warnings;
    const auto warn = [&warnings](bool when, Kind kind, std::uint64_t count = 0) {
        if (when) warnings.push_back({kind, count});
    };
    warn(standing.administrators < 2, Kind::NoSecondAdministrator);
    warn(standing.administrators_without_factor > 0, Kind::AdministratorWithoutFactor,
         standing.administrators_without_factor);
    warn(standing.mails_failed > 0, Kind::MailGivenUp, standing.mails_failed);
    warn(standing.users_waiting > 0, Kind::UsersWaiting, standing.users_waiting);
    warn(!mail_enabled, Kind::NoMailServer);
    warn(standing.counted_at && now - *standing.counted_at > kBehind, Kind::CountsBehind);
    return warnings;
}

}  // namespace

StatisticsService::StatisticsService(store::StatisticsStore& statistics, bool mail_enabled)
    : statistics_{statistics}, mail_enabled_{mail_enabled} {}

Overview StatisticsService::overview(TimePoint now) const {
    const auto first = day_of(now) - std::chrono::days{kDays - 1};
    const auto counts = statistics_.days(first);
    const auto standing = statistics_.standing(now);
    return {.days = days_of(counts, first),
            .refusals = refusals_of(counts),
            .users = standing.users,
            .users_with_factor = standing.users_with_factor,
            .live_sessions = standing.live_sessions,
            .counted_at = standing.counted_at,
            .warnings = warnings_of(standing, mail_enabled_, now),
            .last_acts = statistics_.last_acts(kActs)};
}

bool StatisticsService::count_some(TimePoint now) const { return statistics_.count_some(now); }

}  // namespace postern::service
