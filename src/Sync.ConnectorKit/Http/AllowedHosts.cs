using System.Globalization;

namespace Sync.ConnectorKit.Http;

/// <summary>Hosts that the operator of this installation allows to be reached though they are not public, and without TLS too.</summary>
public sealed class AllowedHosts
{
    /// <summary>The environment variable that names them: <c>host</c> or <c>host:port</c>, with commas between.</summary>
    public const string Variable = "SYNC_ALLOW_PRIVATE_HOSTS";

    private readonly HashSet<(string Host, int? Port)> hosts;

    private AllowedHosts(IEnumerable<(string Host, int? Port)> hosts) => this.hosts = [.. hosts];

    /// <summary>None.</summary>
    public static AllowedHosts None { get; } = new([]);

    /// <summary>Those that the environment variable names.</summary>
    /// <exception cref="FormatException">It names what is no host.</exception>
    public static AllowedHosts FromEnvironment() => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Those of a list: <c>host</c>, <c>host:port</c>, <c>[v6]</c>, <c>[v6]:port</c> or a bare v6 address, with commas between.</summary>
    /// <exception cref="FormatException">One of them is no host.</exception>
    public static AllowedHosts Parse(string? list) => new((list ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(Entry));

    /// <summary>These and others.</summary>
    public AllowedHosts And(AllowedHosts others) => new(hosts.Concat(others.hosts));

    /// <summary>Whether a host is among them, at this port.</summary>
    public bool Allow(string host, int port)
    {
        var bare = Bare(host);
        return hosts.Contains((bare, null)) || hosts.Contains((bare, port));
    }

    private static (string Host, int? Port) Entry(string text)
    {
        var cut = text.LastIndexOf(':');
        // The last colon of a bare v6 address cuts no port off.
        var hasPort = cut > 0 && (text[cut - 1] == ']' || text.IndexOf(':') == cut);
        var (host, port) = hasPort && ushort.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (Bare(text[..cut]), (int?)number)
            : (Bare(text), null);
        return Uri.CheckHostName(host) is not UriHostNameType.Unknown
            ? (host, port)
            : throw new FormatException($"{Variable} holds '{text}', which is no host: give host or host:port, without http:// and without a path, and commas between several.");
    }

    private static string Bare(string host) => host.TrimEnd('.').Trim('[', ']').ToLowerInvariant();
}
