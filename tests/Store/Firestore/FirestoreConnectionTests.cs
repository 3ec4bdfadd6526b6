using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Sync.Model;
using Sync.Store.Firestore;
using Sync.TestKit;

namespace Sync.Store.Tests.Firestore;

/// <summary>A connection is opened once and carries what follows: a handshake for each request would cost more than the request.</summary>
public sealed class FirestoreConnectionTests
{
    private static readonly byte[] Missing = Encoding.UTF8.GetBytes(
        """[{"missing":"projects/p/databases/(default)/documents/tenants/acme/customers/a","readTime":"2026-01-01T00:00:00Z"}]""");

    [Fact]
    public async Task Given_requests_that_follow_each_other_When_they_are_sent_Then_one_connection_carries_them()
    {
        using var listener = new HttpListener();
        var host = $"127.0.0.1:{FreePort.Next()}";
        listener.Prefixes.Add($"http://{host}/");
        listener.Start();
        var callers = new ConcurrentBag<string>();
        var serving = ServeAsync(listener, callers);
        await using var store = new FirestoreStore(new FirestoreOptions { ProjectId = "p", EmulatorHost = host }, TimeProvider.System);
        var tenant = store.OpenTenant(OrgId.Parse("acme"));

        for (var i = 0; i < 20; i++) (await tenant.GetAsync(new DocumentPath("customers", "a"))).ShouldBeNull();

        callers.Count.ShouldBe(20);
        callers.Distinct().ShouldHaveSingleItem();
        listener.Stop();
        await serving;
    }

    private static async Task ServeAsync(HttpListener listener, ConcurrentBag<string> callers)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                callers.Add(context.Request.RemoteEndPoint.ToString());
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                context.Response.ContentType = "application/json";
                context.Response.ContentLength64 = Missing.Length;
                await context.Response.OutputStream.WriteAsync(Missing);
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // the test has ended
        }
    }
}
