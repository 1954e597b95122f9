/// parameters: how our types are bound to a statement's question marks.
///
/// One overload for each type, and always the same Connector/C++ setter for it: a parameter that
/// once was unsigned stays unsigned in that library.
#pragma once

#include <cppconn/datatype.h>
#include <cppconn/prepared_statement.h>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "postern/base/bytes.hpp"
#include "postern/base/clock.hpp"
#include "postern/model/ids.hpp"

namespace postern::store::mysql {

/// `2039-01-02 03:04:05`. REQUIRES: a year of four digits.
std::string to_sql_datetime(TimePoint time);

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                          std::string_view text) {
    statement.setString(index, sql::SQLString{text.data(), text.size()});
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                          const Digest& digest) {
    set_parameter(statement, index, as_bytes(digest));
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index, TimePoint time) {
    set_parameter(statement, index, std::string_view{to_sql_datetime(time)});
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                          std::optional<TimePoint> time) {
    if (time)
        set_parameter(statement, index, *time);
    else
        statement.setNull(index, sql::DataType::VARCHAR);
}

/// A template, so that no text turns into an optional one by itself.
template <std::same_as<std::optional<std::string>> OptionalText>
void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                   const OptionalText& text) {
    if (text)
        set_parameter(statement, index, std::string_view{*text});
    else
        statement.setNull(index, sql::DataType::VARCHAR);
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                          std::uint64_t number) {
    statement.setUInt64(index, number);
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                          std::uint32_t number) {
    statement.setUInt64(index, number);
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                          std::int32_t number) {
    statement.setInt(index, number);
}

/// A template, as for optional texts.
template <std::same_as<std::optional<std::uint64_t>> OptionalNumber>
void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                   const OptionalNumber& number) {
    if (number)
        set_parameter(statement, index, *number);
    else
        statement.setNull(index, sql::DataType::BIGINT);
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index, bool flag) {
    statement.setBoolean(index, flag);
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index, UserId id) {
    statement.setUInt64(index, static_cast<std::uint64_t>(id));
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index, SessionId id) {
    statement.setUInt64(index, static_cast<std::uint64_t>(id));
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index, FamilyId id) {
    statement.setUInt64(index, static_cast<std::uint64_t>(id));
}

inline void set_parameter(sql::PreparedStatement& statement, unsigned int index,
                          PersonalTokenId id) {
    statement.setUInt64(index, static_cast<std::uint64_t>(id));
}

/// A pointer would turn into a bool without a word.
void set_parameter(sql::PreparedStatement&, unsigned int, const char*) = delete;

}  // namespace postern::store::mysql
