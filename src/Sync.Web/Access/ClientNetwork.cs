using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Access;

/// <summary>The network that a request comes from: what one subscriber or site usually has, so that a change of address within it is none.</summary>
internal static class ClientNetwork
{
    private const int BytesOfV4 = 3; // a /24
    private const int BytesOfV6 = 6; // a /48
    private const int BytesOfV6Link = 8; // a /64

    /// <summary>A text that is the same for all addresses of a network.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? Of(address) : "";

    /// <summary>
    /// A text that is the same for all that one subscriber can ask from without another line: one IPv4 address, which many may share
    /// already, or the 64 bits of IPv6 below which a host gives itself as many addresses as it likes (RFC 4862).
    /// </summary>
    public static string OfLink(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? OfLink(address) : "";

    /// <summary>The same of an address.</summary>
    public static string OfLink(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() : Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, BytesOfV6Link));
    }

    /// <summary>The network of an address.</summary>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, address.AddressFamily == AddressFamily.InterNetwork ? BytesOfV4 : BytesOfV6));
    }
}
