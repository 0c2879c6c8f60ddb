#include "http/proxies.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <charconv>
#include <optional>
#include <stdexcept>

#include "http/ascii.h"

namespace sluis::http {

namespace {

namespace ip = boost::asio::ip;

std::optional<ip::address> parse_address(std::string_view text) {
  if (text.contains('%')) return std::nullopt;  // an interface of somebody else's machine
  boost::system::error_code error;
  const auto address = ip::make_address(text, error);
  if (error) return std::nullopt;
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
  }
  return address;
}

std::string octets_of(const ip::address& address) {
  const auto copy = [](const auto& octets) { return std::string(octets.begin(), octets.end()); };
  return address.is_v4() ? copy(address.to_v4().to_bytes()) : copy(address.to_v6().to_bytes());
}

bool is_inside(std::string_view octets, std::string_view network, unsigned prefix_bits) {
  if (octets.size() != network.size()) return false;
  for (unsigned bit = 0; bit < prefix_bits; ++bit) {
    const auto difference = static_cast<unsigned char>(octets[bit / 8] ^ network[bit / 8]);
    if (difference >> (7 - bit % 8) & 1U) return false;
  }
  return true;
}

/// An entry of X-Forwarded-For: some proxies add a port.
std::optional<ip::address> parse_entry(std::string_view entry) {
  entry = trimmed(entry);
  if (entry.starts_with('[')) return parse_address(entry.substr(1, entry.find(']') - 1));
  if (std::ranges::count(entry, ':') == 1) entry = entry.substr(0, entry.find(':'));
  return parse_address(entry);
}

std::vector<std::string_view> forwarded_for(const Headers& headers) {
  std::vector<std::string_view> entries;
  for (std::string_view line : headers.all("X-Forwarded-For")) {
    while (true) {
      const auto comma = line.find(',');
      entries.push_back(line.substr(0, comma));
      if (comma == std::string_view::npos) break;
      line.remove_prefix(comma + 1);
    }
  }
  return entries;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string_view network : networks) {
    const auto slash = network.find('/');
    const auto address = parse_address(network.substr(0, slash));
    if (!address) throw std::invalid_argument("a trusted proxy is not a network");
    auto octets = octets_of(*address);
    auto bits = static_cast<unsigned>(octets.size() * 8);
    if (slash != std::string_view::npos) {
      const auto most = bits;
      const auto digits = network.substr(slash + 1);
      const auto end = digits.data() + digits.size();
      const auto [stop, error] = std::from_chars(digits.data(), end, bits);
      if (error != std::errc{} || stop != end || bits > most) {
        throw std::invalid_argument("a trusted proxy is not a network");
      }
    }
    networks_.push_back({.octets = std::move(octets), .prefix_bits = bits});
  }
}

bool TrustedProxies::trusts(std::string_view address) const {
  const auto parsed = parse_address(address);
  if (!parsed) return false;
  const auto octets = octets_of(*parsed);
  return std::ranges::any_of(networks_, [&](const Network& network) {
    return is_inside(octets, network.octets, network.prefix_bits);
  });
}

std::string TrustedProxies::client_of(std::string_view peer, const Headers& headers) const {
  const auto parsed = parse_address(peer);
  std::string client = parsed ? parsed->to_string() : std::string(peer);
  auto entries = forwarded_for(headers);
  while (!entries.empty() && trusts(client)) {
    const auto next = parse_entry(entries.back());
    if (!next) break;  // "unknown", or nonsense: the last one known is as far as we can see
    client = next->to_string();
    entries.pop_back();
  }
  return client;
}

bool TrustedProxies::vouches_for_https(std::string_view peer, const Headers& headers) const {
  const auto address = parse_address(peer);
  if (!address || !address->is_loopback() || !trusts(peer)) return false;
  const auto scheme = headers.get("X-Forwarded-Proto");
  return scheme && equal_without_case(trimmed(*scheme), "https");
}

}  // namespace sluis::http
