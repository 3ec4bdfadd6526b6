using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>
/// What every connector must do, shown against its POS's fake, which holds a truth to compare with. A connector's own class
/// says how its fake is started, and no more.
/// </summary>
[Trait("Category", "Conformance")]
public abstract partial class ConformanceTests
{
    /// <summary>The instant that every test begins at.</summary>
    protected static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What the shop of most tests looks like.</summary>
    protected virtual TruthPlan Plan => new() { Now = Start };

    /// <summary>Starts the fake of this connector's POS.</summary>
    protected abstract Task<IFakePos> StartAsync(PosTruth truth, FakePosOptions options);

    [Fact]
    public async Task Given_several_pages_When_each_stream_is_read_Then_the_records_are_the_POSs_own()
    {
        var truth = PosTruth.Generate(Plan);
        var time = new FakeTime(Start);
        await using var pos = await StartAsync(truth, new FakePosOptions { PageSize = 50, Time = time });
        using var reading = new ConformanceReading(pos, time);

        foreach (var stream in reading.Connector.Descriptor.Streams)
        {
            var read = await reading.ReadAsync(stream.Stream);

            read.Error.ShouldBeNull();
            read.End.ShouldNotBeNull();
            Expectation.Compare(stream.Stream, read, truth);
        }
    }

    [Fact]
    public async Task Given_an_empty_account_When_each_stream_is_read_Then_it_ends_properly_with_nothing()
    {
        var truth = PosTruth.Generate(Plan with { Customers = 0, Products = 0, Orders = 0 });
        var time = new FakeTime(Start);
        await using var pos = await StartAsync(truth, new FakePosOptions { Time = time });
        using var reading = new ConformanceReading(pos, time);

        foreach (var stream in reading.Connector.Descriptor.Streams)
        {
            var read = await reading.ReadAsync(stream.Stream);

            read.Error.ShouldBeNull();
            read.End.ShouldNotBeNull();
            read.Pages.Sum(p => p.Records.Count).ShouldBe(0);
        }
    }
}
