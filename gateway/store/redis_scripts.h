#pragma once

// The three operations that are more than one command of Redis, as scripts: Redis runs each as a
// whole.

#include <string>
#include <vector>

namespace sluis::store {

struct RedisScript {
  std::string text;
  std::string digest;  // by which EVALSHA knows it
};

struct RedisScripts {
  RedisScript count;        // name; time to live
  RedisScript find_or_add;  // names and the fence; ring serial, ids of its keys, clock or nothing,
                            // time to live and perhaps a value
  RedisScript replace;      // name; expected, time to live or "keep", and perhaps a replacement

  std::vector<std::string> texts() const { return {count.text, find_or_add.text, replace.text}; }
};

RedisScripts make_redis_scripts();

}  // namespace sluis::store
