#include "relay/http_answer.hpp"

#include "relay/context.hpp"
#include "relay/static_files.hpp"
#include "relay/tab_host.hpp"
#include "relay/version.hpp"

namespace relay {

namespace beast = boost::beast;
namespace http = beast::http;

namespace {

constexpr std::string_view content_security_policy =
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self' ws: wss:; object-src 'none'; base-uri 'none'; frame-ancestors *";

template <class Response> void set_common(Response& response, bool keep_alive) {
    response.set(http::field::server, std::string("mqtt-relay/") + version);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Content-Security-Policy",
                 beast::string_view(content_security_policy.data(), content_security_policy.size()));
    response.set("Referrer-Policy", "no-referrer");
    response.set(http::field::cache_control, "no-cache");
    response.keep_alive(keep_alive);
}

beast::string_view field(std::string_view text) { return {text.data(), text.size()}; }

/// {"relay":"mqtt-playground",...}: how the page learns who serves it. Nothing in it needs escaping.
std::string relay_json(const Context& context) {
    const bool native = context.tab == nullptr;
    std::string json = "{\"relay\":\"mqtt-playground\",\"version\":\"";
    json.append(version).append("\",\"envelope\":").append(std::to_string(envelope::version)).append(",\"tcp\":");
    json.append(context.tcp_address.empty() ? "null" : "\"" + context.tcp_address + "\"");
    json.append(",\"ws\":\"/mqtt\",\"broker\":\"").append(native ? "native" : "tab").append("\",\"hosted\":");
    json.append(native || context.tab->hosted() ? "true" : "false").append("}\n");
    return json;
}

Answer file_answer(const HttpRequest& request, const StaticFile& file) {
    const auto describe = [&](auto& response) {
        set_common(response, request.keep_alive());
        response.set(http::field::etag, file.etag);
        response.set(http::field::content_type, field(file.mime_type));
    };
    if (request[http::field::if_none_match] == field(file.etag)) {
        HeadAnswer unchanged(http::status::not_modified, request.version());
        describe(unchanged);
        return unchanged;
    }
    if (request.method() == http::verb::head) {
        HeadAnswer head(http::status::ok, request.version());
        describe(head);
        head.content_length(file.size);
        return head;
    }
    FileAnswer whole(http::status::ok, request.version());
    beast::error_code error;
    whole.body().open(file.path.c_str(), beast::file_mode::scan, error);
    if (error)
        return text_answer(http::status::not_found, "There is no such file.\n", request.version(),
                           request.keep_alive());
    describe(whole);
    whole.prepare_payload();
    return whole;
}

Answer without_body_if_head(const HttpRequest& request, TextAnswer text) {
    if (request.method() != http::verb::head) return text;
    HeadAnswer head;
    head.base() = text.base();
    return head;
}

} // namespace

TextAnswer text_answer(http::status status, std::string_view text, unsigned version, bool keep_alive) {
    TextAnswer response(status, version);
    set_common(response, keep_alive);
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    response.body() = text;
    response.prepare_payload();
    return response;
}

Answer answer(const HttpRequest& request, const Context& context) {
    const auto say = [&](http::status status, std::string_view text) {
        return text_answer(status, text, request.version(), request.keep_alive());
    };
    const std::string_view target(request.target().data(), request.target().size());
    const std::string_view path = target.substr(0, target.find('?'));
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        TextAnswer response = say(http::status::method_not_allowed, "Only GET and HEAD are answered.\n");
        response.set(http::field::allow, "GET, HEAD");
        return response;
    }
    if (path == "/healthz") return without_body_if_head(request, say(http::status::ok, "ok\n"));
    if (path == "/relay.json") {
        TextAnswer response = say(http::status::ok, relay_json(context));
        response.set(http::field::content_type, "application/json");
        return without_body_if_head(request, std::move(response));
    }
    if (path == "/mqtt" || path == "/host") {
        TextAnswer response = say(http::status::upgrade_required, "This address takes WebSockets.\n");
        response.set(http::field::upgrade, "websocket");
        return without_body_if_head(request, std::move(response));
    }
    const StaticFile file = find_static_file(context.options.page, target);
    switch (file.outcome) {
    case StaticFile::Outcome::found: return file_answer(request, file);
    case StaticFile::Outcome::bad_target:
        return without_body_if_head(request, say(http::status::bad_request, "This address cannot be.\n"));
    case StaticFile::Outcome::not_found: break;
    }
    const bool no_page = context.options.page.empty();
    return without_body_if_head(
        request, say(http::status::not_found,
                     no_page ? "No page is served here: start the relay with --page.\n" : "There is no such file.\n"));
}

} // namespace relay
