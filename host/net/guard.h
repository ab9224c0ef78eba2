// Who may be asked: declared hosts, permitted schemes, public addresses.
#pragma once

#include <sys/socket.h>

#include <string>

#include "base/error.h"
#include "base/url.h"
#include "net/message.h"

namespace host::net {

// Whether the address is one of the public internet: not private, loopback, link-local (cloud
// metadata), shared, documentation, multicast or reserved, nor an IPv6 form that embeds such an
// IPv4 address (IANA special-purpose registries, RFC 6890). Unknown families are not public.
bool is_public_address(const sockaddr* address, socklen_t size);
// The same for an address in text, as inet_pton reads it; names are public as far as one can see,
// except localhost and what ends in .localhost.
bool looks_public(const std::string& host);

// Whether the pipeline names this host, so that it may have a private address.
bool private_allowed(const CallContext& context, const Url& url);

// The first request of a call: the URL taken apart, or SHEAF_E_CONFIG that says what to declare.
Result<Url> permit_request(const CallContext& context, const std::string& url);
// Where a redirect leads: http or https only, private hosts only if the pipeline names them.
// SHEAF_E_UPSTREAM or SHEAF_E_CONFIG.
Result<Url> permit_redirect(const CallContext& context, const Url& from,
                            const std::string& location);
// SHEAF_E_INTERNAL if a header would break out of its line or belongs to the host.
Result<void> permit_headers(const Request& request);

// The declared rule for this URL, or nullptr. Borrowed from `context`.
const HostRule* rule_for(const CallContext& context, const Url& url);

}  // namespace host::net
