using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

[Trait("Category", "Long")]
public sealed class ConvergenceTests
{
    private static readonly RunOptions Approved = new() { ApproveDeletes = true };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Given_a_run_killed_at_any_commit_When_it_runs_again_Then_all_is_as_if_it_had_never_been_killed(int seed)
    {
        await using var origin = await GivenAsync(seed);
        await using var undisturbed = origin.Copy();
        await RunTwiceAsync(undisturbed);
        var expected = await Snapshot.OfAsync(undisturbed);

        var point = 0;
        while (await KilledAsync(origin, point / 2 + 1, afterEffect: point % 2 == 1) is { } killed)
        {
            await using var org = killed;
            var context = $"seed {seed}, commit {point / 2 + 1}{(point % 2 == 1 ? " after its effect" : "")}";
            org.Time.Advance(TimeSpan.FromSeconds(31));
            await org.RunAsync(Approved);
            (await Snapshot.OfAsync(org)).ShouldEqual(expected, context);
            var further = await org.RunAsync(Approved);
            further.StoreByCollection.TenantWrites().ShouldBe(0, context);
            point++;
        }

        point.ShouldBeGreaterThan(12);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task Given_a_run_killed_while_it_took_in_changes_When_they_are_taken_back_Then_no_trace_of_them_stays(int seed)
    {
        await using var origin = await GivenAsync(seed);
        await origin.RunAsync(Approved);
        var before = await Snapshot.OfAsync(origin);
        var was = origin.Shop.Copy();
        new RandomShop(origin.Shop, seed + 100, Make.Noon).ChangeReversibly(12);

        var point = 0;
        while (await KilledAsync(origin, point / 2 + 1, afterEffect: point % 2 == 1) is { } killed)
        {
            await using var org = killed;
            org.Shop.Become(was);
            org.Time.Advance(TimeSpan.FromSeconds(31));
            await org.RunAsync(Approved);
            (await Snapshot.OfAsync(org)).ShouldEqual(before, $"seed {seed}, commit {point / 2 + 1}, {point % 2}");
            point++;
        }

        point.ShouldBeGreaterThan(8);
    }

    [Fact]
    public async Task Given_a_first_run_killed_at_any_commit_When_some_records_are_gone_by_then_Then_they_leave_no_ghosts()
    {
        await using var origin = await TestOrg.OpenAsync();
        origin.Store.Limits = TestOrg.Small;
        new RandomShop(origin.Shop, 21, Make.Noon).Fill(20, 30, 8);
        var smaller = origin.Shop.Copy();
        smaller.Customers.RemoveRange(0, 3);
        smaller.Orders.RemoveRange(4, 3);
        smaller.Products.RemoveAt(0);
        await using var undisturbed = origin.Copy();
        undisturbed.Shop.Become(smaller);
        await undisturbed.RunAsync(Approved);
        var expected = await Snapshot.OfAsync(undisturbed);

        var point = 0;
        while (await KilledAsync(origin, point / 2 + 1, afterEffect: point % 2 == 1) is { } killed)
        {
            await using var org = killed;
            org.Shop.Become(smaller);
            org.Time.Advance(TimeSpan.FromSeconds(31));
            await org.RunAsync(Approved);
            (await Snapshot.OfAsync(org)).ShouldEqual(expected, $"commit {point / 2 + 1}, {point % 2}");
            point++;
        }
    }

    /// <summary>A shop that was synced twice, with changes that are not synced yet.</summary>
    private static async Task<TestOrg> GivenAsync(int seed)
    {
        var org = await TestOrg.OpenAsync();
        org.Store.Limits = TestOrg.Small;
        org.Shop.OrderWindow = seed % 2 == 0 ? TimeSpan.FromDays(60) : null;
        var random = new RandomShop(org.Shop, seed, Make.Noon);
        random.Fill(25, 50, 10);
        if (seed % 3 != 0) await org.RunAsync();
        random.Change(20);
        if (seed % 3 == 1) await org.RunAsync(Approved);
        random.Change(15);
        return org;
    }

    private static async Task RunTwiceAsync(TestOrg org)
    {
        await org.RunAsync(Approved);
        org.Time.Advance(TimeSpan.FromSeconds(31));
        await org.RunAsync(Approved);
    }

    /// <summary>A copy whose run was killed; null where the run ended before.</summary>
    private static async Task<TestOrg?> KilledAsync(TestOrg origin, int commit, bool afterEffect)
    {
        var org = origin.Copy();
        org.Store.KillAt = commit;
        org.Store.AfterEffect = afterEffect;
        try
        {
            await org.RunAsync(Approved);
        }
        catch (KilledException)
        {
            // as it should be
        }

        if (org.Store.Killed)
        {
            await org.Store.DisposeAsync();
            return org.Restart();
        }

        await org.DisposeAsync();
        return null;
    }
}
