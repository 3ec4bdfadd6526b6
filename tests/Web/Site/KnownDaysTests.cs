using Sync.Connectors;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Site.Status;

namespace Sync.Web.Tests.Site;

/// <summary>A day of which it is not known what was sold is none without sales.</summary>
public sealed class KnownDaysTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 14, 0, 0, TimeSpan.Zero);
    private static readonly OrgSettings Settings = new() { Name = "A", TimeZone = "UTC", Currency = "USD" };
    private static readonly DateOnly Today = new(2026, 11, 21);
    private readonly TempFolder folder = new();
    private readonly FakeTime time = new("2026-11-21T14:00:00Z");
    private readonly IDocumentStore store;

    public KnownDaysTests() => store = StoreLocation.Parse(folder.Store).Open(time);

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task GivenAPosThatIsReadWell_WhenADayHasNoSale_ThenItIsZero()
    {
        var model = await LoadAsync(Pos("square", Now.AddMinutes(-20)));
        model.Days.Count(d => d is { Net: 0, Orders: 0 }).ShouldBe(29);
        model.Notes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(ConnectionState.Failed)]
    [InlineData(ConnectionState.Paused)]
    public async Task GivenAPosThatIsReadNoMore_WhenADayHasNoSale_ThenItIsEmptyFromTheLastReadOn_AndThatIsSaid(ConnectionState state)
    {
        var model = await LoadAsync(Pos("square", Now.AddDays(-3), state));
        model.Days.Where(d => d.Net is null).Select(d => d.Day).ShouldBe([Today.AddDays(-3), Today.AddDays(-2), Today.AddDays(-1), Today]);
        model.Days.ShouldAllBe(d => d.Net.HasValue == d.Orders.HasValue);
        model.Notes.ShouldHaveSingleItem().ShouldBe("The orders of Square were last read to their end at 14:00 on 18 Nov: what was sold there since may be missing.");
    }

    [Fact]
    public async Task GivenAPosOfWhichTheLastTenDaysAreAskedFor_WhenADayBeforeHasNoSale_ThenItIsEmpty_AndThatIsSaid()
    {
        var (status, coverage) = Pos("clover", Now);
        var model = await LoadAsync((status with { Given = new Dictionary<string, string> { ["historyDays"] = "10" } }, coverage with { OldestDay = Today.AddDays(-5) }));
        model.Days.Count(d => d.Net is null).ShouldBe(19);
        model.Days.Where(d => d.Net is not null).Min(d => d.Day).ShouldBe(Today.AddDays(-10));
        model.Notes.ShouldHaveSingleItem().ShouldBe("Of Clover only the sales from 11 Nov 2026 on are known.");
    }

    [Fact]
    public async Task GivenFilesOrAFirstImportUnderWay_WhenADayHasNoSale_ThenItIsEmpty_AndThatIsSaid()
    {
        var files = await LoadAsync(Pos("files", Now));
        files.Days.Count(d => d.Net is null).ShouldBe(29);
        files.Notes.ShouldHaveSingleItem().ShouldContain("only those days are known that stand in the files");
        var (status, coverage) = Pos("square", Now);
        var importing = await LoadAsync((status, coverage with { Complete = false }));
        importing.Days.Count(d => d.Net is null).ShouldBe(29);
        importing.Notes.ShouldHaveSingleItem().ShouldContain("were not read to their end yet");
    }

    [Fact]
    public async Task GivenTwoPosSystems_WhenOneIsReadNoMore_ThenADayWithoutSalesOfTheOtherIsEmptyToo()
    {
        var model = await LoadAsync(Pos("square", Now), Pos("clover", Now.AddDays(-3)));
        model.Days.Count(d => d.Net is null).ShouldBe(4);
        model.Days.Single(d => d.Day == Today.AddDays(-10)).Net.ShouldBe(10);
    }

    private async Task<SalesModel> LoadAsync(params (ConnectionStatus Status, ConnectionCoverage Coverage)[] connections)
    {
        var tenant = store.OpenTenant(OrgId.Parse("a"));
        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("daily_sales", "2026-11-11"), DocumentBody.Build(w =>
        {
            w.Text("businessDate", "2026-11-11");
            w.Text("currency", "USD");
            w.Number("net", 10);
            w.Number("orderCount", 2);
        }))]);
        var facts = new StatusFacts(
            new OrgStatus(Now, null, new RecordCounts(0, 0, 0, 0, 0), [.. connections.Select(c => c.Status)]),
            connections.ToDictionary(c => c.Status.Id, c => AllConnectors.List.Single(a => a.Descriptor.Id == c.Status.Connector).Descriptor))
        { Coverage = [.. connections.Select(c => c.Coverage)] };
        using var sales = new SalesOfDays(time, charts: true);
        return (await sales.LoadAsync(tenant, Settings, "1", KnownDays.Of(facts, Settings, Now), default))!;
    }

    private static (ConnectionStatus Status, ConnectionCoverage Coverage) Pos(string connector, DateTimeOffset success, ConnectionState state = ConnectionState.UpToDate) => (
        new ConnectionStatus(connector, connector, state, RunResult.Done)
        {
            Counts = new RecordCounts(0, 0, 0, 0, 0),
            Streams = [new StreamState(ConnectorKit.PosStream.Orders, new StreamEntry(StreamStatus.Complete)) { LastSuccessAt = success }],
        },
        new ConnectionCoverage(connector, true, Today.AddDays(-200)));
}
