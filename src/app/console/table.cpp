#include "app/console/table.hpp"

#include <algorithm>
#include <ostream>
#include <utility>

#include "app/console/console.hpp"
#include "postern/base/bytes.hpp"

namespace postern::app {

namespace {

std::string cell_text(const json::Json& cell) {
    if (const auto* text = cell.string()) return printable(*text);
    if (const auto* flag = cell.boolean()) return *flag ? "yes" : "no";
    return cell.is_null() ? "-" : cell.dump();
}

std::string title_text(std::string title) {
    std::ranges::transform(title, title.begin(), [](char c) {
        if (c == '_') return ' ';
        return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return title;
}

void print_table(std::ostream& out, const std::vector<std::vector<std::string>>& lines) {
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (const auto& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i)
            widths[i] = std::max(widths[i], count_code_points(line[i]));
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            out << line[i];
            if (i + 1 == line.size()) break;
            out << std::string(widths[i] - count_code_points(line[i]) + 2, ' ');
        }
        out << '\n';
    }
}

void print_json(std::ostream& out, const std::vector<Column>& columns,
                const std::vector<Row>& rows) {
    json::Json::Array list;
    for (const auto& row : rows) list.emplace_back(to_object(columns, row));
    out << json::Json{std::move(list)}.dump_pretty() << '\n';
}

}  // namespace

json::Json::Object to_object(const std::vector<Column>& columns, const Row& row) {
    json::Json::Object object;
    for (std::size_t i = 0; i < columns.size(); ++i) object.emplace_back(columns[i].title, row[i]);
    return object;
}

void print_rows(std::ostream& out, bool as_json, const std::vector<Column>& columns,
                const std::vector<Row>& rows, const std::string& empty) {
    if (as_json) return print_json(out, columns, rows);
    if (rows.empty()) {
        out << empty << '\n';
        return;
    }
    std::vector<std::vector<std::string>> lines(1);
    for (const auto& column : columns) lines.front().push_back(title_text(column.title));
    for (const auto& row : rows) {
        auto& line = lines.emplace_back();
        for (const auto& cell : row) line.push_back(cell_text(cell));
    }
    print_table(out, lines);
}

}  // namespace postern::app
