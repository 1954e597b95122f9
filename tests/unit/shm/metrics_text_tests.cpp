#define BOOST_TEST_DYN_LINK
#include <boost/test/unit_test.hpp>

#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "postern/shm/metrics_text.hpp"

using postern::shm::MetricsSnapshot;
using postern::shm::to_prometheus;
using postern::shm::WorkerCounts;

namespace {

/// Reads the text format 0.0.4 as strictly as it is written down; throws on any deviation.
class Page {
public:
    explicit Page(const std::string& text) {
        if (text.empty() || text.back() != '\n') throw std::runtime_error{"no newline at the end"};
        std::istringstream lines{text};
        for (std::string line; std::getline(lines, line);) read_line(line);
        for (const auto& [family, type] : types_)
            if (!families_with_series_.contains(family))
                throw std::runtime_error{"empty " + family};
    }

    std::string value(const std::string& series) const { return values_.at(series); }
    std::size_t size() const { return values_.size(); }
    std::string type(const std::string& family) const { return types_.at(family); }
    /// The values of a histogram's buckets, in the order in which they stand.
    const std::vector<std::pair<std::string, std::uint64_t>>& buckets() const { return buckets_; }

private:
    void read_line(const std::string& line) {
        static const std::regex help{"# HELP ([a-z_]+) [^\\\\]+"};
        static const std::regex type{"# TYPE ([a-z_]+) (counter|gauge|histogram)"};
        static const std::string pair{"[a-z_]+=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\""};
        static const std::regex sample{"([a-z_]+)(\\{" + pair + "(?:," + pair +
                                       ")*\\})? ([0-9]+(?:\\.[0-9]+)?)"};
        std::smatch parts;
        if (std::regex_match(line, parts, help))
            begin_family(parts[1]);
        else if (std::regex_match(line, parts, type))
            set_type(parts[1], parts[2]);
        else if (std::regex_match(line, parts, sample))
            add_series(parts[1], parts[2], parts[3]);
        else
            throw std::runtime_error{"not understood: " + line};
    }
    void begin_family(const std::string& name) {
        if (!helped_.insert(name).second) throw std::runtime_error{"twice: " + name};
        family_ = name;
    }
    void set_type(const std::string& name, const std::string& type) {
        if (name != family_ || !types_.emplace(name, type).second)
            throw std::runtime_error{"TYPE out of place: " + name};
    }
    void add_series(const std::string& name, const std::string& labels, const std::string& value) {
        if (!types_.contains(family_)) throw std::runtime_error{"no TYPE: " + name};
        const std::string suffix = name.substr(std::min(family_.size(), name.size()));
        const bool of_histogram = suffix == "_bucket" || suffix == "_sum" || suffix == "_count";
        const bool is_histogram = types_.at(family_) == "histogram";
        if (!name.starts_with(family_) || (is_histogram ? !of_histogram : !suffix.empty()))
            throw std::runtime_error{"in another family: " + name};
        if (!values_.emplace(name + labels, value).second)
            throw std::runtime_error{"twice: " + name + labels};
        if (suffix == "_bucket")
            buckets_.emplace_back(labels.substr(5, labels.size() - 7), std::stoull(value));
        families_with_series_.insert(family_);
    }

    std::string family_;
    std::set<std::string> helped_;
    std::set<std::string> families_with_series_;
    std::map<std::string, std::string> types_;
    std::map<std::string, std::string> values_;
    std::vector<std::pair<std::string, std::uint64_t>> buckets_;
};

MetricsSnapshot numbered() {
    MetricsSnapshot metrics{};
    std::uint64_t next = 1;
    for (auto& count : metrics.gate_checks) count = next++;
    for (auto& count : metrics.gate_latency) count = next++;
    for (auto& count : metrics.sign_ins) count = next++;
    for (auto& count : metrics.portal_requests) count = next++;
    metrics.gate_latency_sum_us = 12'345'678;
    metrics.cache_hits = 101;
    metrics.cache_misses = 102;
    metrics.database_errors = 103;
    metrics.sessions_purged = 104;
    metrics.last_seen_written = 105;
    metrics.mails_sent = 106;
    metrics.mails_failed = 107;
    metrics.access_written = 109;
    metrics.access_dropped = 110;
    return metrics;
}

const WorkerCounts kWorkers{.pools = {{.name = "gate", .idle = 3, .busy = 1},
                                      {.name = "portal", .starting = 2, .draining = 4}},
                            .restarts = 9};

}  // namespace

BOOST_AUTO_TEST_SUITE(metrics_text_tests)

BOOST_AUTO_TEST_CASE(to_prometheus_writes_a_page_that_a_strict_reader_accepts) {
    BOOST_CHECK_NO_THROW(Page{to_prometheus({}, {.pools = {{.name = "gate"}}})});
    BOOST_CHECK_NO_THROW(Page{to_prometheus(numbered(), kWorkers)});
}

