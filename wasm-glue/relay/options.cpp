#include "relay/options.hpp"

#include "relay/version.hpp"

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <charconv>
#include <random>

namespace relay {
namespace {

bool is_token_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' ||
           c == '.' || c == '~';
}

const CLI::Validator an_address(
    [](const std::string& text) {
        return parse_address(text)
                   ? std::string()
                   : "'" + text + "' is not ADDRESS:PORT, such as 127.0.0.1:8080, [::1]:8080 or localhost:0";
    },
    "ADDRESS:PORT");

const CLI::Validator
    an_address_or_none([](const std::string& text) { return text == "none" ? std::string() : an_address(text); },
                       "ADDRESS:PORT|none");

const CLI::Validator a_token(
    [](const std::string& text) {
        const bool good =
            !text.empty() && text.size() <= 256 && std::all_of(text.begin(), text.end(), is_token_character);
        return good ? std::string() : std::string("a token has 1 to 256 characters out of A-Z a-z 0-9 - _ . ~");
    },
    "TEXT");

const CLI::Validator an_origin(
    [](const std::string& text) {
        const bool scheme = text.rfind("http://", 0) == 0 || text.rfind("https://", 0) == 0;
        const bool path = text.find('/', text.find("//") + 2) != std::string::npos;
        return scheme && !path ? std::string() : "'" + text + "' is not an origin such as http://localhost:5173";
    },
    "URL");

/// What CLI11 fills in before it becomes Options.
struct Texts {
    std::string http = "127.0.0.1:8080";
    std::string tcp = "127.0.0.1:1883";
    std::string page;
    std::string broker = "tab";
};

void add_options(CLI::App& app, Texts& texts, Options& options) {
    app.add_option("--http", texts.http,
                   "Where the page, /mqtt (MQTT over WebSocket) and /host are served; port 0: any free one")
        ->check(an_address)
        ->capture_default_str();
    app.add_option("--tcp", texts.tcp, "Where MQTT over TCP is served")
        ->check(an_address_or_none)
        ->capture_default_str();
    app.add_option("--page", texts.page, "Folder of the built page; without it no page is served")
        ->check(CLI::ExistingDirectory);
    app.add_option("--broker", texts.broker,
                   "tab: the broker is in the browser tab that hosts; native: it runs in this program")
        ->check(CLI::IsMember({"tab", "native"}))
        ->capture_default_str();
    app.add_option("--token", options.token, "What a tab must show to host; a random one if not given")->check(a_token);
    app.add_option("--allow-origin", options.allowed_origins, "A further origin whose pages may host (repeatable)")
        ->check(an_origin);
}

void add_bounds(CLI::App& app, Limits& limits) {
    const auto bound = [&app](const char* name, auto& value, auto lowest, auto highest, const char* meaning) {
        app.add_option(name, value, meaning)
            ->check(CLI::Range(lowest, highest))
            ->capture_default_str()
            ->group("Bounds");
    };
    // At most 30,000 clients, so that everything that must be said about them fits into one message of the envelope.
    bound("--clients", limits.clients, 1, 30'000, "MQTT clients at a time; more are refused");
    bound("--http-connections", limits.http_connections, 1, 30'000,
          "Connections of pages and hosts at a time; more are closed");
    bound("--frame-bytes", limits.frame_bytes, 128, 1 << 30,
          "One WebSocket message of a client; larger: close code 1009");
    bound("--handshake-seconds", limits.handshake_seconds, 1, 3600,
          "For an HTTP request, a host's first frame, a closing handshake");
    bound("--client-buffer", limits.client_buffer, 4096, 1 << 30,
          "Bytes kept for a client that does not read; more: it is closed");
    bound("--total-buffer", limits.total_buffer, 65'536, 1 << 30, "The same for all clients together");
}

} // namespace

std::optional<Address> parse_address(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(colon + 1);
    std::string host(text.substr(0, colon));
    Address address;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (host == "localhost") host = "127.0.0.1";
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(host, error);
    if (error || parsed.is_v6() != bracketed) return std::nullopt;
    address.host = host;
    return address;
}

std::string random_token() {
    std::random_device device;
    std::string token;
    for (int word = 0; word < 4; ++word) {
        for (std::uint32_t bits = device(), digit = 0; digit < 8; ++digit, bits >>= 4)
            token += "0123456789abcdef"[bits & 15];
    }
    return token;
}

CommandLine parse_command_line(int argc, const char* const* argv, std::ostream& out, std::ostream& err) {
    CLI::App app("Carries real MQTT clients to the broker in a browser tab, and serves the page.", "mqtt-relay");
    app.set_version_flag("--version", std::string("mqtt-relay ") + version);
    Texts texts;
    Options options;
    add_options(app, texts, options);
    add_bounds(app, options.limits);
    NativeOptions native;
    add_native_options(app, native);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, app.exit(error, out, err)};
    }
    std::string error;
    auto broker = broker_options(native, error);
    if (!broker) {
        err << "mqtt-relay: " << error << '\n';
        return {std::nullopt, 2};
    }
    options.native = std::move(*broker);
    options.http = *parse_address(texts.http);
    options.tcp = texts.tcp == "none" ? std::nullopt : parse_address(texts.tcp);
    options.page = texts.page;
    options.broker = texts.broker == "native" ? Options::Broker::native : Options::Broker::tab;
    if (options.token.empty()) options.token = random_token();
    return {std::move(options), 0};
}

} // namespace relay
