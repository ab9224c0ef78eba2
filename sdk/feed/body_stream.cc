#include "body_stream.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sheaf::feed {
namespace {

constexpr std::size_t kHead = 1024;
constexpr std::size_t kChunk = 64 << 10;
constexpr std::size_t kMaxDrain = 64 << 10;

}  // namespace

Read from_memory(std::string_view bytes) {
  return [bytes](char* buffer, std::size_t capacity) mutable {
    const std::size_t count = bytes.copy(buffer, capacity);
    bytes.remove_prefix(count);
    return count;
  };
}

BodyStream::BodyStream(const Read& read, const XmlOptions& options)
    : read_(read), filter_(options.limits) {
  std::array<char, kHead> buffer;
  try {
    while (head_.size() < kHead && !read_all_) {
      head_.append(buffer.data(), pull(buffer.data(), kHead - head_.size()));
    }
  } catch (...) {  // what came before it is still to be handed over
    error_ = std::current_exception();
    read_all_ = true;
  }
  charset_ = detect_charset(head_, options.content_type);
  head_.erase(0, charset_.bom);
  if (charset_.iconv.empty()) return;
  try {
    decoder_.emplace(charset_);
  } catch (const std::runtime_error&) {  // this system does not know it either
    charset_ = {};
  }
}

std::string BodyStream::charset() const {
  if (decoder_ && !decoder_->was_utf8()) return charset_.label;
  return filter_.western() > filter_.utf8() ? "windows-1252" : "utf-8";
}

std::size_t BodyStream::replaced() const {
  return filter_.replaced() + (decoder_ ? decoder_->replaced() : 0);
}

std::size_t BodyStream::pull(char* buffer, std::size_t capacity) {
  const std::size_t count = read_(buffer, capacity);
  bytes_ += count;
  read_all_ = count == 0;
  return count;
}

void BodyStream::drain() {
  raw_.resize(kChunk);
  std::size_t drained = 0;
  while (!read_all_ && drained < kMaxDrain) drained += pull(raw_.data(), raw_.size());
}

// Adds to in_ what comes next.
void BodyStream::fill() {
  if (head_.empty() && !decoder_) {
    if (in_.size() < in_size_ + kChunk) in_.resize(in_size_ + kChunk);
    in_size_ += pull(in_.data() + in_size_, kChunk);
    return;
  }
  if (head_.empty()) {
    raw_.resize(kChunk);
    raw_.resize(pull(raw_.data(), kChunk));
  } else {
    raw_.swap(head_);
    head_.clear();
  }
  in_.resize(in_size_);
  if (decoder_) {
    decoder_->decode(raw_, read_all_, in_);
  } else {
    in_ += raw_;
  }
  in_size_ = in_.size();
}

BodyStream::int_type BodyStream::underflow() {
  out_.clear();
  try {
    while (out_.empty() && !finished_ && !filter_.stopped() &&
           !(read_all_ && in_size_ == 0 && head_.empty())) {
      if (!read_all_ || !head_.empty()) fill();
      const std::size_t used = filter_.run({in_.data(), in_size_}, read_all_, out_);
      std::copy(in_.data() + used, in_.data() + in_size_, in_.data());
      in_size_ -= used;
    }
  } catch (...) {
    error_ = std::current_exception();
    finished_ = true;
  }
  setg(out_.data(), out_.data(), out_.data() + out_.size());
  if (!out_.empty()) return traits_type::to_int_type(out_.front());
  end_seen_ = true;
  return traits_type::eof();
}

}  // namespace sheaf::feed
