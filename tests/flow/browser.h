#pragma once

// A browser as far as cookies go: takes what an answer sets, drops what it removes, sends the rest.

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

#include "http/message.h"

namespace sluis::tests {

class Browser {
 public:
  void take(const http::Response& response) {
    for (const std::string_view line : response.headers.all("Set-Cookie")) {
      const std::string_view pair = line.substr(0, line.find(';'));
      const std::size_t equals = pair.find('=');
      const std::string name(pair.substr(0, equals));
      if (line.find("; Max-Age=0") != std::string_view::npos) {
        cookies.erase(name);
      } else {
        cookies[name] = std::string(pair.substr(equals + 1));
      }
    }
  }

  http::Request request() const {
    std::string line;
    for (const auto& [name, value] : cookies) {
      line.append(line.empty() ? "" : "; ").append(name).append("=").append(value);
    }
    http::Request request;
    if (!line.empty()) request.headers.add("Cookie", line);
    return request;
  }

  std::map<std::string, std::string> cookies;
};

}  // namespace sluis::tests
