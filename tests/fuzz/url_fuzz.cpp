// A URL that may be asked leads where it says: written out again it is the same one, and nothing in
// it breaks out of the line of a request.

#include <algorithm>
#include <string>

#include "http/client.h"
#include "http/client_network.h"
#include "http/client_url.h"
#include "http/ip_address.h"
#include "http/wire.h"
#include "tests/fuzz/target.h"

using namespace sluis::http;
using sluis::tests::require;

namespace {

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char octet) { return octet >= '!' && octet <= '~'; });
}

void check_host(const std::string& host) {
  require(!host.empty() && host.size() <= 253);
  if (IpAddress::parse(host)) return;
  require(host.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos);
}

void check_url(const ClientUrl& url) {
  check_host(url.host);
  require(url.port != 0 && is_visible(url.authority));
  require(url.target.starts_with('/') && is_visible(url.target) && !url.target.contains('#'));

  const auto* scheme = url.scheme == ClientUrl::Scheme::https ? "https://" : "http://";
  const auto again = ClientUrl::parse(scheme + url.authority + url.target);
  require(again && again->scheme == url.scheme && again->host == url.host);
  require(again->port == url.port && again->target == url.target);

  const ClientRequest request{.method = "GET", .url = {}};
  require(std::ranges::count(text_of(request, url), '\n') == 3);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  const auto text = sluis::tests::text_of(octets, size);
  if (const auto url = ClientUrl::parse(text)) check_url(*url);
  if (const auto address = IpAddress::parse(text)) {
    require(!(address->is_loopback() && address->is_public()));
  }
  const auto network = client_network(text);
  require(network == "unknown" || is_visible(network));
  (void)client_site(text);
  return 0;
}
