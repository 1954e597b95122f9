/// views: what the pages of this room show.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "portal/admin/frame/actor_view.hpp"
#include "portal/admin/frame/admin_frame.hpp"
#include "portal/admin/system/chart.hpp"
#include "portal/page/moment.hpp"
#include "postern/model/audit.hpp"

namespace postern::portal::admin::system {

// --- the overview

/// One day of the chart and of the table with the same numbers.
struct DayRow {
    std::string day;  ///< `2026-11-21`
    std::uint64_t accepted = 0;
    std::uint64_t refused = 0;
    Column column{};

    void fill(Fields& fields) const;
};

/// Sign-ins by day. The picture is kWidth wide and kHeight high.
struct SignInsView {
    static constexpr std::uint32_t kWidth = 900;
    static constexpr std::uint32_t kHeight = 160;

    std::vector<DayRow> days{};  ///< oldest first, at most kWidth

    /// Of rows without columns.
    static SignInsView drawn(std::vector<DayRow> days);

    std::uint64_t most() const;  ///< on one day
    std::uint64_t accepted() const;
    std::uint64_t refused() const;

    void fill(Fields& fields) const;
};

struct RefusalRow {
    std::string reason;   ///< as the audit log spells it
    std::string words{};  ///< empty: there are none
    std::uint64_t count = 0;
    std::uint32_t length = 0;  ///< of its bar, of 100

    void fill(Fields& fields) const;
};

struct WarningRow {
    std::string text;
    std::string url{};   ///< of the page where it is cured; empty: not for this visitor
    std::string link{};  ///< the name of that page

    void fill(Fields& fields) const;
};

struct ActRow {
    std::string event;  ///< in words
    std::string detail{};
    Moment at{};
    ActorView actor{};

    void fill(Fields& fields) const;
};

struct OverviewView {
    static constexpr std::string_view kTemplate = "admin_overview";

    AdminFrame frame;
    std::vector<WarningRow> warnings{};
    bool counted = false;  ///< else there are no numbers yet
    Moment counted_at{};
    std::uint64_t live_sessions = 0;
    std::uint64_t users = 0;
    std::uint64_t users_with_factor = 0;
    SignInsView sign_ins{};
    std::vector<RefusalRow> refusals{};
    std::vector<ActRow> last_acts{};

    void fill(Fields& fields) const;
};

// --- keys

struct KeyRow {
    std::string kind;  ///< as ShownKey has it
    std::string id{};
    std::string algorithm{};
    std::string state{};        ///< as ShownKey has it
    std::string state_words{};  ///< empty: there are none
    bool is_good = true;
    Moment since{};  ///< empty: not known

    void fill(Fields& fields) const;
};

struct KeysView {
    static constexpr std::string_view kTemplate = "admin_keys";

    AdminFrame frame;
    std::vector<KeyRow> signing{};  ///< keys that sign
    std::vector<KeyRow> sealing{};  ///< keys of the key file

    void fill(Fields& fields) const;
};

// --- configuration

struct SettingRow {
    std::string key;  ///< `session.idle_ttl`
    std::string value{};
    enum class Source { Default, File, Environment };
    Source source = Source::Default;

    void fill(Fields& fields) const;
};

struct SettingSection {
    std::string name;  ///< `session`
    std::vector<SettingRow> settings{};

    void fill(Fields& fields) const;
};

struct ConfigurationView {
    static constexpr std::string_view kTemplate = "admin_configuration";

    AdminFrame frame;
    std::vector<SettingSection> sections{};
    bool only_set = false;

    void fill(Fields& fields) const;
};

// --- health

struct FindingRow {
    enum class State { Good, Warning, Bad };
    State state = State::Good;
    std::string what;
    std::string why{};
    std::string next{};  ///< what to do; empty: nothing

    void fill(Fields& fields) const;
};

struct HealthView {
    static constexpr std::string_view kTemplate = "admin_health";

    AdminFrame frame;
    Moment looked_at{};
    std::vector<FindingRow> findings{};  ///< the worst first

    void fill(Fields& fields) const;
};

}  // namespace postern::portal::admin::system
