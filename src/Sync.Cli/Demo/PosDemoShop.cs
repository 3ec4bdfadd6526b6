using Sync.ConnectorKit.Http;
using Sync.Simulator.Kit;

namespace Sync.Cli.Demo;

/// <summary>The demo's shop at any POS that has a fake.</summary>
internal sealed class PosDemoShop(IFakePos pos) : IDemoShop
{
    private const double Churn = 0.01;

    public IReadOnlyDictionary<string, string> Settings => pos.Settings;

    public static async Task<IDemoShop> OpenAsync(string connector, DemoSize size, DateTimeOffset founded)
    {
        // Whoever opens a fake shop on this machine allows that it be reached; the REST connector goes to public hosts only.
        Environment.SetEnvironmentVariable(AllowedHosts.Variable, "127.0.0.1");
        var kind = FakePosCatalog.All[connector];
        var plan = new TruthPlan { Customers = size.Customers, Orders = size.Orders, Products = size.Products, Now = founded };
        return new PosDemoShop(await kind.Start(PosTruth.Generate(kind.Shape(plan)), new FakePosOptions()));
    }

    public void Change(int round, DateTimeOffset at) => TruthChurn.Run(pos.Truth, Churn, round, at);

    public ValueTask DisposeAsync() => pos.DisposeAsync();
}
