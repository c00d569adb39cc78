#include "relay/host_session.hpp"

#include "relay/access.hpp"
#include "relay/host_fault.hpp"
#include "relay/tab_host.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>

namespace relay {

namespace asio = boost::asio;
using envelope::RefusalCode;

namespace {

/// A hello is short, and who sends it is not known yet.
constexpr std::size_t hello_bytes_max = 1024;

struct HostMessage {
    enum class Outcome { message, text, too_big, ended };

    Outcome outcome = Outcome::ended;
    base::BytesView bytes; // into the buffer it was read to
};

/// Reads a whole message. `buffer` only grows, with the largest message.
asio::awaitable<HostMessage> read_message(WebSocket& socket, base::Bytes& buffer, std::size_t bytes_max) {
    std::size_t size = 0;
    for (;;) {
        if (size > bytes_max) co_return HostMessage{HostMessage::Outcome::too_big, {}};
        if (buffer.size() == size) buffer.resize(std::max<std::size_t>(hello_bytes_max + 1, size * 2));
        const auto received = co_await socket.read_some(std::span(buffer).subspan(size));
        if (received.outcome == WebSocket::Received::Outcome::too_big)
            co_return HostMessage{HostMessage::Outcome::too_big, {}};
        if (received.outcome == WebSocket::Received::Outcome::ended) co_return HostMessage{};
        if (received.text) co_return HostMessage{HostMessage::Outcome::text, {}};
        size += received.count;
        if (received.message_ended) co_return HostMessage{HostMessage::Outcome::message, {buffer.data(), size}};
    }
}

/// Checks the first frame; after it, `offset` is where the rest of the message begins.
std::optional<HostFault> check_hello(base::BytesView message, bool token_shown, const Context& context,
                                     envelope::Hello& hello, std::size_t& offset) {
    envelope::Decoder decoder(message);
    const auto frame = decoder.next();
    if (!frame && decoder.error()) return malformed(*decoder.error());
    const auto* const found = frame ? std::get_if<envelope::Hello>(&*frame) : nullptr;
    if (!found || found->role != envelope::Role::host)
        return HostFault{RefusalCode::hello_expected, "the first frame must be a host's hello"};
    if (!token_shown && !same_secret(found->token, context.options.token))
        return HostFault{RefusalCode::token, "the token is not right"};
    if (!found->room.empty()) return HostFault{RefusalCode::malformed, "there is no room of that name"};
    hello = *found;
    offset = decoder.offset();
    return std::nullopt;
}

void send_away(WebSocket& socket, const HostFault& fault, const std::string& peer, Context& context) {
    context.log.line("host " + peer + " sent away, " + std::string(name(fault.code)) + ": " + fault.text);
    refuse_host(socket, fault);
}

} // namespace

asio::awaitable<void> serve_host(std::shared_ptr<WebSocket> socket, bool token_shown, std::string peer,
                                 Context& context) {
    // Given up when the WebSocket itself ends, so that a shutdown waits for the closing handshake.
    socket->on_ended(
        [place = std::make_shared<Place>(context.counters, &Counters::hosts)]() mutable { place.reset(); });
    asio::steady_timer hello_timer(context.executor, std::chrono::seconds(context.options.limits.handshake_seconds));
    hello_timer.async_wait([weak = std::weak_ptr(socket), peer, &context](boost::system::error_code error) {
        const auto waiting = error ? nullptr : weak.lock();
        if (!waiting) return;
        context.log.bound_reached("handshake-seconds", context.options.limits.handshake_seconds, peer,
                                  "host sent away");
        refuse_host(*waiting, {RefusalCode::hello_timeout, "no hello came in time"});
    });

    base::Bytes buffer;
    bool hosting = false;
    for (;;) {
        const HostMessage message =
            co_await read_message(*socket, buffer, hosting ? envelope::message_bytes_max : hello_bytes_max);
        if (message.outcome == HostMessage::Outcome::ended) break;
        std::optional<HostFault> fault;
        std::size_t offset = 0;
        if (message.outcome == HostMessage::Outcome::text) {
            fault = HostFault{RefusalCode::malformed, "the envelope travels in binary messages"};
        } else if (message.outcome == HostMessage::Outcome::too_big) {
            fault = HostFault{RefusalCode::malformed, "the message is too large"};
        } else if (!hosting) {
            envelope::Hello hello;
            fault = check_hello(message.bytes, token_shown, context, hello, offset);
            hello_timer.cancel();
            if (!fault) context.tab->begin(socket, hello, peer);
            hosting = !fault;
        }
        if (!fault) {
            if (!context.tab->is_host(*socket)) co_return; // another has taken over, and this one has been told
            fault = context.tab->handle(message.bytes, offset);
        }
        if (fault) {
            send_away(*socket, *fault, peer, context);
            context.tab->left(*socket);
            co_return;
        }
    }
    context.tab->left(*socket);
    socket->drop();
}

} // namespace relay
