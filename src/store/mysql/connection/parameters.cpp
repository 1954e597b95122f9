#include "store/mysql/connection/parameters.hpp"

#include "postern/base/check.hpp"

namespace postern::store::mysql {

namespace {

void append_number(std::string& text, unsigned long number, std::size_t digits, char end) {
    const std::string plain = std::to_string(number);
    if (plain.size() < digits) text.append(digits - plain.size(), '0');
    text.append(plain);
    if (end != '\0') text += end;
}

}  // namespace

std::string to_sql_datetime(TimePoint time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    const int year = static_cast<int>(date.year());
    POSTERN_CHECK(year >= 1000 && year <= 9999);

    std::string text;
    append_number(text, static_cast<unsigned long>(year), 4, '-');
    append_number(text, static_cast<unsigned>(date.month()), 2, '-');
    append_number(text, static_cast<unsigned>(date.day()), 2, ' ');
    append_number(text, static_cast<unsigned long>(clock.hours().count()), 2, ':');
    append_number(text, static_cast<unsigned long>(clock.minutes().count()), 2, ':');
    append_number(text, static_cast<unsigned long>(clock.seconds().count()), 2, '\0');
    return text;
}

}  // namespace postern::store::mysql
