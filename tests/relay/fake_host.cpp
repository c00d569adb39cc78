#include "relay/fake_host.hpp"

#include <stdexcept>

namespace peers {
namespace {

struct Look {
    SeenFrame operator()(const envelope::Hello& f) const {
        return {envelope::Kind::hello, 0, f.credit, std::string(f.room)};
    }
    SeenFrame operator()(const envelope::Open& f) const {
        return {envelope::Kind::open, f.connection, static_cast<std::uint32_t>(f.transport), std::string(f.label)};
    }
    SeenFrame operator()(const envelope::Data& f) const {
        return {envelope::Kind::data, f.connection, 0, std::string(base::as_text(f.body))};
    }
    SeenFrame operator()(const envelope::DataForMany&) const {
        throw std::runtime_error("a relay sends no data_for_many");
    }
    SeenFrame operator()(const envelope::Close& f) const {
        return {envelope::Kind::close, f.connection, static_cast<std::uint32_t>(f.reason), ""};
    }
    SeenFrame operator()(const envelope::Window& f) const {
        return {envelope::Kind::window, f.connection, f.credit, ""};
    }
    SeenFrame operator()(const envelope::Refusal& f) const {
        return {envelope::Kind::refusal, 0, static_cast<std::uint32_t>(f.code), std::string(f.text)};
    }
};

std::string host_headers(const RunningRelay& relay) { return "Origin: " + relay.origin() + "\r\n"; }

} // namespace

FakeHost::FakeHost(RunningRelay& relay, std::string_view token, std::uint32_t credit)
    : socket_(relay.http(), "/host", host_headers(relay)) {
    if (token.empty()) return;
    base::Bytes message;
    envelope::append_hello(message, {envelope::Role::host, 0, credit, "", token});
    send(message);
    const SeenFrame hello = next();
    if (hello.kind == envelope::Kind::hello) {
        relay_credit = hello.number;
    } else {
        seen_.push_front(hello);
    }
}

SeenFrame FakeHost::next() {
    while (seen_.empty()) {
        const auto frame = socket_.receive();
        if (!frame) return {};
        if (frame->opcode == WebSocketFrame::close) {
            ended = frame;
            return {};
        }
        if (frame->opcode != WebSocketFrame::binary) continue;
        envelope::Decoder decoder(base::as_bytes(frame->body));
        while (const auto each = decoder.next()) seen_.push_back(std::visit(Look{}, *each));
        if (decoder.error()) throw std::runtime_error("the relay sent a malformed message");
    }
    SeenFrame first = std::move(seen_.front());
    seen_.pop_front();
    return first;
}

SeenFrame FakeHost::next(envelope::Kind kind) {
    for (;;) {
        SeenFrame frame = next();
        if (frame.kind == kind || frame.kind == envelope::Kind{}) return frame;
    }
}

std::string FakeHost::receive(std::uint32_t connection, std::size_t count) {
    std::string bytes;
    while (bytes.size() < count) {
        const SeenFrame frame = next(envelope::Kind::data);
        if (frame.kind != envelope::Kind::data) break;
        if (frame.connection == connection) bytes += frame.text;
    }
    return bytes;
}

void FakeHost::data(std::uint32_t connection, std::string_view body) {
    base::Bytes message;
    envelope::append_data(message, connection, base::as_bytes(body));
    send(message);
}

void FakeHost::data_for_many(const std::vector<std::uint32_t>& connections, std::string_view body) {
    base::Bytes message;
    envelope::append_data_for_many(message, connections, base::as_bytes(body));
    send(message);
}

void FakeHost::close(std::uint32_t connection) {
    base::Bytes message;
    envelope::append_close(message, connection, envelope::CloseReason::finished);
    send(message);
}

void FakeHost::window(std::uint32_t connection, std::uint32_t credit) {
    base::Bytes message;
    envelope::append_window(message, connection, credit);
    send(message);
}

} // namespace peers