BOOST_AUTO_TEST_CASE(the_strict_reader_refuses_invalid_pages) {
    const std::string family{"# HELP a Of a.\n# TYPE a counter\n"};
    BOOST_CHECK_NO_THROW(Page{family + "a{b=\"c\"} 1\n"});
    BOOST_CHECK_THROW(Page{family + "a 1"}, std::runtime_error);
    BOOST_CHECK_THROW(Page{"a 1\n"}, std::runtime_error);
    BOOST_CHECK_THROW(Page{family}, std::runtime_error);
    BOOST_CHECK_THROW(Page{family + "a 1\na 1\n"}, std::runtime_error);
    BOOST_CHECK_THROW(Page{family + "b 1\n"}, std::runtime_error);
    BOOST_CHECK_THROW(Page{family + "a{b=\"\"\"} 1\n"}, std::runtime_error);
    BOOST_CHECK_THROW(Page{family + "a 1\n" + family + "a{b=\"c\"} 1\n"}, std::runtime_error);
}

BOOST_AUTO_TEST_CASE(every_counter_has_its_series) {
    const Page page{to_prometheus(numbered(), kWorkers, 108)};
    const std::map<std::string, std::string> expected{
        {"postern_gate_checks_total{verdict=\"user\"}", "1"},
        {"postern_gate_checks_total{verdict=\"anonymous\"}", "2"},
        {"postern_gate_checks_total{verdict=\"sign_in\"}", "3"},
        {"postern_gate_checks_total{verdict=\"step_up\"}", "4"},
        {"postern_gate_checks_total{verdict=\"denied\"}", "5"},
        {"postern_gate_checks_total{verdict=\"unavailable\"}", "6"},
        {"postern_gate_check_duration_seconds_bucket{le=\"0.00005\"}", "7"},
        {"postern_gate_check_duration_seconds_sum", "12.345678"},
        {"postern_gate_cache_hits_total", "101"},
        {"postern_gate_cache_misses_total", "102"},
        {"postern_sign_ins_total{outcome=\"ok\"}", "21"},
        {"postern_sign_ins_total{outcome=\"bad_credentials\"}", "22"},
        {"postern_sign_ins_total{outcome=\"disabled\"}", "23"},
        {"postern_sign_ins_total{outcome=\"unverified\"}", "24"},
        {"postern_sign_ins_total{outcome=\"asleep\"}", "25"},
        {"postern_sign_ins_total{outcome=\"throttled\"}", "26"},
        {"postern_sign_ins_total{outcome=\"busy\"}", "27"},
        {"postern_sign_ins_total{outcome=\"second_factor_due\"}", "28"},
        {"postern_sign_ins_total{outcome=\"bad_code\"}", "29"},
        {"postern_portal_requests_total{status=\"1xx\"}", "30"},
        {"postern_portal_requests_total{status=\"5xx\"}", "34"},
        {"postern_database_errors_total", "103"},
        {"postern_sessions_purged_total", "104"},
        {"postern_last_seen_written_total", "105"},
        {"postern_access_counts_written_total", "109"},
        {"postern_access_decisions_dropped_total", "110"},
        {"postern_mails_sent_total", "106"},
        {"postern_mails_failed_total", "107"},
        {"postern_outbox_waiting", "108"},
        {"postern_workers{pool=\"gate\",state=\"idle\"}", "3"},
        {"postern_workers{pool=\"gate\",state=\"busy\"}", "1"},
        {"postern_workers{pool=\"portal\",state=\"starting\"}", "2"},
        {"postern_workers{pool=\"portal\",state=\"draining\"}", "4"},
        {"postern_worker_restarts_total", "9"}};
    for (const auto& [series, value] : expected) BOOST_TEST(page.value(series) == value, series);
    BOOST_TEST(page.type("postern_workers") == "gauge");
    BOOST_TEST(page.type("postern_gate_checks_total") == "counter");
}

BOOST_AUTO_TEST_CASE(buckets_are_cumulative_and_the_last_one_is_the_count) {
    const Page page{to_prometheus(numbered(), kWorkers)};
    const auto& buckets = page.buckets();
    BOOST_REQUIRE(buckets.size() == 14u);
    for (std::size_t i = 1; i + 1 < buckets.size(); ++i) {
        BOOST_TEST(std::stod(buckets[i].first) > std::stod(buckets[i - 1].first));
        BOOST_TEST(buckets[i].second > buckets[i - 1].second);
    }
    BOOST_TEST(buckets[12].first == "1");
    BOOST_TEST(buckets[13].first == "+Inf");
    BOOST_TEST(buckets[13].second == 189u);  // 7 + 8 + ... + 20
    BOOST_TEST(page.value("postern_gate_check_duration_seconds_count") == "189");
}

BOOST_AUTO_TEST_CASE(bounds_are_written_without_noise) {
    const Page page{to_prometheus({}, {.pools = {{.name = "gate"}}})};
    std::string bounds;
    for (const auto& [bound, count] : page.buckets()) bounds += bound + ' ';
    BOOST_TEST(bounds ==
               "0.00005 0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 1 +Inf ");
}

BOOST_AUTO_TEST_CASE(label_values_are_escaped) {
    const auto text = to_prometheus({}, {.pools = {{.name = "a\"b\\c\nd"}}});
    const Page page{text};
    BOOST_TEST(page.value("postern_workers{pool=\"a\\\"b\\\\c\\nd\",state=\"idle\"}") == "0");
}

BOOST_AUTO_TEST_SUITE_END()
