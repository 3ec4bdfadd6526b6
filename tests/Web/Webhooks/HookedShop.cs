using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Hints;
using Sync.Engine.Queries;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Composition;

namespace Sync.Web.Tests.Webhooks;

/// <summary>A fake POS and orgs that are connected to it, over a clock that makes waiting free: what webhooks do, without a server.</summary>
internal sealed class HookedShop : IAsyncDisposable
{
    public const string Url = "https://sync.example.com/hooks";
    private static readonly string[] Collections =
        ["customers", "orders", "unmatched_orders", "daily_sales", "customer_spending", "publicViews/products/items", "products", "inventory"];

    private readonly TempFolder folder = new();

    private HookedShop(IFakePos pos, FakeTime time) => (Pos, Time) = (pos, time);

    public IFakePos Pos { get; }

    public FakeTime Time { get; }

    public SyncServices Parts { get; private set; } = null!;

    public PosTruth Truth => Pos.Truth;

    public IPosConnector Connector => Parts.Connectors.Find(Pos.ConnectorId);

    public static async Task<HookedShop> OpenAsync(string connector, int seed = 1, int size = 30)
    {
        var time = new FakeTime(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero), autoAdvance: true);
        var kind = FakePosCatalog.All[connector];
        var truth = PosTruth.Generate(kind.Shape(new TruthPlan { Customers = size, Orders = size * 2, Products = size, Days = 40, Seed = seed, Now = time.GetUtcNow() }));
        var shop = new HookedShop(await kind.Start(truth, new FakePosOptions { Time = time }), time);
        shop.Parts = await SyncServices.OpenAsync(new SyncSettings { Store = StoreLocation.Parse(shop.folder.Store), AllowedHosts = AllowedHosts.Parse(FakeServer.Host) }, time);
        return shop;
    }

    /// <summary>Of what kinds a deletion shows in an ordinary sync.</summary>
    public IReadOnlyList<TruthKind> Deletable => [.. Connector.Descriptor.Streams.Where(s => s.CarriesDeletes && s.Stream != PosStream.Inventory).Select(s => KindOf(s.Stream))];

    private static TruthKind KindOf(PosStream stream) => stream switch { PosStream.Customers => TruthKind.Customer, PosStream.Orders => TruthKind.Order, _ => TruthKind.Product };

    public Dictionary<string, string> Given()
    {
        var given = new Dictionary<string, string>(Pos.Settings);
        given.TryAdd(FakeWebhooks.SecretSettings[Pos.ConnectorId], "the-webhooks-secret");
        return given;
    }

    public ConnectionSettings Settings() => ConnectionSettings.From(Connector.Descriptor, Given());

    public async Task ConnectAsync(params string[] orgs)
    {
        foreach (var org in orgs)
        {
            await Parts.Orgs.AddAsync(OrgId.Parse(org), new OrgSettings { Name = org, TimeZone = "UTC", Currency = "USD", DeleteLimitCount = 1000 });
            await Parts.Connections.SaveAsync(Parts.Store.OpenTenant(OrgId.Parse(org)), "main", Pos.ConnectorId, Settings(), []);
        }
    }

    public Task SyncAsync(params string[] orgs) => SyncAsync(new RunOptions(), orgs);

    /// <summary>A sync that reads all, as one after another does that shows what is gone.</summary>
    public Task SyncWholeAsync(params string[] orgs) => SyncAsync(new RunOptions { Full = true }, orgs);

    private async Task SyncAsync(RunOptions options, string[] orgs)
    {
        foreach (var org in orgs)
        {
            var report = await Parts.Runner.RunAsync(OrgId.Parse(org), options);
            report.Result.ShouldBe(RunResult.Done, Trouble(report));
        }
    }

    /// <summary>Only what webhooks told of.</summary>
    public async Task<OrgReport> CarryOutAsync(string org)
    {
        var report = await Parts.Runner.RunAsync(OrgId.Parse(org), new RunOptions { OnlyHinted = true });
        report.Result.ShouldBe(RunResult.Done, Trouble(report));
        return report;
    }

    public FakeWebhookSender Sender => new(Url, Given()[FakeWebhooks.SecretSettings[Pos.ConnectorId]], Time.GetUtcNow());

    public IReadOnlyList<FakeWebhook> Tell(TruthKind kind, string id, int number) => [.. FakeWebhooks.Of(Pos, kind, id, Sender, number)];

    public WebhookNews Read(FakeWebhook hook) => ((IWebhookConnector)Connector).Read(new WebhookDelivery(
        Url, new Dictionary<string, string>(hook.Headers, StringComparer.OrdinalIgnoreCase), hook.Body, Time.GetUtcNow()), Settings());

    /// <summary>Takes webhooks in, as the endpoint does.</summary>
    public async Task DeliverAsync(string org, IEnumerable<FakeWebhook> hooks)
    {
        var events = hooks.Select(h => new WebhookEvent("main", Pos.ConnectorId, Read(h), Time.GetUtcNow())).Where(e => !e.News.IsEmpty).ToList();
        await WebhookInbox.KeepAsync(Parts.Store.OpenTenant(OrgId.Parse(org)), events);
    }

    public Task<bool> AnyWaitsAsync(string org) => WebhookInbox.AnyAsync(Parts.Store.OpenTenant(OrgId.Parse(org)));

    public async Task<DocumentFields?> GetAsync(string org, string collection, string id) =>
        (await Parts.Store.OpenTenant(OrgId.Parse(org)).GetAsync(new DocumentPath(collection, DocumentId.Escape(id))))?.Body.Read();

    /// <summary>All that downstream apps read, but for whose it is and when it was written.</summary>
    public async Task<SortedDictionary<string, string>> SnapshotAsync(string org)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var collection in Collections)
            await foreach (var document in Parts.Store.OpenTenant(OrgId.Parse(org)).QueryAsync(new DocumentQuery { Collection = collection }))
                all[$"{collection}/{document.Path.Id}"] = Encoding.UTF8.GetString(PlainJson.Of(document.Body, new HashSet<string> { "updatedAt", "orgId" }));
        return all;
    }

    public async Task ShouldBeAlikeAsync(string org, string other, string context, Func<string, bool>? but = null)
    {
        var (mine, theirs) = (await SnapshotAsync(org), await SnapshotAsync(other));
        var differences = mine.Keys.Union(theirs.Keys).Where(k => but?.Invoke(k) != true).Where(k => mine.GetValueOrDefault(k) != theirs.GetValueOrDefault(k))
            .Select(k => $"{k}\n  {org}: {mine.GetValueOrDefault(k) ?? "nothing"}\n  {other}: {theirs.GetValueOrDefault(k) ?? "nothing"}").ToList();
        if (differences.Count > 0) throw new ShouldAssertException($"{context}: {differences.Count} documents differ:\n" + string.Join("\n", differences.Take(5)));
    }

    public async ValueTask DisposeAsync()
    {
        await Parts.DisposeAsync();
        await Pos.DisposeAsync();
        folder.Dispose();
    }

    private static string Trouble(OrgReport report) => string.Join("; ", report.Runs.Select(r =>
        $"{r.Error} {r.ErrorDetail} {string.Join(", ", r.Streams.Select(s => $"{s.Key} {s.Value.Status} {s.Value.ErrorDetail}"))}"));
}
