using System.Net;
using System.Net.Sockets;

namespace Sync.Cli.Demo;

/// <summary>Whether the demo ends by serving the admin site.</summary>
/// <param name="Opens">Whether it does.</param>
/// <param name="Port">Where; null for the usual port, or a free one where that is taken.</param>
internal readonly record struct SiteChoice(bool Opens, int? Port)
{
    /// <summary>Says that the port is taken before the shop is synced, which takes a while.</summary>
    /// <exception cref="FormatException">Somebody listens there.</exception>
    public void Check()
    {
        if (!Opens || Port is not > 0) return;
        using var listener = new TcpListener(IPAddress.Loopback, Port.Value);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            throw new FormatException($"Port {Port} of this machine cannot be listened on: another program has it, or only an administrator may. Choose another with --port (0 takes a free one). Nothing was synced.");
        }
    }
}
