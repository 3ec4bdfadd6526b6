using Sync.TestKit;
using Xunit.Abstractions;

namespace Sync.Chaos.Tests;

[Trait("Category", "Slow")]
public sealed class EmulatorKills(EmulatorShops shops, ITestOutputHelper output) : IClassFixture<EmulatorShops>
{
    private readonly EmulatorGrounds grounds = new(shops);

    [SkippableFact]
    public async Task Given_a_first_sync_killed_anywhere_When_run_again_Then_the_documents_are_those_of_an_undisturbed_run()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        output.WriteLine(await new KillPoints(grounds, shops.Before, synced: false, seed: 3).RunAsync(45));
    }

    [SkippableFact]
    public async Task Given_a_later_sync_killed_anywhere_When_run_again_Then_the_documents_are_those_of_an_undisturbed_run()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        output.WriteLine(await new KillPoints(grounds, shops.After, synced: true, seed: 4).RunAsync(35));
    }
}
