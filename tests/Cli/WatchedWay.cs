using System.Net;
using System.Net.Sockets;

namespace Sync.Cli.Tests;

/// <summary>A way to a server that carries everything to and fro, and counts the connections that begin as HTTP/2 does: gRPC's.</summary>
internal sealed class WatchedWay : IDisposable
{
    private const int Beginning = 3; // "PRI" of HTTP/2's preface; nothing in HTTP/1.1 begins so

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string server;
    private int connections;
    private int http2;

    /// <param name="server">Host and port of whom it leads to.</param>
    public WatchedWay(string server)
    {
        this.server = server;
        listener.Start();
        _ = ServeAsync();
    }

    /// <summary>Where it begins.</summary>
    public string Host => listener.LocalEndpoint.ToString()!;

    /// <summary>How many connections came.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>How many of them were of HTTP/2.</summary>
    public int Http2 => Volatile.Read(ref http2);

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the test has ended
        }
    }

    private async Task CarryAsync(TcpClient caller)
    {
        using var near = caller;
        using var far = new TcpClient();
        try
        {
            var first = new byte[Beginning];
            await near.GetStream().ReadExactlyAsync(first);
            Interlocked.Increment(ref connections);
            if (first.AsSpan().SequenceEqual("PRI"u8)) Interlocked.Increment(ref http2);
            await far.ConnectAsync(IPEndPoint.Parse(server));
            await far.GetStream().WriteAsync(first);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // one of the two hung up
        }
    }
}
