using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sync.Store.Tests.Firestore;

/// <summary>A server that knows nothing newer than HTTP/1.1 and answers each POST with <c>{}</c>.</summary>
public sealed class Http1Server : IDisposable
{
    private static readonly byte[] BadRequest = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
    private static readonly byte[] Done = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"u8.ToArray();

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly bool answers;

    /// <param name="answers">Whether it answers an HTTP/2 preface with an error, or drops the connection.</param>
    public Http1Server(bool answers)
    {
        this.answers = answers;
        listener.Start();
        _ = ServeAsync();
    }

    public string Host => listener.LocalEndpoint.ToString()!;

    public int Prefaces { get; private set; }

    public int Posts { get; private set; }

    public void Dispose() => listener.Dispose();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync();
                await AnswerAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the test has ended
        }
    }

    // What comes is small: one commit of one write. Its end is the end of its JSON.
    private async Task AnswerAsync(Socket socket)
    {
        var buffer = new byte[8192];
        var request = "";
        while (!request.StartsWith("PRI ", StringComparison.Ordinal) && !request.EndsWith("]}", StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer);
            if (read == 0) return;
            request += Encoding.UTF8.GetString(buffer, 0, read);
        }

        var preface = request.StartsWith("PRI ", StringComparison.Ordinal);
        if (preface) Prefaces++;
        else Posts++;
        if (!preface || answers) await socket.SendAsync(preface ? BadRequest : Done);
        socket.Shutdown(SocketShutdown.Both);
    }
}
