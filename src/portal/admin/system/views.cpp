#include "portal/admin/system/views.hpp"

#include <algorithm>

namespace postern::portal::admin::system {

namespace {

constexpr auto kFillRow = [](Fields& inner, const auto& row) { row.fill(inner); };

void fill_bar(Fields& fields, const std::string& name, const Bar& bar) {
    fields.show("HAS_" + name, bar.height > 0);
    fields.set(name + "_LEFT", std::to_string(bar.x));
    fields.set(name + "_TOP", std::to_string(bar.y));
    fields.set(name + "_WIDTH", std::to_string(bar.width));
    fields.set(name + "_HEIGHT", std::to_string(bar.height));
}

/// Rounded down: 100 means all of them.
std::uint64_t percent_of(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0 : std::min(part, whole) * 100 / whole;
}

}  // namespace

void DayRow::fill(Fields& fields) const {
    fields.set("DAY", day);
    fields.set("ACCEPTED", std::to_string(accepted));
    fields.set("REFUSED", std::to_string(refused));
    fill_bar(fields, "ACCEPTED_BAR", column.lower);
    fill_bar(fields, "REFUSED_BAR", column.upper);
}

SignInsView SignInsView::drawn(std::vector<DayRow> days) {
    std::vector<Stack> stacks;
    for (const auto& day : days) stacks.push_back({day.accepted, day.refused});
    const auto columns = columns_of(stacks, kWidth, kHeight);
    for (std::size_t i = 0; i < days.size(); ++i) days[i].column = columns[i];
    return {.days = std::move(days)};
}

std::uint64_t SignInsView::most() const {
    std::uint64_t most = 0;
    for (const auto& day : days) most = std::max(most, day.accepted + day.refused);
    return most;
}

std::uint64_t SignInsView::accepted() const {
    std::uint64_t sum = 0;
    for (const auto& day : days) sum += day.accepted;
    return sum;
}

std::uint64_t SignInsView::refused() const {
    std::uint64_t sum = 0;
    for (const auto& day : days) sum += day.refused;
    return sum;
}

void SignInsView::fill(Fields& fields) const {
    fields.set("CHART_WIDTH", std::to_string(kWidth));
    fields.set("CHART_HEIGHT", std::to_string(kHeight));
    fields.set("FIRST_DAY", days.empty() ? std::string{} : days.front().day);
    fields.set("LAST_DAY", days.empty() ? std::string{} : days.back().day);
    fields.set("MOST_ON_DAY", std::to_string(most()));
    fields.set("ALL_ACCEPTED", std::to_string(accepted()));
    fields.set("ALL_REFUSED", std::to_string(refused()));
    fields.repeat("DAYS", days, kFillRow);
    auto newest_first = days;
    std::ranges::reverse(newest_first);
    fields.repeat("DAY_ROWS", newest_first, [](Fields& inner, const DayRow& day) {
        inner.set("DAY", day.day);
        inner.set("ACCEPTED", std::to_string(day.accepted));
        inner.set("REFUSED", std::to_string(day.refused));
    });
}

void RefusalRow::fill(Fields& fields) const {
    fields.set("REASON", reason);
    fields.show("HAS_WORDS", !words.empty());
    fields.set("REASON_WORDS", words);
    fields.set("REFUSALS_COUNT", std::to_string(count));
    fields.set("LENGTH", std::to_string(length));
}

void WarningRow::fill(Fields& fields) const {
    fields.set("WARNING", text);
    fields.show("HAS_CURE", !url.empty());
    fields.set("CURE_URL", url);
    fields.set("CURE", link);
}

void ActRow::fill(Fields& fields) const {
    fields.set("EVENT", event);
    fields.show("HAS_DETAIL", !detail.empty());
    fields.set("DETAIL", detail);
    fields.set("AT", at.rfc3339);
    fields.set("WHEN", at.text);
    actor.fill(fields);
}

void OverviewView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("HAS_WARNINGS", !warnings.empty());
    fields.repeat("WARNINGS", warnings, kFillRow);
    fields.show("COUNTED", counted);
    fields.show("NOT_COUNTED", !counted);
    fields.set("COUNTED_AT", counted_at.rfc3339);
    fields.set("COUNTED_WHEN", counted_at.text);
    fields.set("LIVE_SESSIONS", std::to_string(live_sessions));
    fields.set("ALL_USERS", std::to_string(users));
    fields.set("FACTOR_USERS", std::to_string(users_with_factor));
    fields.set("FACTOR_PERCENT", std::to_string(percent_of(users_with_factor, users)));
    fields.set("FACTOR_LENGTH", std::to_string(length_of(users_with_factor, users, 100)));
    sign_ins.fill(fields);
    fields.show("HAS_REFUSALS", !refusals.empty());
    fields.show("NO_REFUSALS", refusals.empty());
    fields.repeat("REFUSALS", refusals, kFillRow);
    fields.show("HAS_ACTS", !last_acts.empty());
    fields.show("NO_ACTS", last_acts.empty());
    fields.repeat("ACTS", last_acts, kFillRow);
}

