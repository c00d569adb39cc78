// What the frames of a host do.
#include "relay/tab_host.hpp"

#include <utility>

namespace relay {
namespace {

HostFault out_of_place(std::string_view frame) {
    return {envelope::RefusalCode::malformed, "a host does not send " + std::string(frame) + " here"};
}

} // namespace

std::optional<HostFault> TabHost::handle(base::BytesView message, std::size_t offset) {
    envelope::Decoder decoder(message, offset);
    Fault fault;
    while (!fault) {
        const auto frame = decoder.next();
        if (!frame) break;
        fault = std::visit([this](const auto& each) { return take(each); }, *frame);
    }
    deliveries_.flush();
    if (!fault && decoder.error()) fault = malformed(*decoder.error());
    return fault;
}

ClientEnd* TabHost::find(std::uint32_t connection, Fault& fault) {
    if (const auto found = clients_.find(connection); found != clients_.end()) return found->second.get();
    if (connection < first_connection_ || connection >= next_connection_) {
        fault = HostFault{envelope::RefusalCode::unknown_connection,
                          "connection " + std::to_string(connection) + " was never opened for this host"};
    }
    return nullptr;
}

TabHost::Fault TabHost::take(const envelope::Hello&) { return out_of_place("hello"); }
TabHost::Fault TabHost::take(const envelope::Open&) { return out_of_place("open"); }

TabHost::Fault TabHost::take(const envelope::Data& frame) {
    Fault fault;
    if (ClientEnd* const client = find(frame.connection, fault)) deliveries_.add(*client, frame.body);
    return fault;
}

TabHost::Fault TabHost::take(const envelope::DataForMany& frame) {
    Fault fault;
    for (std::size_t i = 0; i < frame.connections.size() && !fault; ++i) {
        if (ClientEnd* const client = find(frame.connections[i], fault)) deliveries_.add(*client, frame.body);
    }
    return fault;
}

TabHost::Fault TabHost::take(const envelope::Close& frame) {
    Fault fault;
    if (ClientEnd* const client = find(frame.connection, fault)) {
        deliveries_.flush(*client);
        client->close(frame.reason);
        clients_.erase(frame.connection);
    }
    return fault;
}

TabHost::Fault TabHost::take(const envelope::Window& frame) {
    Fault fault;
    ClientEnd* const client = find(frame.connection, fault);
    if (!client) return fault;
    if (frame.credit > envelope::credit_max - client->credit) {
        return HostFault{envelope::RefusalCode::credit_exceeded, "more credit than the envelope allows"};
    }
    const bool was_used_up = std::exchange(client->credit, client->credit + frame.credit) == 0;
    if (was_used_up) client->resume_reading();
    return fault;
}

TabHost::Fault TabHost::take(const envelope::Refusal& frame) {
    context_.log.line("the host says why it leaves: " + std::string(frame.text.substr(0, 200)));
    return std::nullopt;
}

} // namespace relay
