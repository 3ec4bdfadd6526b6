using System.Security.Cryptography;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Connectors.Toast;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>What Toast does not say outright is a setting, and each choice does what it says.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastSettingsTests
{
    private const string Key = "secret of the subscription";
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Ways = ["timestamp", "milliseconds", "body"];

    public static TheoryData<string?, string> Signed => new()
    {
        { null, "2026-11-20T11:59:58.500+0000" }, // the default
        { "timestamp", "2026-11-20T11:59:58.500+0000" },
        { "milliseconds", "1795175998500" },
        { "body", "" },
    };

    [Theory]
    [MemberData(nameof(Signed))]
    public void Given_a_way_of_signing_When_a_webhook_comes_Then_it_is_the_only_one_that_is_taken(string? way, string time)
    {
        var body = Encoding.UTF8.GetBytes("""{"timestamp":"2026-11-20T11:59:58.500+0000","eventCategory":"menus_updated","guid":"e1","details":{}}""");
        var signature = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Key), body.Concat(Encoding.UTF8.GetBytes(time)).ToArray()));
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["Toast-Signature"] = signature };
        var delivery = new WebhookDelivery("https://example.com/hook", headers, body, Start);

        new ToastConnector().Read(delivery, Settings(way)).Streams.ShouldBe([PosStream.Products]);
        foreach (var other in Ways.Where(w => w != (way ?? "timestamp")))
            Should.Throw<WebhookRefusedException>(() => new ToastConnector().Read(delivery, Settings(other)));
    }

    [Theory]
    [InlineData(null, 5)]
    [InlineData("0", 0)]
    [InlineData("2", 2)]
    public async Task Given_how_far_ahead_to_ask_When_orders_are_read_Then_no_window_ends_later(string? minutes, int expected)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeToast.StartAsync(PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 20, Customers = 5, Products = 5 }), new FakePosOptions { Time = time });
        using var reading = new ConformanceReading(pos, time, settings: s => minutes is null ? s : s.With("aheadMinutes", minutes));

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        var end = Start.AddMinutes(expected).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        var first = Uri.UnescapeDataString(pos.Requests.First(r => r.Path.EndsWith("/ordersBulk", StringComparison.Ordinal)).Query);
        first.ShouldContain($"endDate={end}");
    }

    [Fact]
    public async Task Given_a_Toast_that_refuses_an_end_ahead_When_checked_and_read_Then_the_setting_is_named_and_mends_it()
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeToast.StartAsync(PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 5, Customers = 5, Products = 5 }), new FakePosOptions { Time = time });
        pos.Faults.Add(new Fault { Path = "/ordersBulk", Kind = FaultKind.Status, Status = 400, When = r => End(r.Query) > time.GetUtcNow() });
        using var reading = new ConformanceReading(pos, time);
        using var mended = new ConformanceReading(pos, time, settings: s => s.With("aheadMinutes", "0"));

        var refused = (await reading.ReadAsync(PosStream.Orders)).Error.ShouldBeOfType<FixSettingsException>();
        var check = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);

        refused.Setting.ShouldBe("aheadMinutes");
        refused.OwnerMessage.ShouldContain("Set 'Minutes ahead' to 0");
        check.Verdicts.Single(v => v.What == "orders").Message.ShouldContain("Set 'Minutes ahead' to 0");
        (await mended.ReadAsync(PosStream.Orders)).Error.ShouldBeNull();
        (await mended.Connector.CheckAsync(mended.Context, CancellationToken.None)).Ok.ShouldBeTrue();

        static DateTimeOffset End(string query) => DateTimeOffset.ParseExact(
            Uri.UnescapeDataString(query).Split("endDate=")[1].Split('&')[0], "yyyy-MM-dd'T'HH:mm:ss.fffzzz", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData(null, 0)]
    public async Task Given_seconds_between_requests_of_history_When_all_is_read_Then_what_ended_long_ago_is_asked_for_so_far_apart(string? given, int seconds)
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeToast.StartAsync(PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 200, Customers = 20, Products = 5, Locations = 1 }), new FakePosOptions { Time = time, PageSize = 40 });
        using var reading = new ConformanceReading(pos, time, settings: s => given is null ? s : s.With("historySeconds", given));

        var customers = reading.ReadAsync(PosStream.Customers);
        var read = await reading.ReadAsync(PosStream.Orders);
        await customers;
        var took = time.GetUtcNow() - Start;
        var cursor = read.End!.Cursor;
        using var later = new ConformanceReading(pos, time, settings: s => given is null ? s : s.With("historySeconds", given));
        var quiet = await later.ReadAsync(PosStream.Orders, cursor);

        read.Error.ShouldBeNull();
        var asked = pos.Requests.Count(r => r.Path.EndsWith("/ordersBulk", StringComparison.Ordinal)) - 1;
        asked.ShouldBeGreaterThan(10);
        took.ShouldBeInRange(TimeSpan.FromSeconds(seconds * (asked - 4)), TimeSpan.FromSeconds(seconds * asked + 1));
        quiet.Error.ShouldBeNull();
        (time.GetUtcNow() - Start - took).ShouldBeLessThan(TimeSpan.FromSeconds(1)); // what is new is not history
    }

    private static ConnectionSettings Settings(string? way)
    {
        var given = new Dictionary<string, string> { ["clientId"] = "c", ["clientSecret"] = "s", ["restaurants"] = "11111111-2222-4333-8444-555555555555", ["webhookKey"] = Key };
        if (way is not null) given["webhookSigned"] = way;
        return ConnectionSettings.From(new ToastConnector().Descriptor, given);
    }
}
