using Sync.ConnectorKit;
using Sync.Engine.Orgs;
using Sync.Simulator.Kit;
using Sync.Simulator.Lightspeed;
using Sync.Simulator.Square;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Two connections to one account are told by what both know of it, whatever else one of them may not read.</summary>
[Trait("Category", "Conformance")]
public sealed class ConnectedTwiceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTime time = new(Start);

    private static TruthPlan Plan => new() { Now = Start, Customers = 5, Orders = 5, Products = 5 };

    [Fact]
    public async Task Given_a_Lightspeed_store_whose_id_one_connection_may_not_read_When_two_are_checked_Then_they_are_of_one_account()
    {
        await using var pos = await FakeLightspeed.StartAsync(PosTruth.Generate(Plan with { Ids = TruthIds.Uuids }), new FakePosOptions { Time = time });
        var whole = await AccountsAsync(pos);
        pos.Denied["retailer:read"] = true;

        var lesser = await AccountsAsync(pos);

        await using var stored = new StoredShop(time);
        await stored.PrepareAsync(pos);
        await stored.SaveAsync("one", pos, whole);
        (await Should.ThrowAsync<OrgException>(() => stored.SaveAsync("two", pos, lesser))).Message.ShouldContain("counted twice");
    }

    [Fact]
    public async Task Given_a_Square_token_that_tells_nothing_of_itself_When_it_is_checked_Then_the_account_that_was_signed_in_to_is_known()
    {
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(Plan), new FakePosOptions { Time = time });
        var whole = await AccountsAsync(pos);
        pos.Faults.Status("/token/status", 403);
        pos.Scopes.Remove("MERCHANT_PROFILE_READ");

        (await AccountsAsync(pos)).ShouldBeEmpty();
        (await AccountsAsync(pos, ("merchantId", "MERCHANT1"))).ShouldBe(whole);
    }

    private async Task<IReadOnlyList<string>> AccountsAsync(IFakePos pos, params (string Name, string Value)[] noted)
    {
        using var reading = new ConformanceReading(pos, time, otherwise: noted.ToDictionary(n => n.Name, n => n.Value));
        return (await reading.Connector.CheckAsync(reading.Context, CancellationToken.None)).Accounts;
    }
}
