using Sync.ConnectorKit;
using Sync.Simulator.Kit;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>
/// What every connector must do with the records there are, whatever it reads them from: compared with the truth behind the
/// source. A connector's own class says how its source is opened, and no more. One that has a network to get over derives
/// from <see cref="ConformanceTests"/>, which adds what happens on the way.
/// </summary>
[Trait("Category", "Conformance")]
public abstract partial class RecordTests
{
    /// <summary>The instant that every test begins at.</summary>
    protected static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    /// <summary>What the shop of most tests looks like.</summary>
    protected virtual TruthPlan Plan => new() { Now = Start, Varied = true };

    /// <summary>Opens what this connector reads.</summary>
    protected abstract Task<ITruthSource> OpenAsync(PosTruth truth, FakePosOptions options);

    /// <summary>What else happens at this POS when records change, such as that a person is known by sales only; also before the first read.</summary>
    protected virtual void Settle(PosTruth truth, DateTimeOffset now) { }

    /// <summary>Whether deletions show in a stream; where the descriptor cannot say, since it is a setting's matter, a connector's own class does.</summary>
    protected virtual bool CarriesDeletes(StreamDescriptor stream) => stream.CarriesDeletes;

    [Fact]
    public async Task Given_several_pages_When_each_stream_is_read_Then_the_records_are_the_POSs_own()
    {
        await using var shop = await ShopAsync();
        var pages = new Dictionary<PosStream, int>();
        var asked = 0;

        await shop.ReadAllAsync(seen: (stream, _) => (pages[stream], asked) = (shop.PagesAsked - asked, shop.PagesAsked));

        shop.CompareAll();
        CheckPages(shop, pages);
    }

    /// <summary>Whether what was read was as many pages as the test means to see.</summary>
    private protected virtual void CheckPages(ConformanceShop shop, IReadOnlyDictionary<PosStream, int> pages) { }

    /// <summary>Why a source that holds nothing at all is refused; null where it is read as any other.</summary>
    protected virtual string? SaysOfNothing => null;

    [Fact]
    public async Task Given_an_empty_account_When_each_stream_is_read_Then_it_ends_properly_with_nothing()
    {
        await using var shop = await ShopAsync(Plan with { Customers = 0, Products = 0, Orders = 0 });

        foreach (var stream in shop.Streams)
        {
            var read = await shop.Reading.ReadAsync(stream);

            read.Pages.Sum(p => p.Records.Count).ShouldBe(0);
            if (SaysOfNothing is { } words)
            {
                read.Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain(words);
                continue;
            }

            read.Error.ShouldBeNull();
            read.End.ShouldNotBeNull();
        }
    }

    /// <summary>A shop of a plan, the clock at its start.</summary>
    private protected async Task<ConformanceShop> ShopAsync(TruthPlan? plan = null, int? pageSize = 50, bool throttles = false)
    {
        var (truth, time) = (PosTruth.Generate(plan ?? Plan), new FakeTime(Start, autoAdvance: true));
        Settle(truth, Start);
        var source = await OpenAsync(truth, new FakePosOptions { PageSize = pageSize, Time = time, Throttles = throttles });
        return new ConformanceShop(source, time, throttles, CarriesDeletes);
    }

    /// <summary>Something happens at the POS, now.</summary>
    private protected void Edit(ConformanceShop shop, Action<PosTruth, DateTimeOffset> edit) => Edit(shop, edit, shop.Time.GetUtcNow());

    /// <summary>Something happens at the POS, stamped as of a time.</summary>
    private protected void Edit(ConformanceShop shop, Action<PosTruth, DateTimeOffset> edit, DateTimeOffset at)
    {
        lock (shop.Truth) // pages that are asked for at once meet faults at once: two edits side by side would give one id twice
        {
            edit(shop.Truth, at);
            Settle(shop.Truth, at);
        }
    }
}
