using System.Text;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;
using Sync.Web.Composition;
using Sync.Web.Site.Assets;
using Sync.Web.Tests.Audit;
using Sync.Web.Tests.Site;
using Sync.Web.Tests.Site.Import;

namespace Sync.Web.Tests.Access;

/// <summary>An org that has one of everything that a route can name, and words that stand nowhere else.</summary>
internal sealed class FilledOrg : IAsyncDisposable
{
    private const string Name = "Marktwain Daughters";
    private readonly Deeds deeds;

    private FilledOrg(Deeds deeds) => this.deeds = deeds;

    public Service Service => deeds.Service;

    /// <summary>Its owner, signed in.</summary>
    public Browserish Owner => deeds.Browser;

    public string Org => deeds.Org.Value;

    /// <summary>What there is, for <see cref="RouteTable.PathOf"/>.</summary>
    public Dictionary<string, string> Things { get; } = new() { ["connector"] = "alleaves", ["connectionId"] = "alleaves", ["connections/id"] = "alleaves", ["stream"] = "products" };

    /// <summary>Words of its own: whoever reads one reads something of it.</summary>
    public List<string> Words { get; } = [Name, "markfile", "markkey", "@org1.example"];

    public static async Task<FilledOrg> OpenAsync(Func<SyncSettings, SyncSettings>? change = null)
    {
        var filled = new FilledOrg(await Deeds.BeginAsync(change));
        await filled.deeds.NextAsync();
        await filled.FillAsync();
        filled.Service.Parts.DemoConnections = []; // nobody else connects to the same shop
        return filled;
    }

    /// <summary>Everything that is stored of the org, of others, and of accounts.</summary>
    public async Task<List<string>> DocumentsAsync(params string[] orgs)
    {
        List<string> all = [];
        foreach (var org in orgs)
        {
            var tenant = Service.Parts.Store.OpenTenant(OrgId.Parse(org));
            await foreach (var collection in tenant.ListCollectionsAsync())
                await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = collection }))
                    all.Add($"{org}/{document.Path}: {document.Body}");
        }

        return all;
    }

    public ValueTask DisposeAsync() => deeds.DisposeAsync();

    private async Task FillAsync()
    {
        var tenant = deeds.Tenant;
        await deeds.HoldAsync(deeds.Pos);
        await Service.Parts.Orgs.SaveAsync(deeds.Org, new OrgSettings { Name = Name, TimeZone = "UTC", Currency = "USD" });
        foreach (var collection in (string[])["customers", "orders", "products"])
            Things[collection + "/id"] = (await tenant.QueryAsync(new DocumentQuery { Collection = collection }).FirstAsync()).Path.Id;
        await foreach (var customer in tenant.QueryAsync(new DocumentQuery { Collection = "customers" }))
            if (customer.Body.Read().Text("email") is { } email) Words.Add(email);
        Things["runId"] = (await tenant.QueryAsync(new DocumentQuery { Collection = "runs" }).FirstAsync()).Path.Id;
        Things["account"] = Things["memberId"] = await deeds.ViewerAsync();
        Things["keys/id"] = Things["keyId"] = (await new ApiKeyDirectory(tenant, Service.Parts.Time).CreateAsync("markkey", ["data:read"], Roles.PermissionsOf(Role.Owner), Actor.Operator)).Known.Id;
        Things["token"] = await deeds.InvitedAsync();
        Things["invitations/id"] = Things["invitationId"] = (await InvitationDirectory.ListAsync(tenant, Service.Parts.Time.GetUtcNow())).Single().Id;
        Things["import/id"] = await ImportAsync();
        Things["importId"] = (await deeds.UploadAsync()).Split('/')[^1];
        var sheet = AssetFiles.AddressOf("site.css")!.Split('/');
        (Things["hash"], Things["name"]) = (sheet[2], sheet[3]);
    }

    // A file that was imported, with rejects that can be downloaded.
    private async Task<string> ImportAsync()
    {
        using var brought = await Owner.UploadAsync(Encoding.UTF8.GetBytes(Uploads.Orders), "markfile.csv", org: Org);
        var address = brought.Headers.Location!.OriginalString;
        await Owner.SubmitAsync(address, address + "/columns", await Owner.FieldsAsync(address));
        await Owner.DoneAsync(address);
        await Owner.SubmitAsync(address, address + "/start", []);
        await Owner.DoneAsync(address);
        return address.Split('/')[^1];
    }
}
