using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Engine.Audit;
using Sync.Store;
using Sync.Web.Tests.Connect;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Audit;

/// <summary>What the audit log says of a connection that is saved once more: what of it is another, and nothing that is secret.</summary>
public sealed class ChangedConnectionTests
{
    [Fact]
    public async Task GivenAConnection_WhenItIsChangedByTheApi_ThenTheLogNamesWhatChanged_AndOfASecretOnlyThatItDid()
    {
        await using var deeds = await Deeds.BeginAsync();
        await deeds.NextAsync();
        var right = deeds.Pos.Settings()["password"];
        await SaveAsync(deeds, ("password", "the former one"), ("historyDays", "90"));

        await deeds.ApiAsync("PATCH", "/connections/alleaves", JsonSerializer.Serialize(new { settings = new { historyDays = "30", password = right } }));

        var line = await ChangeAsync(deeds.Tenant);
        (line.Subject, line.Actor.Name).ShouldBe(("alleaves", Deeds.Email));
        line.Detail.ShouldStartWith("Alleaves; ");
        line.Detail.Split("; ")[1..].Order().ShouldBe(["historyDays: 90 → 30", "password: anew"]);
        line.Detail.ShouldNotContain(right);
    }

    [Fact]
    public async Task GivenAConnection_WhenItIsSavedOnTheSite_ThenTheLogNamesWhatChanged_OrThatNothingDid()
    {
        await using var deeds = await Deeds.BeginAsync();
        await deeds.NextAsync();
        await SaveAsync(deeds, ("historyDays", "30"));

        foreach (var said in (string[])["Alleaves; historyDays: 30 → 45", "Alleaves; saved again as it was"])
        {
            var path = $"/orgs/{deeds.Org}/connect/alleaves";
            var fields = deeds.Pos.Settings().ToDictionary(s => "s-" + s.Key, s => s.Value);
            (fields["connection"], fields["s-historyDays"]) = ("alleaves", "45");
            using var check = await deeds.Browser.SubmitAsync(path, path + "/check", fields);
            await deeds.FormAsync("/connect/alleaves", "/connect/alleaves/save", ("pending", ConnectTests.PendingOf(await check.Content.ReadAsStringAsync())));
            (await ChangeAsync(deeds.Tenant)).Detail.ShouldBe(said);
        }

        (await AuditLog.ListAsync(deeds.Tenant, null, 50)).ShouldNotContain(l => l.Action == "connection.saved");
    }

    [Fact]
    public async Task GivenAConnectionBySigningIn_WhenItsOwnerSignsInAgain_ThenTheLogSaysThatItWasConnectedAgain()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        await shop.SignInAsync();
        var first = (await AuditLog.ListAsync(shop.Tenant, null, 50)).Single(l => l.Action.StartsWith("connection.", StringComparison.Ordinal));
        (first.Action, first.Detail).ShouldBe(("connection.saved", "Square, by signing in"));

        await shop.SignInAsync();

        (await ChangeAsync(shop.Tenant)).Detail.ShouldBe("Square; connected again by signing in");
    }

    private static Task SaveAsync(Deeds deeds, params (string Name, string Value)[] others)
    {
        var given = new Dictionary<string, string>(deeds.Pos.Settings());
        foreach (var (name, value) in others) given[name] = value;
        return deeds.Service.Parts.Connections.SaveAsync(deeds.Tenant, "alleaves", "alleaves", ConnectionSettings.From(deeds.Service.Parts.Connectors.Find("alleaves").Descriptor, given), []);
    }

    private static async Task<AuditEntry> ChangeAsync(ITenantStore tenant) => (await AuditLog.ListAsync(tenant, null, 50)).First(l => l.Action == "connection.changed");
}