void KeyRow::fill(Fields& fields) const {
    fields.set("KIND", kind);
    fields.set("KEY_ID", id);
    fields.set("ALGORITHM", algorithm);
    fields.show("IS_GOOD", is_good);
    fields.show("IS_BAD", !is_good);
    fields.set("STATE", state_words.empty() ? state : state_words);
    fields.show("HAS_SINCE", !since.rfc3339.empty());
    fields.set("SINCE_AT", since.rfc3339);
    fields.set("SINCE", since.text);
}

void KeysView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("HAS_SIGNING", !signing.empty());
    fields.show("NO_SIGNING", signing.empty());
    fields.repeat("SIGNING", signing, kFillRow);
    fields.show("HAS_SEALING", !sealing.empty());
    fields.show("NO_SEALING", sealing.empty());
    fields.repeat("SEALING", sealing, kFillRow);
}

void SettingRow::fill(Fields& fields) const {
    fields.set("KEY", key);
    fields.set("VALUE", value);
    fields.show("BY_DEFAULT", source == Source::Default);
    fields.show("BY_FILE", source == Source::File);
    fields.show("BY_ENVIRONMENT", source == Source::Environment);
}

void SettingSection::fill(Fields& fields) const {
    fields.set("SECTION", name);
    fields.repeat("SETTINGS", settings, kFillRow);
}

void ConfigurationView::fill(Fields& fields) const {
    frame.fill(fields);
    fields.show("ONLY_SET", only_set);
    fields.show("EVERY_KEY", !only_set);
    fields.show("HAS_SETTINGS", !sections.empty());
    fields.show("NO_SETTINGS", sections.empty());
    fields.repeat("SECTIONS", sections, kFillRow);
}

void FindingRow::fill(Fields& fields) const {
    fields.show("IS_GOOD", state == State::Good);
    fields.show("IS_WARNING", state == State::Warning);
    fields.show("IS_BAD", state == State::Bad);
    fields.set("WHAT", what);
    fields.show("HAS_WHY", !why.empty());
    fields.set("WHY", why);
    fields.show("HAS_NEXT", !next.empty());
    fields.set("TO_DO", next);
}

void HealthView::fill(Fields& fields) const {
    frame.fill(fields);
    const auto bad = std::ranges::count(findings, FindingRow::State::Bad, &FindingRow::state);
    const auto warnings =
        std::ranges::count(findings, FindingRow::State::Warning, &FindingRow::state);
    fields.set("LOOKED_AT", looked_at.rfc3339);
    fields.set("LOOKED_WHEN", looked_at.text);
    fields.show("ALL_GOOD", bad == 0 && warnings == 0 && !findings.empty());
    fields.show("SOME_BAD", bad > 0);
    fields.show("SOME_WARNINGS", bad == 0 && warnings > 0);
    fields.show("HAS_FINDINGS", !findings.empty());
    fields.show("NO_FINDINGS", findings.empty());
    fields.repeat("FINDINGS", findings, kFillRow);
}

}  // namespace postern::portal::admin::system
