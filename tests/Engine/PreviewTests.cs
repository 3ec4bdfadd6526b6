using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.Engine.Connections;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>What a connection would bring, before it is saved.</summary>
public sealed class PreviewTests
{
    private static readonly HttpClient Http = PosHttpClients.Create(AllowedHosts.Parse("127.0.0.1"));

    [Fact]
    public async Task Given_a_shop_of_two_locations_When_it_is_previewed_Then_the_last_orders_and_yesterday_of_each_are_shown_and_nothing_is_written()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        org.Shop.Put(Make.Order("today", 7, at: Utc(20, 10), location: "a"));
        org.Shop.Put(Make.Order("evening", 10, at: Utc(20, 4), location: "a")); // 23:00 the day before in New York
        org.Shop.Put(Make.Order("noon", 20, at: Utc(19, 17), location: "b") with { Lines = [new OrderLine("p", "Tea", 2, 10, Make.Usd(20))] });
        org.Shop.Put(Make.Order("return", -4, at: Utc(19, 18), location: "b"));
        org.Shop.Put(Make.Order("open", 50, at: Utc(19, 18), location: "b", status: OrderStatus.Open));
        org.Shop.Put(Make.Order("before", 30, at: Utc(19, 3), location: "b")); // still the 18th there
        var commits = org.Store.Commits;

        var preview = await PreviewAsync(org);

        preview.Yesterday.ShouldBe(new DateOnly(2026, 11, 19));
        preview.TimeZone.ShouldBe("America/New_York");
        preview.Orders.Select(o => o.Id).ShouldBe(["today", "evening", "open"]);
        preview.Orders[1].At.ShouldBe(new DateTimeOffset(2026, 11, 19, 23, 0, 0, TimeSpan.FromHours(-5)));
        preview.Orders[1].At.Offset.ShouldBe(TimeSpan.FromHours(-5));
        preview.Orders[1].Items.ShouldBe(["Thing"]);
        preview.Totals.ShouldBe([new PreviewTotal("a", null, Make.Usd(10), 1), new PreviewTotal("b", null, Make.Usd(16), 1)]);
        preview.Locations.Select(l => l.Id).ShouldBe(["a", "b"]);
        (preview.Complete, preview.Notes.Count).ShouldBe((true, 0));
        org.Store.Commits.ShouldBe(commits);
    }

    [Fact]
    public async Task Given_a_POS_that_answers_slowly_When_the_time_is_up_Then_what_was_read_is_shown_and_it_is_said()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        org.Shop.PageSize = 2;
        for (var i = 0; i < 10; i++) org.Shop.Put(Make.Order($"o{i}", 10, at: Utc(19, 15).AddMinutes(i)));
        org.Shop.BeforePage = (_, page) =>
        {
            if (page == 2) org.Time.Advance(TimeSpan.FromSeconds(9));
            return Task.CompletedTask;
        };

        var preview = await PreviewAsync(org);

        preview.Complete.ShouldBeFalse();
        preview.Orders.Count.ShouldBe(3);
        preview.Notes.ShouldHaveSingleItem().ShouldContain("what was read by then");
    }

    [Fact]
    public async Task Given_orders_newest_first_When_it_is_previewed_Then_it_stops_where_yesterday_is_behind()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        org.Shop.PageSize = 5;
        for (var i = 0; i < 100; i++) org.Shop.Put(Make.Order($"o{i}", 10, daysAgo: i / 2.0));

        (await PreviewAsync(org)).Complete.ShouldBeTrue();

        org.Shop.Pages.Count.ShouldBeLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Given_a_POS_that_refuses_When_it_is_previewed_Then_the_notes_tell_the_owner()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        org.Shop.Faults[PosStream.Orders] = new StreamFault(0, new ReauthoriseException("Sign in again.", "401"));

        var preview = await PreviewAsync(org);

        preview.Notes.ShouldBe(["Sign in again."]);
        (preview.Complete, preview.Orders.Count).ShouldBe((false, 0));
    }

    [Fact]
    public async Task Given_somebody_who_does_not_wait_When_it_is_previewed_Then_it_ends_for_them()
    {
        await using var org = await TestOrg.OpenAsync(connect: false);
        org.Shop.Put(Make.Order("o", 1));
        using var stop = new CancellationTokenSource();
        org.Shop.BeforePage = (_, _) => stop.CancelAsync().ContinueWith(_ => stop.Token.ThrowIfCancellationRequested(), TaskScheduler.Default);

        await Should.ThrowAsync<OperationCanceledException>(() => PreviewAsync(org, stop.Token));
    }

    private static DateTimeOffset Utc(int day, int hour) => new(2026, 11, day, hour, 0, 0, TimeSpan.Zero);

    private static Task<ConnectionPreview> PreviewAsync(TestOrg org, CancellationToken cancellation = default) =>
        new ConnectionPreviewer(org.Connectors, Http, org.Time).PreviewAsync(
            ScriptedPos.Id, "main", ConnectionSettings.From(org.Pos.Descriptor, new Dictionary<string, string> { ["timeZone"] = "America/New_York" }),
            new OrgSettings { Name = "Acme" }, null, cancellation);
}
