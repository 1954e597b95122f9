// A section of the engine is also shown inside of others that do not have it themselves, if one
// around them has it. So no name of a section stands at two depths.
#include "portal/reference/view.hpp"

namespace postern::portal::reference {

namespace {

void fill_run(Fields& fields, const Run& run) {
    fields.set("TEXT", run.text);
    fields.show("PLAIN", run.kind == Run::Kind::Plain);
    fields.show("CODE", run.kind == Run::Kind::Code);
    fields.show("STRONG", run.kind == Run::Kind::Strong);
}

void fill_member(Fields& fields, const Member& member) {
    fields.set("MEMBER_NAME", member.name);
    fields.set("MEMBER_PLACE", member.place);
    fields.set("MEMBER_TYPE", member.type);
    fields.set("MEMBER_SCHEMA", member.schema);
    fields.show("HAS_MEMBER_PLACE", !member.place.empty());
    fields.show("HAS_MEMBER_TYPE", !member.type.empty());
    fields.show("HAS_MEMBER_SCHEMA", !member.schema.empty());
    fields.show("REQUIRED", member.required);
    fields.show("HAS_MEMBER_TEXT", !member.text.empty());
    fields.repeat("MEMBER_RUN", member.text, fill_run);
    fields.show("HAS_VALUES", !member.values.empty());
    fields.repeat("VALUE", member.values,
                  [](Fields& row, const std::string& value) { row.set("VALUE_TEXT", value); });
}

void fill_body(Fields& fields, const Body& body) {
    fields.set("MEDIA_TYPE", body.media_type);
    fields.set("BODY_SCHEMA", body.schema);
    fields.show("HAS_BODY_SCHEMA", !body.schema.empty());
    fields.show("HAS_BODY_MEMBERS", !body.members.empty());
    fields.repeat("BODY_MEMBER", body.members, fill_member);
    fields.show("HAS_EXAMPLE", !body.example.empty());
    fields.repeat("EXAMPLE", body.example,
                  [](Fields& row, const std::string& line) { row.set("LINE", line); });
}

/// Members of errors are told in their description.
void fill_answer(Fields& fields, const Answer& answer) {
    fields.set("STATUS", answer.status);
    fields.set("ANSWER_NAME", answer.name);
    fields.repeat("ANSWER_RUN", answer.text, fill_run);
    fields.show("HAS_HEADERS", !answer.headers.empty());
    fields.repeat("HEADER", answer.headers, fill_member);
    const bool is_error = !answer.name.empty() || answer.status >= "4";
    fields.repeat("ANSWER_BODY", is_error ? std::vector<Body>{} : answer.body, fill_body);
}

void fill_link(Fields& fields, const Answer& answer) {
    fields.set("STATUS", answer.status);
    fields.set("ANSWER_NAME", answer.name);
}

void fill_paragraph(Fields& fields, const Text& text) {
    fields.repeat("PARAGRAPH_RUN", text, fill_run);
}

void fill_name(Fields& fields, const Operation& operation) {
    fields.set("OPERATION_ID", operation.id);
    fields.set("METHOD", operation.method);
    fields.set("PATH", operation.path);
    fields.set("SUMMARY", operation.summary);
}

void fill_operation(Fields& fields, const Operation& operation) {
    fill_name(fields, operation);
    fields.show("DEPRECATED", operation.deprecated);
    fields.repeat("OPERATION_PARAGRAPH", operation.paragraphs, fill_paragraph);
    fields.repeat("CREDENTIALS_RUN", operation.credentials, fill_run);
    fields.show("HAS_PARAMETERS", !operation.parameters.empty());
    fields.repeat("PARAMETER", operation.parameters, fill_member);
    fields.repeat("REQUEST", operation.body, fill_body);
    fields.repeat("ANSWER", operation.answers, fill_answer);
    fields.show("HAS_COMMON_ANSWERS", !operation.common.empty());
    fields.repeat("COMMON_ANSWER", operation.common, fill_link);
}

void fill_chapter(Fields& fields, const Chapter& chapter) {
    fields.set("CHAPTER_NAME", chapter.name);
    fields.repeat("CHAPTER_RUN", chapter.text, fill_run);
    fields.repeat("OPERATION", chapter.operations, fill_operation);
}

void fill_contents(Fields& fields, const Chapter& chapter) {
    fields.set("CHAPTER_NAME", chapter.name);
    fields.repeat("CONTENTS_OPERATION", chapter.operations, fill_name);
}

void fill_schema(Fields& fields, const Schema& schema) {
    fields.set("SCHEMA_NAME", schema.name);
    fields.show("HAS_SCHEMA_TEXT", !schema.text.empty());
    fields.repeat("SCHEMA_RUN", schema.text, fill_run);
    fields.repeat("SCHEMA_MEMBER", schema.members, fill_member);
}

}  // namespace

void ReferenceView::fill(Fields& fields) const {
    fields.set("BASE_PATH", frame.base_path);
    fields.set("TITLE", document.title);
    fields.set("VERSION", document.version);
    fields.repeat("INTRODUCTION", document.paragraphs, fill_paragraph);
    fields.repeat("CONTENTS", document.chapters, fill_contents);
    fields.repeat("CHAPTER", document.chapters, fill_chapter);
    fields.repeat("SHARED_ANSWER", document.common, fill_answer);
    fields.repeat("SCHEMA", document.schemas, fill_schema);
}

}  // namespace postern::portal::reference
