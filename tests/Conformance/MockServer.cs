using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>
/// A server of a POS that was made from its published contract by a tool, in a process of its own: it knows the shapes of
/// requests and answers, and no paging, filter or state, so that each page is followed by itself.
/// </summary>
internal sealed class MockServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly DirectoryInfo folder;

    private MockServer(Process process, DirectoryInfo folder, string url) => (this.process, this.folder, Url) = (process, folder, url);

    /// <summary>Its address, without a <c>/</c> at the end.</summary>
    public string Url { get; }

    /// <summary>One of an OpenAPI document, by Prism. A request that the document does not allow is answered with 4xx.</summary>
    /// <param name="contract">The document's file name.</param>
    /// <param name="seed">Makes random answers of the schemas, the same for the same seed; null answers with the document's examples.</param>
    public static Task<MockServer> OfOpenApiAsync(string contract, string? seed = null)
    {
        var published = Require.Shared("contracts/" + contract);
        var prism = NodePackage.Require("@stoplight/prism-cli/dist/index.js");
        var folder = Directory.CreateTempSubdirectory("sync-mock-");
        var file = MockContract.Prepare(published, folder);
        return StartAsync(folder, port => [prism, "mock", file, "-h", "127.0.0.1", "-p", port, "-v", "error", .. seed is null ? [] : (string[])["-d", "--seed", seed]]);
    }

    /// <summary>One of the Shopify schema, by graphql-tools. Each document is checked against the schema before it is answered.</summary>
    public static Task<MockServer> OfShopifyAsync()
    {
        var file = Require.Shared("contracts/shopify-admin.2026-07.graphql");
        NodePackage.Require("graphql/package.json");
        NodePackage.Require("@graphql-tools/mock/package.json");
        return StartAsync(Directory.CreateTempSubdirectory("sync-mock-"), port => ["-e", ShopifyMock.Script, file, port]);
    }

    public void Dispose()
    {
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<MockServer> StartAsync(DirectoryInfo folder, Func<string, string[]> arguments)
    {
        var port = FreePort.Next();
        var process = Process.Start(new ProcessStartInfo("node", arguments($"{port}")) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = process.StandardError.ReadToEndAsync();
        process.OutputDataReceived += (_, _) => { }; // a full pipe would hold it up
        process.BeginOutputReadLine();
        var server = new MockServer(process, folder, $"http://127.0.0.1:{port}");
        try
        {
            await ListenAsync(process, port).WaitAsync(Patience, TimeProvider.System);
            return server;
        }
        catch
        {
            server.Dispose();
            throw new InvalidOperationException("The mock server does not start: " + await said);
        }
    }

    private static async Task ListenAsync(Process process, int port)
    {
        while (!process.HasExited)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }

        throw new InvalidOperationException("It ended.");
    }
}
