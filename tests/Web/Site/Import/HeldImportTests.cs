using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;
using Sync.TestKit;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Import;

/// <summary>An import that finds another process syncing the shop for longer than it waits.</summary>
public sealed class HeldImportTests
{
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAnotherImportThatIsNoted_WhenThisOneGivesUpWaiting_ThenItSaysSo_AndTheOthersNoteStands()
    {
        var time = new FakeTime("2036-03-03T12:00:00Z"); // a browser throws away cookies that have expired by the real clock
        await using var service = await Service.StartAsync(time: time);
        var tenant = service.Parts.Store.OpenTenant(Org);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var first = await manager.PreviewedAsync(Uploads.Orders);
        await manager.SubmitAsync(first, first + "/start", []);
        (await manager.DoneAsync(first)).ShouldContain("is imported");
        var address = await manager.PreviewedAsync(Uploads.Orders);
        var others = await new FileImports(time).BeginAsync(tenant, "files", "others.csv");
        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
        {
            w.Time("expiresAt", time.GetUtcNow().AddHours(1));
            w.Text("holder", "another process");
            w.Number("seconds", 3_600);
        }))]);

        await manager.SubmitAsync(address, address + "/start", []);
        string page;
        while ((page = await manager.TextAsync(address)).Contains("id=\"busy\"", StringComparison.Ordinal)) time.Advance(TimeSpan.FromSeconds(5));

        page.ShouldContain("another process");
        (await ConnectionDirectory.FindAsync(tenant, "files"))!.Imports.ShouldBe([others.Now]);
        Uploads.Files(service).Select(Path.GetFileName).ShouldContain("job.json");
    }
}
