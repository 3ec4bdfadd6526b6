using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Cli.Tests;

/// <summary><c>SYNC_FIRESTORE_COMMITS</c>, as an operator sets it.</summary>
public sealed class FirestoreCommitsTests
{
    private const string Variable = "SYNC_FIRESTORE_COMMITS";

    [SkippableTheory]
    [InlineData(null, false)]
    [InlineData(" ", false)]
    [InlineData("rest", false)]
    [InlineData("grpc", true)]
    public async Task Given_a_way_for_commits_When_something_is_stored_Then_gRPC_is_spoken_only_where_it_was_asked_for(string? value, bool grpc)
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        var emulator = await FirestoreEmulator.SharedAsync();
        using var way = new WatchedWay(emulator.Host);
        await using var place = new Workplace("firestore:" + emulator.NewProject(), way.Host);
        if (value is not null) place.With(Variable, value);

        await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "America/New_York");

        (await place.DoAsync("org", "list")).Out.ShouldContain(Workplace.Org);
        way.Connections.ShouldBeGreaterThan(0);
        (way.Http2 > 0).ShouldBe(grpc);
    }

    [SkippableFact]
    public async Task Given_a_shop_When_it_is_synced_over_REST_and_over_gRPC_Then_the_documents_are_the_same()
    {
        Require.That(FirestoreEmulator.MissingReason is null, FirestoreEmulator.MissingReason ?? "");
        var emulator = await FirestoreEmulator.SharedAsync();
        var digests = new List<string>();
        var plan = new ShopPlan { Customers = 40, Orders = 80, Products = 30, Now = TimeProvider.System.GetUtcNow() };
        foreach (var way in (string[])["rest", "grpc"])
        {
            await using var place = new Workplace("firestore:" + emulator.NewProject(), emulator.Host);
            place.With(Variable, way);
            await place.OpenShopAsync(plan);
            await place.DoAsync("org", "add", Workplace.Org, "--time-zone", "America/New_York");
            await place.DoAsync(["connect", Workplace.Org, "alleaves", .. place.Form()]);
            await place.DoAsync("run", Workplace.Org);
            digests.Add((await place.DoAsync("digest", Workplace.Org)).Out);
        }

        digests[1].ShouldBe(digests[0]);
    }

    [Theory]
    [InlineData("soap"), InlineData("1"), InlineData("rest,grpc")]
    public async Task Given_a_way_that_there_is_not_When_started_Then_it_is_refused_by_name_before_anything_is_opened(string value)
    {
        await using var place = new Workplace();

        var outcome = await place.With(Variable, value).RunAsync("org", "list");

        (outcome.Code, outcome.Out).ShouldBe((2, ""));
        outcome.Err.Trim().ShouldBe($"SYNC_FIRESTORE_COMMITS is '{value}'; give rest, or grpc for gRPC first.");
        Directory.Exists(place.PathOf("data")).ShouldBeFalse();
    }
}
