// What the relay answers to a request for something else than a WebSocket.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace relay {

struct Context;

using HttpRequest = boost::beast::http::request<boost::beast::http::empty_body>;
using TextAnswer = boost::beast::http::response<boost::beast::http::string_body>;
using FileAnswer = boost::beast::http::response<boost::beast::http::file_body>;
using HeadAnswer = boost::beast::http::response<boost::beast::http::empty_body>;
using Answer = std::variant<TextAnswer, FileAnswer, HeadAnswer>;

/// A short text for a person.
TextAnswer text_answer(boost::beast::http::status status, std::string_view text, unsigned version, bool keep_alive);

/// Files, /healthz, /relay.json, and what is wrong with anything else.
Answer answer(const HttpRequest& request, const Context& context);

} // namespace relay
