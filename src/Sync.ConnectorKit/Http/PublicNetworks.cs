using System.Net;
using System.Net.Sockets;

namespace Sync.ConnectorKit.Http;

/// <summary>
/// Tells the addresses of the public internet from all others: those of this machine, of private and provider-internal
/// networks, of a cloud's metadata service, and those that no host has.
/// </summary>
public static class PublicNetworks
{
    // Source: IANA IPv4 Special-Purpose Address Registry. What cannot be reached globally, or names no single host, is refused.
    private static readonly IPNetwork[] Closed4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // shared by a provider's customers; one cloud's metadata service is in it
        IPNetwork.Parse("127.0.0.0/8"), // this machine
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host service: looks public, reaches the machine's own host
        IPNetwork.Parse("169.254.0.0/16"), // link-local; most clouds' metadata services
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments; one cloud's metadata service is in it
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // former 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, and broadcast
    ];

    // Source: IANA IPv6 Global Unicast Address Assignments: only this part of the space is given out to hosts.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    // Source: IANA IPv6 Special-Purpose Address Registry, what of it lies within the part above.
    private static readonly IPNetwork[] Closed6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments: Teredo, benchmarks, ORCHID
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    // IPv6 addresses that lead to an IPv4 address: where it stands in them.
    private static readonly (IPNetwork Network, int At)[] Carriers =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12), // NAT64, RFC 6052
        (IPNetwork.Parse("2002::/16"), 2), // 6to4, RFC 3056
    ];

    /// <summary>Whether an address is one of the public internet. One that carries an IPv4 address is what that is.</summary>
    public static bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6) return Contains(address.MapToIPv4());
        if (address.AddressFamily == AddressFamily.InterNetwork) return !Closed4.Any(n => n.Contains(address));
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return false;
        // A zone (fe80::1%2) belongs to addresses that are refused anyhow; without it, networks compare.
        var bare = new IPAddress(address.GetAddressBytes());
        foreach (var (network, at) in Carriers)
            if (network.Contains(bare)) return Contains(new IPAddress(bare.GetAddressBytes().AsSpan(at, 4)));
        return Global6.Contains(bare) && !Closed6.Any(n => n.Contains(bare));
    }
}
