using System.Collections.Concurrent;
using Sync.Simulator.Kit;

namespace Sync.Simulator.Lightspeed;

/// <summary>A Lightspeed Retail X-Series store that behaves: its wire form, its versions, its refusals, after the contract and the facts.</summary>
public sealed class FakeLightspeed : IFakePos, IFakeSignIn
{
    private readonly FakeServer server;
    private readonly LightspeedStore store;
    private readonly LightspeedAccess access;

    private FakeLightspeed(FakeServer server, LightspeedStore store, LightspeedAccess access) => (this.server, this.store, this.access) = (server, store, access);

    /// <inheritdoc />
    public string ConnectorId => "lightspeed";

    /// <summary>With the tokens of the last refresh, as a keeper of secrets would have them.</summary>
    public IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["domainPrefix"] = access.Prefix,
        ["baseUrl"] = server.Url,
        ["accessToken"] = access.Token,
        ["refreshToken"] = access.RefreshToken,
        ["clientId"] = LightspeedAccess.ClientId,
        ["clientSecret"] = LightspeedAccess.ClientSecret,
    };

    /// <inheritdoc />
    public PosTruth Truth => store.Truth;

    /// <inheritdoc />
    public FaultPlan Faults => server.Faults;

    /// <inheritdoc />
    public ConcurrentQueue<SeenRequest> Requests => server.Requests;

    /// <inheritdoc />
    public int MostInFlight => server.MostInFlight;

    /// <inheritdoc />
    public FakeSignIn SignIn => access.SignIn;

    /// <summary>The scopes that the owner did not allow.</summary>
    public ConcurrentDictionary<string, bool> Denied => access.Denied;

    /// <summary>What the store's address begins with; its owner may change it.</summary>
    public string Prefix { get => access.Prefix; set => access.Prefix = value; }

    /// <summary>How often a token was refreshed.</summary>
    public int Refreshes => access.Refreshes;

    /// <summary>Further sales in wire form, for what no neutral truth tells; the version is written in.</summary>
    public TruthList<string> RawSales => store.RawSales;

    /// <summary>Further levels in wire form, after all others whatever is asked for: they have no version to ask by.</summary>
    public TruthList<string> RawLevels => store.RawLevels;

    /// <summary>The products of which the store keeps no cost.</summary>
    public TruthList<string> WithoutCost => store.WithoutCost;

    /// <summary>Whether stock that is there no more is told as deleted, or not at all (which of the two is published nowhere).</summary>
    public bool TellsDeletedStock { get => store.TellsDeletedStock; set => store.TellsDeletedStock = value; }

    /// <summary>Whether the store shows its prices with tax in them.</summary>
    public bool TaxInclusive { get => store.TaxInclusive; set => store.TaxInclusive = value; }

    /// <summary>How many requests were refused for their rate.</summary>
    public int Throttled => access.Throttled;

    /// <summary>Opens a store.</summary>
    public static async Task<FakeLightspeed> StartAsync(PosTruth truth, FakePosOptions options)
    {
        var (store, access) = (new LightspeedStore(truth), new LightspeedAccess(options));
        var routes = new LightspeedRoutes(store, access, options);
        access.Open();
        var server = await FakeServer.StartAsync(routes.Answer, options.Port);
        return new FakeLightspeed(server, store, access);
    }

    /// <inheritdoc />
    public double? ShareOfRate => access.Share;

    /// <inheritdoc />
    public bool IsPage(SeenRequest request) => request.Path.Split('/')[^1] is not ("token" or "retailer" or "outlets");

    /// <summary>What went back of a sale is a sale of its own (contracts/lightspeed.md).</summary>
    public Telling Telling { get; } = new() { RefundsOnSales = false, LineNames = false };

    /// <inheritdoc />
    public void Forbid(string records) => Denied[(records == "orders" ? "sales" : records) + ":read"] = true;

    /// <summary>Closes an outlet: it is told as deleted from then on, and its stock no longer.</summary>
    /// <param name="id">Its id.</param>
    public void CloseLocation(string id)
    {
        Truth.Locations.Remove(Truth.Locations.Single(l => l.Id == id));
        foreach (var level in Truth.Levels.Where(l => l.LocationId == id).ToList()) Truth.Levels.Remove(level);
    }

    /// <inheritdoc />
    public void ExpireTokens() => access.ExpireTokens();

    /// <inheritdoc />
    public void RevokeGrant() => access.Revoke();

    /// <inheritdoc />
    public ValueTask DisposeAsync() => server.DisposeAsync();
}
