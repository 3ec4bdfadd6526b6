using Sync.Cli.Demo;
using Sync.Connectors;
using static Sync.Cli.Tests.DemoRows;

namespace Sync.Cli.Tests;

/// <summary>The demo, of each POS there is.</summary>
public sealed class DemoPosTests
{
    public static TheoryData<string> Kinds => [.. DemoTour.Kinds];

    [Fact]
    public void Given_the_connectors_When_a_demo_is_wanted_Then_there_is_one_of_each() =>
        DemoTour.Kinds.ShouldBe(AllConnectors.List.Select(c => c.Descriptor.Id), ignoreOrder: true);

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Kinds))]
    public async Task Given_a_POS_When_its_demo_is_shown_Then_the_second_sync_changes_nothing_and_the_third_just_what_changed(string pos)
    {
        await using var place = new Workplace().With("SYNC_ALLOW_PRIVATE_HOSTS", "");

        var demo = await place.DoAsync("demo", "--sync-only", "--pos", pos, "--customers", "60", "--orders", "120", "--products", "40");

        var (created, updated, deleted) = (Row(demo, "created"), Row(demo, "updated"), Row(demo, "deleted"));
        created[0].ShouldBeGreaterThan(150);
        (created[1], updated[1], deleted[1]).ShouldBe((0, 0, 0));
        (created[2] + updated[2] + deleted[2]).ShouldBeInRange(1, 20);
        Row(demo, "records read")[0].ShouldBeGreaterThanOrEqualTo(created[0]);
        demo.Out.ShouldContain("Firestore, a month at 48 a day");
        var org = pos == DemoTour.Usual ? "demo" : "demo-" + pos;
        demo.Out.ShouldContain($"possync status {org}");
        (await place.DoAsync("status", org)).Out.ShouldContain("customers");
    }
}
