using System.Net;
using System.Text.RegularExpressions;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Site;

namespace Sync.Web.Tests.Connect;

/// <summary>A sign-in once more at a POS that cannot be read just then: what is said of what follows is what follows.</summary>
public sealed partial class UnreadSignInTests
{
    private static readonly string Form = $"/orgs/{SignInShop.Org}/connect/square";

    [Fact]
    public async Task GivenASignInThatNobodyHasConfirmed_WhenTheNextOneCannotBeRead_ThenNoSyncIsPromised_AndTheWayLeadsToWhatWaits()
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, SignInShop.Org.Value, Role.Admin);
        using (await admin.GetAsync(await OnAsync(shop, admin))) { }

        var page = await UnreadAsync(shop, admin);

        page.ShouldContain("Nothing is read before you have seen what is found and confirmed it");
        page.ShouldNotContain("The next sync");
        page.ShouldContain($"href=\"/orgs/{SignInShop.Org}/connections/square/confirm\"");
    }

    [Theory]
    [InlineData(true, "It is paused, so no sync reads it before somebody resumes it on its page")]
    [InlineData(false, "The next sync tries to read it")]
    public async Task GivenAConnection_WhenTheNextSignInCannotBeRead_ThenASyncIsPromisedOnlyWhereOneReadsIt(bool paused, string words)
    {
        await using var shop = await SignInShop.OpenAsync("square");
        using var admin = await Browserish.SignedInAsync(shop.Service, SignInShop.Org.Value, Role.Admin);
        using (await admin.GetAsync(await OnAsync(shop, admin))) { }
        await shop.ConfirmAsync();
        if (paused) await shop.Service.Parts.Connections.SetActiveAsync(shop.Tenant, "square", false, Actor.Operator);

        var page = await UnreadAsync(shop, admin);

        page.ShouldContain(words);
        page.Contains("The next sync", StringComparison.Ordinal).ShouldBe(!paused);
    }

    [Fact]
    public async Task GivenAConfirmedConnection_WhenItsTimeZoneIsChangedOnItsPage_ThenTheAuditLogHasALineOfIt()
    {
        await using var shop = await SignInShop.OpenAsync("square", still: true);
        using var admin = await Browserish.SignedInAsync(shop.Service, SignInShop.Org.Value, Role.Admin);
        using (await admin.GetAsync(await OnAsync(shop, admin))) { }
        var path = $"/orgs/{SignInShop.Org}/connections/square/confirm";
        using (await admin.SubmitAsync(path, path, await admin.FieldsAsync(path))) { }
        var place = (await shop.SavedAsync())!.Locations.First();
        var fields = await admin.FieldsAsync(path);
        var at = fields.Single(f => f.Key.StartsWith("place-", StringComparison.Ordinal) && f.Value == place.Key).Key["place-".Length..];
        fields["zone-" + at] = "Pacific/Kiritimati";

        using (await admin.SubmitAsync(path, path, fields)) { }

        (await shop.SavedAsync())!.Zones[place.Key].ShouldBe("Pacific/Kiritimati");
        var line = (await AuditLog.ListAsync(shop.Tenant, null, 50)).Single(l => l.Action == "connection.changed");
        (line.Subject, line.Actor.Name).ShouldBe(("square", $"admin@{SignInShop.Org}.example"));
        line.Detail.ShouldContain($"time zone of {place.Value}: as the POS says → Pacific/Kiritimati");

        using (await admin.SubmitAsync(path, path, await admin.FieldsAsync(path))) { }
        (await AuditLog.ListAsync(shop.Tenant, null, 50)).Count(l => l.Action == "connection.changed").ShouldBe(1); // nothing was another
    }

    private static async Task<string> UnreadAsync(SignInShop shop, Browserish admin)
    {
        var callback = await OnAsync(shop, admin);
        shop.Pos.Faults.Add(new Fault { Path = "", When = r => !r.Path.EndsWith("/token", StringComparison.Ordinal), Kind = FaultKind.Status, Status = 500 });
        using var back = await admin.GetAsync(callback);
        return await back.BodyAsync();
    }

    // As far as the callback's address, which is not opened.
    internal static async Task<string> OnAsync(SignInShop shop, Browserish admin)
    {
        var fields = shop.Given().ToDictionary(s => "s-" + s.Key, s => s.Value);
        fields["connection"] = "square";
        using var leave = await admin.SubmitAsync(Form, Form + "/sign-in", fields);
        var at = WebUtility.HtmlDecode(Refresh().Match(await leave.Content.ReadAsStringAsync()).Groups[1].Value);
        for (var hop = 0; hop < 2; hop++)
        {
            using var redirect = await admin.GetAsync(at);
            at = redirect.Headers.Location!.OriginalString;
        }

        return at;
    }

    [GeneratedRegex("content=\"0;url=([^\"]+)\"")]
    private static partial Regex Refresh();
}
