#include "portal/reference/document.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "postern/json/json.hpp"

namespace postern::portal::reference {

namespace {

using json::Json;

constexpr json::JsonLimits kLimits{
    .max_bytes = 1024 * 1024, .max_depth = 64, .max_values = 100'000};
/// Objects inside objects are shown in the list of the outermost one, as deep as this.
constexpr int kMaxDepth = 4;

[[noreturn]] void refuse(std::string_view what) {
    throw std::runtime_error{"openapi.json: " + std::string{what}};
}

const Json& must_have(const Json& json, std::string_view name) {
    const auto* member = json.find(name);
    if (!member) refuse(std::string{name}.append(" is missing"));
    return *member;
}

const Json::Object& members_of(const Json& json) {
    static const Json::Object kNone;
    return json.object() ? *json.object() : kNone;
}

const Json::Array& items_of(const Json& json) {
    static const Json::Array kNone;
    return json.array() ? *json.array() : kNone;
}

/// The text of a member; empty where there is none.
std::string text_of(const Json& json, std::string_view name) {
    const auto* member = json.find(name);
    return member && member->string() ? *member->string() : std::string{};
}

std::string in_capitals(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

bool is_true(const Json& json, std::string_view name) {
    const auto* member = json.find(name);
    return member && member->boolean() && *member->boolean();
}

/// The value, or the component that it refers to.
const Json& resolved(const Json& root, const Json& json) {
    const auto reference = text_of(json, "$ref");
    if (reference.empty()) return json;
    constexpr std::string_view kBefore = "#/components/";
    if (!reference.starts_with(kBefore)) refuse("a reference leads out of it");
    const auto path = std::string_view{reference}.substr(kBefore.size());
    const auto slash = path.find('/');
    if (slash == path.npos) refuse("a reference names no component");
    return must_have(must_have(must_have(root, "components"), path.substr(0, slash)),
                     path.substr(slash + 1));
}

std::vector<Text> read_paragraphs(std::string_view markup) {
    std::vector<Text> paragraphs;
    while (!markup.empty()) {
        const auto end = std::min(markup.find("\n\n"), markup.size());
        paragraphs.push_back(read_text(markup.substr(0, end)));
        markup.remove_prefix(std::min(end + 2, markup.size()));
    }
    return paragraphs;
}

// --- schemas

std::string number_text(const Json& json) {
    return json.integer() ? std::to_string(*json.integer()) : json.dump();
}

/// `1 to 60 characters`; empty where nothing is said.
std::string bounds(const Json& schema, std::string_view least, std::string_view most,
                   std::string_view unit) {
    const auto* min = schema.find(least);
    const auto* max = schema.find(most);
    if (!min && !max) return {};
    std::string text{", "};
    if (min) text.append(max ? "" : "at least ").append(number_text(*min));
    if (min && max) text.append(" to ");
    if (max) text.append(min ? "" : "at most ").append(number_text(*max));
    return text.append(unit);
}

/// `string or null`.
std::string names_of_types(const Json& schema) {
    const auto* type = schema.find("type");
    if (!type) return {};
    if (type->string()) return *type->string();
    std::string names;
    for (const auto& one : items_of(*type))
        if (one.string()) names.append(names.empty() ? "" : " or ").append(*one.string());
    return names;
}

/// Of what is no array and no reference.
std::string type_text(const Json& schema) {
    auto text = names_of_types(schema);
    const auto format = text_of(schema, "format");
    if (!format.empty()) text.append(" (").append(format).append(")");
    return text.append(bounds(schema, "minLength", "maxLength", " characters"))
        .append(bounds(schema, "minimum", "maximum", ""));
}

std::vector<std::string> values_of(const Json& schema) {
    std::vector<std::string> values;
    const auto add = [&values](const Json& value) {
        values.push_back(value.string() ? *value.string() : value.dump());
    };
    if (const auto* constant = schema.find("const")) add(*constant);
    if (const auto* all = schema.find("enum"))
        for (const auto& value : items_of(*all)) add(value);
    return values;
}

/// The name of the component that this is; empty when it is none.
std::string component_of(const Json& json) {
    const auto reference = text_of(json, "$ref");
    return reference.substr(reference.rfind('/') + 1);
}

/// The name of the schema that this one refers to, be it with more members; may be empty.
std::string schema_of(const Json& schema) {
    if (auto name = component_of(schema); !name.empty()) return name;
    if (const auto* parts = schema.find("allOf"))
        for (const auto& part : items_of(*parts))
            if (auto name = schema_of(part); !name.empty()) return name;
    return {};
}

/// Says of which type the member is.
void describe_type(const Json& schema, Member& member) {
    member.schema = schema_of(schema);
    if (!member.schema.empty()) return;
    const auto* items = schema.find("items");
    if (!items) {
        member.type = type_text(schema);
        member.values = values_of(schema);
        return;
    }
    const bool may_be_null = names_of_types(schema) != "array";
    member.type = may_be_null ? "null, or array of" : "array of";
    member.schema = schema_of(*items);
    if (!member.schema.empty()) return;
    member.type.append(" ").append(type_text(*items));
    member.values = values_of(*items);
}

bool is_required(const Json& schema, std::string_view name) {
    const auto* required = schema.find("required");
    return required && std::ranges::any_of(items_of(*required), [name](const Json& one) {
               return one.string() && *one.string() == name;
           });
}

/// Those of an object, and of the objects inside it.
void add_members(const Json& schema, const std::string& prefix, int depth,
                 std::vector<Member>& members) {
    if (depth == kMaxDepth) return;
    if (const auto* parts = schema.find("allOf"))
        for (const auto& part : items_of(*parts)) add_members(part, prefix, depth, members);
    const auto* properties = schema.find("properties");
    if (!properties) return;
    for (const auto& [name, its] : members_of(*properties)) {
        Member member{.name = prefix + name,
                      .required = is_required(schema, name),
                      .text = read_text(text_of(its, "description"))};
        describe_type(its, member);
        const std::string full = member.name;
        members.push_back(std::move(member));
        add_members(its, full + '.', depth + 1, members);
        if (const auto* items = its.find("items"))
            add_members(*items, full + "[].", depth + 1, members);
    }
}

std::vector<Member> members_in(const Json& schema) {
    std::vector<Member> members;
    add_members(schema, "", 0, members);
    return members;
}

// --- operations

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) lines.push_back(std::move(line));
    return lines;
}

/// One at most. Examples of errors are all alike, so only others are shown.
std::vector<Body> read_body(const Json& holder) {
    std::vector<Body> bodies;
    const auto* content = holder.find("content");
    if (!content || members_of(*content).empty()) return bodies;
    const auto& [media_type, media] = members_of(*content).front();
    const auto& schema = must_have(media, "schema");
    Body body{.media_type = media_type,
              .schema = schema_of(schema),
              .members = members_in(schema),
              .example = {}};
    const auto* example = media.find("example");
    if (example && media_type != "application/problem+json")
        body.example = lines_of(example->dump_pretty());
    bodies.push_back(std::move(body));
    return bodies;
}

Member read_named(const std::string& name, const Json& json) {
    Member member{.name = name,
                  .place = text_of(json, "in"),
                  .required = is_true(json, "required"),
                  .text = read_text(text_of(json, "description"))};
    describe_type(must_have(json, "schema"), member);
    return member;
}

std::vector<Member> read_parameters(const Json& root, const Json& operation) {
    std::vector<Member> parameters;
    if (const auto* all = operation.find("parameters"))
        for (const auto& one : items_of(*all)) {
            const auto& parameter = resolved(root, one);
            parameters.push_back(read_named(text_of(parameter, "name"), parameter));
        }
    return parameters;
}

Answer read_answer(const Json& response) {
    Answer answer{.text = read_text(text_of(response, "description")), .body = read_body(response)};
    if (const auto* headers = response.find("headers"))
        for (const auto& [name, header] : members_of(*headers))
            answer.headers.push_back(read_named(name, header));
    return answer;
}

void read_answers(const Json& responses, Operation& operation) {
    for (const auto& [status, response] : members_of(responses)) {
        if (auto name = component_of(response); !name.empty()) {
            operation.common.push_back({.status = status, .name = std::move(name)});
            continue;
        }
        operation.answers.push_back(read_answer(response));
        operation.answers.back().status = status;
    }
}

/// `a token with the scope `account:read`` of {"bearer": ["account:read"]}.
std::string credential_text(const Json& requirement) {
    const auto& members = members_of(requirement);
    if (members.empty()) return "none";
    const auto& [scheme, scopes] = members.front();
    if (scheme == "session_cookie") return "the cookie of a session";
    std::string text{scheme == "bearer" ? "a token" : "`" + scheme + "`"};
    for (const auto& scope : items_of(scopes))
        if (scope.string()) text.append(" with the scope `").append(*scope.string()).append("`");
    return text;
}

Text read_credentials(const Json& operation) {
    std::string text;
    for (const auto& requirement : items_of(must_have(operation, "security")))
        text.append(text.empty() ? "" : ", or ").append(credential_text(requirement));
    return read_text(text.empty() ? "none" : text);
}

Operation read_operation(const Json& root, const std::string& path, const std::string& method,
                         const Json& json) {
    Operation operation{.id = text_of(json, "operationId"),
                        .method = in_capitals(method),
                        .path = path,
                        .summary = text_of(json, "summary"),
                        .deprecated = is_true(json, "deprecated"),
                        .paragraphs = read_paragraphs(text_of(json, "description")),
                        .credentials = read_credentials(json),
                        .parameters = read_parameters(root, json)};
    if (operation.id.empty()) refuse("an operation has no operationId");
    if (const auto* body = json.find("requestBody")) operation.body = read_body(*body);
    read_answers(must_have(json, "responses"), operation);
    return operation;
}

bool has_tag(const Json& operation, const std::string& tag) {
    return std::ranges::any_of(items_of(must_have(operation, "tags")), [&tag](const Json& one) {
        return one.string() && *one.string() == tag;
    });
}

Chapter read_chapter(const Json& root, const Json& tag) {
    Chapter chapter{.name = text_of(tag, "name"), .text = read_text(text_of(tag, "description"))};
    for (const auto& [path, item] : members_of(must_have(root, "paths")))
        for (const auto& [method, operation] : members_of(item))
            if (has_tag(operation, chapter.name))
                chapter.operations.push_back(read_operation(root, path, method, operation));
    return chapter;
}

}  // namespace

Text read_text(std::string_view markup) {
    Text text;
    const auto add = [&text](Run::Kind kind, std::string_view part) {
        if (!part.empty()) text.push_back({kind, std::string{part}});
    };
    while (!markup.empty()) {
        const auto at = std::min({markup.find('`'), markup.find("**"), markup.size()});
        add(Run::Kind::Plain, markup.substr(0, at));
        markup.remove_prefix(at);
        if (markup.empty()) break;
        const std::string_view mark = markup.front() == '`' ? "`" : "**";
        markup.remove_prefix(mark.size());
        const auto end = std::min(markup.find(mark), markup.size());
        add(mark == "`" ? Run::Kind::Code : Run::Kind::Strong, markup.substr(0, end));
        markup.remove_prefix(std::min(end + mark.size(), markup.size()));
    }
    return text;
}

Document read_document(std::string_view json) {
    const auto root = Json::parse(json, kLimits);
    if (!root) refuse(root.error().message);
    const auto& info = must_have(*root, "info");
    Document document{.title = text_of(info, "title"),
                      .version = text_of(info, "version"),
                      .paragraphs = read_paragraphs(text_of(info, "description"))};
    for (const auto& tag : items_of(must_have(*root, "tags")))
        document.chapters.push_back(read_chapter(*root, tag));
    const auto& components = must_have(*root, "components");
    for (const auto& [name, response] : members_of(must_have(components, "responses"))) {
        document.common.push_back(read_answer(response));
        document.common.back().name = name;
    }
    for (const auto& [name, schema] : members_of(must_have(components, "schemas")))
        document.schemas.push_back(
            {name, read_text(text_of(schema, "description")), members_in(schema)});
    return document;
}

}  // namespace postern::portal::reference
