#include "store/redis_info.h"

namespace sluis::store {

std::string_view info_field(std::string_view info, std::string_view name) {
  while (!info.empty()) {
    const std::size_t end = info.find("\r\n");
    const std::string_view line = info.substr(0, end);
    if (line.starts_with(name) && line.substr(name.size()).starts_with(':')) {
      return line.substr(name.size() + 1);
    }
    info = end == std::string_view::npos ? std::string_view() : info.substr(end + 2);
  }
  return {};
}

// slave0:ip=…,port=…,state=online,offset=123,lag=0
bool has_replica_in_step(std::string_view info) {
  constexpr std::string_view kOnline = "state=online,offset=";
  for (auto at = info.find(kOnline); at != info.npos; at = info.find(kOnline, at + 1)) {
    if (!info.substr(at + kOnline.size()).starts_with("0,")) return true;
  }
  return false;
}

}  // namespace sluis::store
