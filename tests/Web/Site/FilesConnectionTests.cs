using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Connections;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Site.Import;

namespace Sync.Web.Tests.Site;

/// <summary>The connection that files come by, on the status page.</summary>
public sealed class FilesConnectionTests
{
    private const string Status = "/orgs/a";
    private const string Page = "/orgs/a/connections/files";

    [Fact]
    public async Task GivenAFileThatWasImported_WhenItsConnectionIsLookedAt_ThenOnlyWhatMakesSenseIsOffered()
    {
        await using var service = await Service.StartAsync();
        using var admin = await ImportedAsync(service);
        await service.SyncAsync(); // the schedule comes by, and there is nothing to read
        foreach (var path in (string[])[Status, Page])
        {
            var page = await admin.TextAsync(path);
            page.ShouldContain("Imported, last at");
            foreach (var none in (string[])["next run", "Run now", "Dry run", "Change or reconnect", "Pause<", "re-import", "cut off"]) page.ShouldNotContain(none);
        }

        var own = await admin.TextAsync(Page);
        own.ShouldContain("Import another file");
        own.ShouldContain("Remove…");
        using var form = await admin.GetAsync("/orgs/a/connect/files?connection=files");
        (form.StatusCode, form.Headers.Location!.OriginalString).ShouldBe((HttpStatusCode.SeeOther, "/orgs/a/import"));
    }

    [Fact]
    public async Task GivenAnImportThatWasKilled_WhenSomebodyLooks_ThenItSaysWhatIsInAndWhatToDo_UntilTheFileIsImportedAgain()
    {
        await using var service = await Service.StartAsync();
        using var admin = await ImportedAsync(service);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        await new FileImports(service.Parts.Time).BeginAsync(tenant, "files", "big.csv");
        foreach (var path in (string[])[Status, Page])
        {
            var page = await admin.TextAsync(path);
            page.ShouldContain("The last import was cut off");
            page.ShouldContain("The import of “big.csv”");
            page.ShouldContain("Import the same file again: that brings in the rest, gives its sales their customers");
            page.ShouldContain("2 orders");
            page.ShouldNotContain("Imported, last at");
            page.ShouldNotContain("Up to date");
        }

        await tenant.CommitAsync([DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
        {
            w.Time("expiresAt", service.Parts.Time.GetUtcNow().AddSeconds(2));
            w.Text("holder", "another process");
        }))]);
        (await admin.TextAsync(Status)).ShouldNotContain("was cut off"); // it may be going on there
        await Eventually.TrueAsync(async () => (await admin.TextAsync(Status)).Contains("was cut off", StringComparison.Ordinal), "the other process is gone");

        await ImportAsync(admin);
        (await admin.TextAsync(Status)).ShouldNotContain("was cut off");
    }

    [Fact]
    public async Task GivenAFileOfVeryManyColumns_WhenItIsBrought_ThenItIsRefusedAndNothingIsKept()
    {
        await using var service = await Service.StartAsync();
        using var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        using var refused = await admin.UploadAsync(string.Join(',', Enumerable.Range(0, 100_000).Select(i => "c" + i)) + "\n1,2\n");
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await refused.BodyAsync();
        page.ShouldContain("The file has 100000 columns; 500 are the most that are read.");
        page.Length.ShouldBeLessThan(20_000);
        Uploads.Files(service).ShouldBeEmpty();
    }

    private static async Task<Browserish> ImportedAsync(Service service)
    {
        var admin = await Browserish.SignedInAsync(service, "a", Role.Admin);
        await ImportAsync(admin);
        return admin;
    }

    private static async Task ImportAsync(Browserish admin)
    {
        var address = await admin.PreviewedAsync(Uploads.Orders);
        await admin.SubmitAsync(address, address + "/start", []);
        (await admin.DoneAsync(address)).ShouldContain("is imported");
    }
}
