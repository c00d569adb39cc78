#include "envelope/envelope.hpp"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <string>
#include <vector>

namespace {

using nlohmann::json;

json cases(const char* which) {
    return json::parse(std::ifstream(PLAYGROUND_SOURCE_DIR "/tests/envelope/envelope_cases.json")).at(which);
}

base::Bytes bytes_of(const std::string& hex) {
    base::Bytes bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes.push_back(static_cast<base::Byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    return bytes;
}

std::string hex_of(base::BytesView bytes) {
    const char* const digits = "0123456789abcdef";
    std::string hex;
    for (const base::Byte byte : bytes) hex += {digits[byte >> 4], digits[byte & 15]};
    return hex;
}

constexpr std::array roles{"relay", "host"};
constexpr std::array transports{"tcp", "ws"};
constexpr std::array reasons{"finished", "lost", "too_slow", "not_mqtt", "host_left", "shutting_down"};

template <std::size_t N> int index_of(const std::array<const char*, N>& names, const std::string& name) {
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == name) return static_cast<int>(i);
    throw std::runtime_error("the case file says " + name);
}

/// Writes a decoded frame as the case file does.
struct ToJson {
    json operator()(const envelope::Hello& f) const {
        return {{"kind", "hello"},        {"version", envelope::version}, {"role", roles[static_cast<int>(f.role) - 1]},
                {"features", f.features}, {"credit", f.credit},           {"room", f.room},
                {"token", f.token}};
    }
    json operator()(const envelope::Open& f) const {
        return {{"kind", "open"},
                {"connection", f.connection},
                {"transport", transports[static_cast<int>(f.transport) - 1]},
                {"label", f.label}};
    }
    json operator()(const envelope::Data& f) const {
        return {{"kind", "data"}, {"connection", f.connection}, {"body", hex_of(f.body)}};
    }
    json operator()(const envelope::DataForMany& f) const {
        json connections = json::array();
        for (std::size_t i = 0; i < f.connections.size(); ++i) connections.push_back(f.connections[i]);
        return {{"kind", "data_for_many"}, {"connections", connections}, {"body", hex_of(f.body)}};
    }
    json operator()(const envelope::Close& f) const {
        return {{"kind", "close"}, {"connection", f.connection}, {"reason", reasons[static_cast<int>(f.reason)]}};
    }
    json operator()(const envelope::Window& f) const {
        return {{"kind", "window"}, {"connection", f.connection}, {"credit", f.credit}};
    }
    json operator()(const envelope::Refusal& f) const {
        return {{"kind", "refusal"}, {"code", envelope::name(f.code)}, {"text", f.text}};
    }
};

envelope::RefusalCode code_of(const std::string& text) {
    for (int code = 1; code <= 9; ++code)
        if (envelope::name(static_cast<envelope::RefusalCode>(code)) == text)
            return static_cast<envelope::RefusalCode>(code);
    throw std::runtime_error("the case file says " + text);
}

void append_frame(base::Bytes& message, const json& frame) {
    const std::string kind = frame["kind"];
    const auto text = [&](const char* key) { return frame[key].get<std::string>(); };
    if (kind == "hello") {
        const std::string room = text("room"), token = text("token");
        envelope::append_hello(message, {static_cast<envelope::Role>(index_of(roles, text("role")) + 1),
                                         frame["features"], frame["credit"], room, token});
    } else if (kind == "open") {
        envelope::append_open(message, frame["connection"],
                              static_cast<envelope::Transport>(index_of(transports, text("transport")) + 1),
                              text("label"));
    } else if (kind == "data") {
        envelope::append_data(message, frame["connection"], bytes_of(text("body")));
    } else if (kind == "data_for_many") {
        envelope::append_data_for_many(message, frame["connections"].get<std::vector<std::uint32_t>>(),
                                       bytes_of(text("body")));
    } else if (kind == "close") {
        envelope::append_close(message, frame["connection"],
                               static_cast<envelope::CloseReason>(index_of(reasons, text("reason"))));
    } else if (kind == "window") {
        envelope::append_window(message, frame["connection"], frame["credit"]);
    } else {
        envelope::append_refusal(message, code_of(text("code")), text("text"));
    }
}

json decoded(envelope::Decoder& decoder) {
    json frames = json::array();
    while (const auto frame = decoder.next()) frames.push_back(std::visit(ToJson{}, *frame));
    return frames;
}

} // namespace

TEST_CASE("Every valid message of the case file decodes to its frames", "[envelope]") {
    for (const json& each : cases("valid")) {
        INFO(each["name"]);
        const base::Bytes message = bytes_of(each["bytes"]);
        envelope::Decoder decoder(message);
        CHECK(decoded(decoder) == each["frames"]);
        CHECK_FALSE(decoder.error());
        CHECK(decoder.offset() == message.size());
    }
}

TEST_CASE("The frames of every valid message encode to its bytes", "[envelope]") {
    for (const json& each : cases("valid")) {
        INFO(each["name"]);
        base::Bytes message;
        for (const json& frame : each["frames"]) append_frame(message, frame);
        CHECK(hex_of(message) == each["bytes"]);
    }
}

TEST_CASE("Every invalid message names its error and where it is", "[envelope]") {
    for (const json& each : cases("invalid")) {
        INFO(each["name"]);
        const base::Bytes message = bytes_of(each["bytes"]);
        envelope::Decoder decoder(message);
        CHECK(decoded(decoder).size() == each["frames_before"]);
        REQUIRE(decoder.error());
        CHECK(envelope::name(decoder.error()->kind) == each["error"]["kind"]);
        CHECK(decoder.error()->offset == each["error"]["offset"]);
        CHECK(decoder.error()->found == each["error"]["found"]);
        CHECK_FALSE(decoder.next());
    }
}

TEST_CASE("A cut message is truncated, and its whole frames are taken", "[envelope]") {
    for (const json& each : cases("valid")) {
        const base::Bytes message = bytes_of(each["bytes"]);
        for (std::size_t cut = 0; cut < message.size(); ++cut) {
            // A copy of exactly this length, so that a read past the end is seen by a sanitizer.
            const base::Bytes part(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(cut));
            envelope::Decoder decoder(part);
            decoded(decoder);
            const bool whole = !decoder.error() && decoder.offset() == cut;
            const bool truncated = decoder.error() && decoder.error()->kind == envelope::ErrorKind::truncated;
            CHECK((whole || truncated));
        }
    }
}
