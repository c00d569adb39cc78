#include "relay/peers.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <utility>

namespace peers {

TcpPeer::TcpPeer(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{5, 0};
    const int yes = 1;
    // Small buffers, so that a peer that does not read holds the relay back after little.
    const int buffer = 64 * 1024;
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
}

TcpPeer::~TcpPeer() { close(); }
TcpPeer::TcpPeer(TcpPeer&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}

void TcpPeer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0) throw std::runtime_error("the relay did not take what was sent");
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
}

std::size_t TcpPeer::send_until_held_back(std::size_t at_most) {
    const timeval patience{0, 300'000};
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const std::string block(64 * 1024, 'x');
    std::size_t total = 0;
    while (total < at_most) {
        const ssize_t count = ::send(socket_, block.data(), std::min(block.size(), at_most - total), MSG_NOSIGNAL);
        if (count <= 0) break;
        total += static_cast<std::size_t>(count);
    }
    return total;
}

std::string TcpPeer::receive(std::size_t count) {
    std::string bytes(count, '\0');
    std::size_t have = 0;
    while (have < count) {
        const ssize_t got = recv(socket_, bytes.data() + have, count - have, 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            throw std::runtime_error("nothing came from the relay in time");
        if (got <= 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

std::string TcpPeer::receive_all() {
    std::string all;
    for (std::string more = receive(1); !more.empty(); more = receive(1)) all += more;
    return all;
}

void TcpPeer::close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

void TcpPeer::reset() {
    const linger at_once{1, 0};
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close();
}

std::string HttpAnswer::header(std::string_view name) const {
    const std::string start = "\r\n" + std::string(name) + ": ";
    const std::size_t at = head.find(start);
    if (at == std::string::npos) return "";
    return head.substr(at + start.size(), head.find("\r\n", at + start.size()) - at - start.size());
}

HttpAnswer read_answer(TcpPeer& peer, bool with_body) {
    HttpAnswer answer;
    while (answer.head.find("\r\n\r\n") == std::string::npos) {
        const std::string byte = peer.receive(1);
        if (byte.empty()) break;
        answer.head += byte;
    }
    if (answer.head.size() > 12) answer.status = std::stoi(answer.head.substr(9, 3));
    const std::string length = answer.header("Content-Length");
    if (with_body && !length.empty()) answer.body = peer.receive(std::stoul(length));
    return answer;
}

HttpAnswer ask(std::uint16_t port, std::string_view target, std::string_view method, std::string_view headers) {
    TcpPeer peer(port);
    std::string request(method);
    request.append(" ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n").append(headers).append("\r\n");
    peer.send(request);
    return read_answer(peer, method != "HEAD");
}

int WebSocketFrame::close_code() const {
    if (opcode != close || body.size() < 2) return 0;
    return (static_cast<unsigned char>(body[0]) << 8) | static_cast<unsigned char>(body[1]);
}

WebSocketPeer::WebSocketPeer(std::uint16_t port, std::string_view target, std::string_view headers) : tcp_(port) {
    std::string request = "GET ";
    request.append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1:").append(std::to_string(port));
    request.append("\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
    request.append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n").append(headers).append("\r\n");
    tcp_.send(request);
    answer_ = read_answer(tcp_);
}

void WebSocketPeer::send(WebSocketFrame::Opcode opcode, std::string_view body, bool last) {
    std::string frame;
    frame += static_cast<char>((last ? 0x80 : 0) | opcode);
    if (body.size() < 126) {
        frame += static_cast<char>(0x80 | body.size());
    } else {
        const int bytes = body.size() < 65'536 ? 2 : 8;
        frame += static_cast<char>(0x80 | (bytes == 2 ? 126 : 127));
        for (int i = bytes - 1; i >= 0; --i)
            frame += static_cast<char>(static_cast<std::uint64_t>(body.size()) >> (8 * i));
    }
    // A mask of zeros changes nothing and is as good as any on loopback.
    frame.append(4, '\0').append(body);
    tcp_.send(frame);
}

std::optional<WebSocketFrame> WebSocketPeer::receive() {
    const std::string head = tcp_.receive(2);
    if (head.size() < 2) return std::nullopt;
    WebSocketFrame frame;
    frame.opcode = static_cast<std::uint8_t>(head[0] & 0x0f);
    std::uint64_t length = static_cast<std::uint8_t>(head[1]);
    if (length >= 126) {
        const std::string longer = tcp_.receive(length == 126 ? 2 : 8);
        length = 0;
        for (const char c : longer) length = length << 8 | static_cast<std::uint8_t>(c);
    }
    frame.body = tcp_.receive(length);
    return frame;
}

std::string WebSocketPeer::receive_bytes(std::size_t count) {
    while (bytes_.size() < count) {
        const auto frame = receive();
        if (!frame || frame->opcode != WebSocketFrame::binary) break;
        bytes_ += frame->body;
    }
    std::string wanted = bytes_.substr(0, count);
    bytes_.erase(0, count);
    return wanted;
}

WebSocketPeer mqtt_websocket(std::uint16_t port) { return {port, "/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n"}; }

} // namespace peers
