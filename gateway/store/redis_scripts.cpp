#include "store/redis_scripts.h"

#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <string_view>

#include "crypto/clock.h"

namespace sluis::store {

namespace {

// A plain INCR makes a name that stays for ever.
constexpr std::string_view kCount = R"lua(
local number = redis.call('INCR', KEYS[1])
if number == 1 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return number
)lua";

// A node whose clock is wrong reads the timetable at the wrong hour: one that is ahead would raise
// the fence for all others. Serials are compared as decimal digits: a number of Lua is exact up to
// 2^53 only, which is enough for milliseconds. A number alone is a fence of before it held an id.
static_assert(crypto::kClocksMayDiffer == std::chrono::milliseconds(30000));
constexpr std::string_view kFindOrAdd = R"lua(
local fence, serial, keys, now = KEYS[#KEYS], ARGV[1], ARGV[2], ARGV[3]
if now ~= '' then
  local time = redis.call('TIME')
  if math.abs(tonumber(now) - time[1] * 1000 - time[2] / 1000) > 30000 then return 'astray' end
end
local before = redis.call('GET', fence) or '0'
local standing, key = string.match(before, '^(%d+) ?(.*)$')
if #serial < #standing or (#serial == #standing and serial < standing) then return 'stale' end
if key ~= '' and not string.find(' ' .. keys .. ' ', ' ' .. key .. ' ', 1, true) then
  return 'forked'
end
local after = serial
if keys ~= '' then after = serial .. ' ' .. string.match(keys, '^[^ ]+') end
if after ~= before then redis.call('SET', fence, after) end
for index = 1, #KEYS - 1 do
  local value = redis.call('GET', KEYS[index])
  if value then return {index, value} end
end
if #ARGV < 5 then return 'absent' end
redis.call('SET', KEYS[1], ARGV[5], 'PX', ARGV[4])
return 'added'
)lua";

// KEEPTTL on a name that is not there would make one that stays for ever; here it is known to be
// there.
constexpr std::string_view kReplace = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if #ARGV < 3 then redis.call('DEL', KEYS[1])
elseif ARGV[2] == 'keep' then redis.call('SET', KEYS[1], ARGV[3], 'KEEPTTL')
else redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[2]) end
return 1
)lua";

// Redis names a script by its SHA-1, which guards nothing here.
std::string digest_of(std::string_view text) {
  std::array<unsigned char, 20> digest;
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, "SHA1", nullptr, text.data(), text.size(), digest.data(), &size) != 1 ||
      size != digest.size()) {
    throw std::runtime_error("SHA-1 is not to be had, and Redis needs it to name a script");
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char octet : digest) {
    hex += kDigits[octet >> 4];
    hex += kDigits[octet & 15];
  }
  return hex;
}

RedisScript make(std::string_view text) { return {std::string(text), digest_of(text)}; }

}  // namespace

RedisScripts make_redis_scripts() { return {make(kCount), make(kFindOrAdd), make(kReplace)}; }

}  // namespace sluis::store
