/// document: what the page of the API shows, read from the OpenAPI document.
///
/// Knows OpenAPI 3.1 as far as our own document uses it, and no more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::portal::reference {

/// A part of a text: of the markup of the descriptions, `code` and **strong** are known.
struct Run {
    enum class Kind { Plain, Code, Strong };
    Kind kind = Kind::Plain;
    std::string text{};
};

using Text = std::vector<Run>;

/// A member of an object, a parameter or a header.
struct Member {
    std::string name{};    ///< `email`; of an object inside it: `publicKey.rp`, `keys[].kid`
    std::string place{};   ///< of a parameter: `query`, `path` or `header`
    std::string type{};    ///< `string, 1 to 60 characters`; empty when `schema` says all
    std::string schema{};  ///< the name of the schema that it has; may be empty
    bool required = false;
    Text text{};
    std::vector<std::string> values{};  ///< all that there are, where they are named
};

/// What is sent or answered.
struct Body {
    std::string media_type{};
    std::string schema{};              ///< its name; empty: `members` are all
    std::vector<Member> members{};     ///< besides those of the schema
    std::vector<std::string> example;  ///< its lines; none: there is no example
};

struct Answer {
    std::string status{};  ///< `201`; empty: of several operations
    std::string name{};    ///< of one that several operations have: `NotSignedIn`
    Text text{};
    std::vector<Member> headers{};
    std::vector<Body> body{};  ///< one at most
};

struct Operation {
    std::string id{};      ///< `get_me`
    std::string method{};  ///< `GET`
    std::string path{};
    std::string summary{};
    bool deprecated = false;
    std::vector<Text> paragraphs{};
    Text credentials{};  ///< what it takes to be let in, in words
    std::vector<Member> parameters{};
    std::vector<Body> body{};  ///< one at most
    std::vector<Answer> answers{};
    std::vector<Answer> common{};  ///< status and name alone
};

/// The operations of a tag.
struct Chapter {
    std::string name{};
    Text text{};
    std::vector<Operation> operations{};
};

struct Schema {
    std::string name{};
    Text text{};
    std::vector<Member> members{};
};

struct Document {
    std::string title{};
    std::string version{};
    std::vector<Text> paragraphs{};
    std::vector<Chapter> chapters{};
    std::vector<Answer> common{};  ///< the answers that several operations have
    std::vector<Schema> schemas{};
};

/// Throws std::runtime_error when it is not JSON, or something that must be there is not.
Document read_document(std::string_view json);

/// The parts of a description.
Text read_text(std::string_view markup);

}  // namespace postern::portal::reference
