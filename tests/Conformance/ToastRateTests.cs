using System.Globalization;
using Sync.ConnectorKit;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Toast's rate, where it does not say how long to wait but until when.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastRateTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Given_a_429_with_the_reset_alone_When_orders_are_read_Then_it_is_waited_for_by_Toasts_own_clock()
    {
        var time = new FakeTime(Start, autoAdvance: true);
        await using var pos = await FakeToast.StartAsync(PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 20, Customers = 5, Products = 5 }), new FakePosOptions { Time = time });
        using var reading = new ConformanceReading(pos, time);
        var toasts = Start.AddMinutes(-3);
        pos.Faults.Add(new Fault
        {
            Path = "/ordersBulk",
            Kind = FaultKind.Status,
            Status = 429,
            Times = 1,
            Headers = new Dictionary<string, string>
            {
                ["Date"] = toasts.ToString("r", CultureInfo.InvariantCulture),
                ["X-Toast-RateLimit-Reset"] = toasts.AddSeconds(60).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            },
        });

        var read = await reading.ReadAsync(PosStream.Orders);

        read.Error.ShouldBeNull();
        reading.Meter.Throttled.ShouldBe(1);
        reading.Meter.Waited.ShouldBe(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Given_slices_of_a_second_When_it_is_asked_after_a_pause_Then_no_slice_is_asked_for_more_than_it_holds()
    {
        var time = new FakeTime(Start, autoAdvance: true);
        var plan = new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 200, Customers = 5, Products = 5, Locations = 1 };
        await using var pos = await FakeToast.StartAsync(PosTruth.Generate(plan), new FakePosOptions { Time = time, Throttles = true, PageSize = 5 });
        using var reading = new ConformanceReading(pos, time, paced: true);
        for (var i = 0; i < 3; i++)
        {
            (await reading.ReadAsync(PosStream.Orders)).Error.ShouldBeNull();
            time.Advance(TimeSpan.FromMinutes(30));
        }

        pos.Throttled.ShouldBe(0);
    }
}
