using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Composition;

namespace Sync.Cli.Tests;

/// <summary>
/// A folder of its own with a store in it, and a shop to connect to. Whatever a command says here is looked through for
/// secrets and stack traces.
/// </summary>
internal sealed class Workplace : IAsyncDisposable
{
    public const string Org = "shop-1";
    public const string WrongPassword = "not-the-passw0rd";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sync-cli-");
    private readonly Dictionary<string, string> environment;
    private FakeAlleaves? pos;

    public Workplace(string? store = null, string? emulator = null)
    {
        Store = store ?? "sqlite:" + PathOf("data/sync.db");
        environment = new Dictionary<string, string> { ["SYNC_STORE"] = Store };
        if (emulator is not null) environment["FIRESTORE_EMULATOR_HOST"] = emulator;
    }

    /// <summary>What SYNC_STORE says.</summary>
    public string Store { get; }

    /// <summary>The shop; open once <see cref="OpenShopAsync"/> has run.</summary>
    public FakeAlleaves Pos => pos ?? throw new InvalidOperationException("The shop is not open.");

    public string PathOf(string relative) => Path.Combine(folder.FullName, relative);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public Workplace With(string variable, string value)
    {
        environment[variable] = value;
        return this;
    }

    public async Task<PossyncOutcome> RunAsync(params string[] arguments)
    {
        using var running = Start(arguments);
        return await EndAsync(running);
    }

    /// <summary>Runs what must succeed.</summary>
    public async Task<PossyncOutcome> DoAsync(params string[] arguments)
    {
        var outcome = await RunAsync(arguments);
        outcome.Code.ShouldBe(0, $"{string.Join(' ', arguments)}: {outcome}");
        return outcome;
    }

    /// <summary>Runs what must succeed, with something on its standard input.</summary>
    public async Task<PossyncOutcome> TypeAsync(string typed, params string[] arguments)
    {
        using var running = new Possync(folder.FullName, environment).StartTyping(typed, arguments);
        var outcome = await EndAsync(running);
        outcome.Code.ShouldBe(0, $"{string.Join(' ', arguments)}: {outcome}");
        return outcome;
    }

    /// <summary>Opens the store, without a process.</summary>
    public Task<SyncServices> OpenAsync() => SyncServices.OpenAsync(new SyncSettings { Store = StoreLocation.Parse(Store) }, TimeProvider.System);

    public RunningPossync Start(params string[] arguments) => new Possync(folder.FullName, environment).Start(arguments);

    public async Task<PossyncOutcome> EndAsync(RunningPossync running)
    {
        var outcome = await running.EndAsync();
        Clean.Said(outcome.Said, Secrets);
        return outcome;
    }

    /// <summary>What must be found nowhere: password, pin and every token.</summary>
    public IEnumerable<string> Secrets => pos is null
        ? [WrongPassword]
        : [WrongPassword, pos.Options.Password, pos.Options.Pin, "eyJ", .. pos.Requests.Select(r => r.Headers.GetValueOrDefault("Authorization")).OfType<string>().Distinct()];

    public async Task OpenShopAsync(ShopPlan? plan = null)
    {
        var shop = ShopTruth.Generate(plan ?? new ShopPlan { Customers = 40, Orders = 80, Products = 30, Now = TimeProvider.System.GetUtcNow() });
        pos = await FakeAlleaves.StartAsync(shop, new FakeAlleavesOptions { Password = "s3cret-passphrase", Pin = "90210-77" });
    }

    /// <summary>Opens a shop and connects orgs to it, without a process: for tests of what comes after.</summary>
    public async Task ConnectAsync(params string[] orgs)
    {
        if (pos is null) await OpenShopAsync();
        await using var services = await SyncServices.OpenAsync(new SyncSettings { Store = StoreLocation.Parse(Store) }, TimeProvider.System);
        foreach (var org in orgs.DefaultIfEmpty(Org))
        {
            var id = OrgId.Parse(org);
            await services.Orgs.AddAsync(id, new OrgSettings { Name = org, TimeZone = "America/New_York", Currency = "USD" }, default);
            var settings = ConnectionSettings.From(services.Connectors.Find("alleaves").Descriptor, Pos.Settings());
            await services.Connections.SaveAsync(services.Store.OpenTenant(id), "alleaves", "alleaves", settings, []);
        }
    }

    /// <summary>Changes a field behind our back, as another program would.</summary>
    public async Task TamperAsync(string collection, string id, string field, string value)
    {
        await using var services = await SyncServices.OpenAsync(new SyncSettings { Store = StoreLocation.Parse(Store) }, TimeProvider.System);
        await services.Store.OpenTenant(OrgId.Parse(Org)).CommitAsync([DocumentWrite.Merge(new DocumentPath(collection, id), DocumentBody.Build(b => b.Text(field, value)))]);
    }

    /// <summary>The options of <c>connect</c> that fill in the shop's form.</summary>
    public string[] Form(params (string Key, string Value)[] other)
    {
        var form = Pos.Settings();
        foreach (var (key, value) in other) form[key] = value;
        return [.. form.SelectMany(f => new[] { "--set", $"{f.Key}={f.Value}" })];
    }

    public async ValueTask DisposeAsync()
    {
        if (pos is not null) await pos.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
