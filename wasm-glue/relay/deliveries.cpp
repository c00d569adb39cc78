#include "relay/deliveries.hpp"

namespace relay {

namespace {

/// More than this is not joined for one client: a host can address one body to the same client many times.
constexpr std::size_t joined_max = 1u << 20;

} // namespace

void Deliveries::add(ClientEnd& client, base::BytesView body) {
    if (client.is_over()) return;
    if (client.waiting_bytes_ + body.size() > joined_max) flush(client);
    client.waiting_bytes_ += body.size();
    if (client.first_piece_ != ClientEnd::none) {
        base::BytesView& last = pieces_[client.last_piece_].body;
        if (last.data() + last.size() == body.data()) {
            last = {last.data(), last.size() + body.size()};
            return;
        }
    }
    const auto index = static_cast<std::uint32_t>(pieces_.size());
    pieces_.push_back({body, ClientEnd::none});
    if (client.first_piece_ == ClientEnd::none) {
        client.first_piece_ = index;
        client.turn_position_ = static_cast<std::uint32_t>(clients_.size());
        clients_.push_back(&client);
    } else {
        pieces_[client.last_piece_].next = index;
    }
    client.last_piece_ = index;
}

void Deliveries::flush(ClientEnd& client) {
    if (client.first_piece_ == ClientEnd::none) return;
    const Piece& first = pieces_[client.first_piece_];
    if (first.next == ClientEnd::none) {
        client.write(first.body);
    } else {
        // Joining costs less than handing the kernel a list of small pieces, which it would copy one by one.
        joined_.clear();
        for (std::uint32_t piece = client.first_piece_; piece != ClientEnd::none; piece = pieces_[piece].next)
            base::append(joined_, pieces_[piece].body);
        client.write(joined_);
    }
    client.first_piece_ = client.last_piece_ = ClientEnd::none;
    client.waiting_bytes_ = 0;
    clients_[client.turn_position_] = nullptr;
}

void Deliveries::flush() {
    for (ClientEnd* client : clients_)
        if (client) flush(*client);
    clients_.clear();
    pieces_.clear();
}

} // namespace relay
