using Xunit.Abstractions;

namespace Sync.Chaos.Tests;

[Trait("Category", "Slow")]
public sealed class SqliteKills(SqliteShops shops, ITestOutputHelper output) : IClassFixture<SqliteShops>, IDisposable
{
    private readonly SqliteGrounds grounds = new(shops);

    [Fact]
    public async Task Given_a_first_sync_killed_anywhere_When_run_again_Then_the_documents_are_those_of_an_undisturbed_run() =>
        output.WriteLine(await new KillPoints(grounds, shops.Before, synced: false, seed: 1).RunAsync(60));

    [Fact]
    public async Task Given_a_later_sync_killed_anywhere_When_run_again_Then_the_documents_are_those_of_an_undisturbed_run() =>
        output.WriteLine(await new KillPoints(grounds, shops.After, synced: true, seed: 2).RunAsync(60));

    public void Dispose() => grounds.Dispose();
}
