using Sync.Simulator.Kit;

namespace Sync.Cli.Demo;

/// <summary>The demo's shop at any POS that has a fake.</summary>
internal sealed class PosDemoShop(IFakePos pos) : IDemoShop
{
    private const double Churn = 0.01;

    // Toast's orders are asked for in windows of at most a month, from 2015 on: a shop that is two months old needs one year of them.
    public IReadOnlyDictionary<string, string> Settings =>
        pos.ConnectorId == "toast" ? new Dictionary<string, string>(pos.Settings) { ["historyDays"] = "365" } : pos.Settings;

    public string Url => pos.Url;

    public static async Task<IDemoShop> OpenAsync(string connector, DemoSize size, DateTimeOffset founded)
    {
        var kind = FakePosCatalog.All[connector];
        var plan = new TruthPlan { Customers = size.Customers, Orders = size.Orders, Products = size.Products, Now = founded };
        return new PosDemoShop(await kind.Start(PosTruth.Generate(kind.Shape(plan)), new FakePosOptions()));
    }

    public void Change(int round, DateTimeOffset at) => TruthChurn.Run(pos.Truth, Churn, round, at);

    public ValueTask DisposeAsync() => pos.DisposeAsync();
}
