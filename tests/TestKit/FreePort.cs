using System.Net;
using System.Net.Sockets;

namespace Sync.TestKit;

/// <summary>
/// A port for a server of another process, which takes a moment to listen on it. It lies below those that the system gives
/// away by itself (32768 and up on Linux), so that no server beside it that asked for any port is given it in that moment.
/// </summary>
public static class FreePort
{
    private const int First = 12_000, Count = 18_000;
    private static int given = Environment.ProcessId * 37;

    /// <summary>One that nobody listens on, and another at each call.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref given) % Count);
            if (IsFree(port)) return port;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false; // somebody listens
        }
    }
}
