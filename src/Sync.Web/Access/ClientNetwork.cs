using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace Sync.Web.Access;

/// <summary>The network that a request comes from: what one subscriber or site usually has, so that a change of address within it is none.</summary>
internal static class ClientNetwork
{
    private const int BytesOfV4 = 3; // a /24
    private const int BytesOfV6 = 6; // a /48

    /// <summary>A text that is the same for all addresses of a network.</summary>
    public static string Of(HttpContext context) => context.Connection.RemoteIpAddress is { } address ? Of(address) : "";

    /// <summary>The same of an address.</summary>
    public static string Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, address.AddressFamily == AddressFamily.InterNetwork ? BytesOfV4 : BytesOfV6));
    }
}
