#include "postern/shm/metrics_text.hpp"

#include <array>
#include <cstdio>
#include <string_view>

namespace postern::shm {

namespace {

constexpr std::array<std::string_view, kGateVerdicts> kVerdictNames{
    "user", "anonymous", "sign_in", "step_up", "denied", "unavailable"};
constexpr std::array<std::string_view, kSignInOutcomes> kOutcomeNames{
    "ok",   "bad_credentials",   "disabled", "unverified", "asleep", "throttled",
    "busy", "second_factor_due", "bad_code"};
constexpr std::array<std::string_view, 5> kStatusClasses{"1xx", "2xx", "3xx", "4xx", "5xx"};

/// Exact, without the noise of binary fractions: 0.00005, 1, 12.5.
std::string seconds(std::uint64_t us) {
    std::array<char, 32> buffer;
    const auto whole = static_cast<unsigned long long>(us / 1'000'000);
    const auto rest = static_cast<unsigned long long>(us % 1'000'000);
    std::snprintf(buffer.data(), buffer.size(), "%llu.%06llu", whole, rest);
    std::string text{buffer.data()};
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string label(std::string_view name, std::string_view value) {
    std::string text{name};
    text += "=\"";
    for (const char c : value) {
        if (c == '\\' || c == '"') text += '\\';
        text += c == '\n' ? std::string{"\\n"} : std::string{c};
    }
    return text + '"';
}

/// Writes one family after the other.
class Page {
public:
    void family(std::string_view name, std::string_view type, std::string_view help) {
        family_ = name;
        text_.append("# HELP ").append(name).append(" ").append(help);
        text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
    }

    void series(std::string_view labels, std::uint64_t value, std::string_view suffix = "") {
        series(labels, std::to_string(value), suffix);
    }

    void series(std::string_view labels, const std::string& value, std::string_view suffix) {
        text_.append(family_).append(suffix);
        if (!labels.empty()) text_.append("{").append(labels).append("}");
        text_.append(" ").append(value).append("\n");
    }

    void counter(std::string_view name, std::string_view help, std::uint64_t value) {
        family(name, "counter", help);
        series("", value);
    }

    void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
        family(name, "gauge", help);
        series("", value);
    }

    template <std::size_t kCount>
    void counters(std::string_view name, std::string_view help, std::string_view label_name,
                  const std::array<std::string_view, kCount>& label_values,
                  const std::array<std::uint64_t, kCount>& values) {
        family(name, "counter", help);
        for (std::size_t i = 0; i < kCount; ++i)
            series(label(label_name, label_values[i]), values[i]);
    }

    std::string take() { return std::move(text_); }

private:
    std::string_view family_;
    std::string text_;
};

void add_latency(Page& page, const MetricsSnapshot& metrics) {
    page.family("postern_gate_check_duration_seconds", "histogram",
                "Time from reading a check to its answer.");
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < kLatencyBounds_us.size(); ++i) {
        count += metrics.gate_latency[i];
        page.series(label("le", seconds(kLatencyBounds_us[i])), count, "_bucket");
    }
    count += metrics.gate_latency.back();
    page.series(label("le", "+Inf"), count, "_bucket");
    page.series("", seconds(metrics.gate_latency_sum_us), "_sum");
    page.series("", count, "_count");
}

void add_gate(Page& page, const MetricsSnapshot& metrics) {
    page.counters("postern_gate_checks_total", "Checks answered, by verdict.", "verdict",
                  kVerdictNames, metrics.gate_checks);
    add_latency(page, metrics);
    page.counter("postern_gate_cache_hits_total", "Sessions found in the shared cache.",
                 metrics.cache_hits);
    page.counter("postern_gate_cache_misses_total", "Sessions looked up in the database.",
                 metrics.cache_misses);
}

void add_portal(Page& page, const MetricsSnapshot& metrics) {
    page.counters("postern_sign_ins_total", "Attempts to sign in, by outcome.", "outcome",
                  kOutcomeNames, metrics.sign_ins);
    page.counters("postern_portal_requests_total", "Requests to portal and API, by status class.",
                  "status", kStatusClasses, metrics.portal_requests);
}

void add_storage(Page& page, const MetricsSnapshot& metrics) {
    page.counter("postern_database_errors_total", "Queries that the database did not answer.",
                 metrics.database_errors);
    page.counter("postern_sessions_purged_total", "Sessions removed after their end.",
                 metrics.sessions_purged);
    page.counter("postern_last_seen_written_total", "Last-seen times written to the database.",
                 metrics.last_seen_written);
    page.counter("postern_access_counts_written_total",
                 "Rows of counted access decisions written to the database.",
                 metrics.access_written);
    page.counter("postern_access_decisions_dropped_total",
                 "Access decisions that found no room to be counted.", metrics.access_dropped);
}

void add_mail(Page& page, const MetricsSnapshot& metrics, std::uint64_t outbox_waiting) {
    page.counter("postern_mails_sent_total", "E-mails that the mail server has accepted.",
                 metrics.mails_sent);
    page.counter("postern_mails_failed_total", "E-mails that were given up.", metrics.mails_failed);
    page.gauge("postern_outbox_waiting", "E-mails that wait to be delivered, of all hosts.",
               outbox_waiting);
}

void add_workers(Page& page, const WorkerCounts& workers) {
    page.family("postern_workers", "gauge", "Worker processes, by pool and state.");
    for (const auto& pool : workers.pools) {
        const std::string name = label("pool", pool.name) + ',';
        page.series(name + label("state", "starting"), pool.starting);
        page.series(name + label("state", "idle"), pool.idle);
        page.series(name + label("state", "busy"), pool.busy);
        page.series(name + label("state", "draining"), pool.draining);
    }
    page.counter("postern_worker_restarts_total", "Workers replaced after an unasked-for death.",
                 workers.restarts);
}

}  // namespace

std::string to_prometheus(const MetricsSnapshot& metrics, const WorkerCounts& workers,
                          std::uint64_t outbox_waiting) {
    Page page;
    add_gate(page, metrics);
    add_portal(page, metrics);
    add_storage(page, metrics);
    add_mail(page, metrics, outbox_waiting);
    add_workers(page, workers);
    return page.take();
}

}  // namespace postern::shm
