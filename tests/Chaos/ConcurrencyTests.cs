using System.Text.Json;
using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Chaos.Tests;

[Trait("Category", "Slow")]
public sealed class ConcurrencyTests(ConcurrencyShops shops) : IClassFixture<ConcurrencyShops>, IDisposable
{
    private readonly SqliteGrounds files = new(shops);
    private readonly EmulatorGrounds projects = new(shops);

    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Given_two_processes_that_run_an_org_at_once_When_they_end_Then_one_has_run_and_the_other_was_refused(bool emulator)
    {
        var ground = await NewAsync(emulator);
        using var gate = new Gate();
        shops.Before.Faults.Add(new Fault { Path = "/customers", Kind = FaultKind.Before, Times = 1, Before = gate.Pass });

        using var one = ground.Possync().Start("run", Ground.Org, "--json");
        using var two = ground.Possync().Start("run", Ground.Org, "--json");
        await Task.WhenAny(one.Ended, two.Ended);
        gate.Open();
        PossyncOutcome[] both = [await one.EndAsync(), await two.EndAsync()];

        both.Select(o => o.Code).Order().ToArray().ShouldBe([0, 2], string.Join("\n", both.Select(o => o.ToString())));
        both.Single(o => o.Code == 2).Err.ShouldContain("being synced by");
        Ground.TenantWrites(await ground.RunLaterAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Given_many_orgs_in_one_file_When_two_processes_run_them_all_at_once_Then_neither_is_locked_out()
    {
        var ground = files.Empty();
        var orgs = Enumerable.Range(1, 12).Select(i => $"org-{i:00}").ToList();
        foreach (var org in orgs) await ground.ConnectAsync(shops.Before, org);

        using var one = ground.Possync().Start("run", "--all", "--wait", "120", "--json");
        using var two = ground.Possync().Start("run", "--all", "--wait", "120", "--json");
        PossyncOutcome[] both = [await one.EndAsync(), await two.EndAsync()];

        foreach (var outcome in both)
        {
            outcome.Said.ShouldNotContain("locked");
            outcome.Code.ShouldBe(0, outcome.ToString());
            outcome.Json.GetProperty("orgs").EnumerateArray().Select(o => o.GetProperty("result").GetString()).ShouldAllBe(r => r == "done");
        }

        // Each org was synced by one and found unchanged by the other.
        var created = both.SelectMany(o => o.Json.GetProperty("orgs").EnumerateArray()).Sum(Created);
        created.ShouldBe(orgs.Count * shops.Before.Shop.Customers.Count);
        foreach (var org in orgs) Ground.TenantWrites(await ground.RunLaterAsync(org)).ShouldBe(0, org);
    }

    public void Dispose()
    {
        shops.Before.Faults.Clear();
        files.Dispose();
    }

    private static long Created(JsonElement org) => org.GetProperty("streams").GetProperty("customers").GetProperty("created").GetInt64();

    private Task<Ground> NewAsync(bool emulator)
    {
        if (emulator) Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        IGrounds grounds = emulator ? projects : files;
        return grounds.NewAsync(synced: false);
    }
}
