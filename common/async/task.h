#pragma once

#include <boost/asio/awaitable.hpp>

namespace kaibo {

/// A coroutine that runs on the io thread of whoever awaits it.
template <typename T>
using Task = boost::asio::awaitable<T>;

}  // namespace kaibo
