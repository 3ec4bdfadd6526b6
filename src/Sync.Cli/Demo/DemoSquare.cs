using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Web.Composition;

namespace Sync.Cli.Demo;

/// <summary>A fake Square at which the demo's visitor signs in, and the operator's app there.</summary>
internal sealed class DemoSquare(IFakePos pos) : IAsyncDisposable
{
    public const string Connector = "square";

    // Large enough that a first import is seen to go on, small enough that nobody waits.
    private static readonly TruthPlan Plan = new() { Customers = 2_000, Orders = 12_000, Products = 300 };

    private FakeSignIn SignIn => ((IFakeSignIn)pos).SignIn;

    /// <summary>The port of this machine that it is open on.</summary>
    public int Port => new Uri(pos.Url).Port;

    /// <summary>Opens the same one each time, so that a connection which was made to it goes on.</summary>
    /// <param name="founded">When the demo was first shown, which its records go back from.</param>
    /// <param name="port">Where it was open before; another free port is taken where that one is not free, or null is given.</param>
    public static async Task<DemoSquare> OpenAsync(DateTimeOffset founded, int? port)
    {
        var kind = FakePosCatalog.All[Connector];
        var truth = PosTruth.Generate(kind.Shape(Plan with { Now = founded }));
        var square = new DemoSquare(await StartAsync(kind, truth, port));
        square.SignIn.Asks = true;
        return square;
    }

    private static async Task<IFakePos> StartAsync(FakePosKind kind, PosTruth truth, int? port)
    {
        try
        {
            return await kind.Start(truth, new FakePosOptions { Port = port ?? 0 });
        }
        catch (IOException) when (port is not null)
        {
            return await kind.Start(truth, new FakePosOptions());
        }
    }

    /// <summary>Settings with which the service has an app at this Square and may reach it, and the demo's own shop.</summary>
    public SyncSettings Settings(SyncSettings settings, string? shop) => settings with
    {
        Apps = new Dictionary<string, AppCredentials>(settings.Apps) { [Connector] = new(SignIn.ClientId, new Secret(SignIn.ClientSecret)) },
        AllowedHosts = settings.AllowedHosts.And(AllowedHosts.Parse(new Uri(pos.Url).Authority)).And(AllowedHosts.Parse(shop is null ? null : new Uri(shop).Authority)),
    };

    /// <summary>What the page Connect offers: this Square instead of the real one, by signing in or at once.</summary>
    public DemoConnection Offer() => new(Connector, "A fake Square on this machine", new Dictionary<string, string>(pos.Settings));

    /// <summary>Registers where the app is sent back to.</summary>
    public void MayReturnTo(string redirect) => SignIn.Redirects.Add(redirect);

    public ValueTask DisposeAsync() => pos.DisposeAsync();
}
