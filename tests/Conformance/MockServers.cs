using System.Collections.Concurrent;

namespace Sync.Conformance.Tests;

/// <summary>The mock servers of a test class: each is started once, when first asked for, and ended with the class.</summary>
public sealed class MockServers : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<MockServer>>> started = new();

    /// <summary>The address of the one of a name.</summary>
    internal async Task<string> UrlAsync(string name, Func<Task<MockServer>> start) =>
        (await started.GetOrAdd(name, _ => new Lazy<Task<MockServer>>(start)).Value).Url;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var server in started.Values)
        {
            await server.Value.ContinueWith(_ => { }, TaskScheduler.Default); // one that did not start is its own test's matter
            if (server.Value.IsCompletedSuccessfully) (await server.Value).Dispose();
        }
    }
}
