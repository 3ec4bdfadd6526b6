using System.Text.Json;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Site.Import;

namespace Sync.Web.Tests.Api;

/// <summary>Files that programs bring in.</summary>
public sealed class ImportTests
{
    private const string Path = "/api/orgs/a/imports";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAKeyThatMayImport_WhenItSendsAFile_ThenItsRecordsAreIn_AndRejectedRowsComeBackToItAlone()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import", "data:export");
        using var other = await ApiUser.WithKeyAsync(service, "a", "files:import");

        var begun = (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders"), ("timeZone", "Europe/London")])).ShouldBe(202);

        var import = begun.Json.GetProperty("import").GetString()!;
        begun.Headers["Location"].ShouldBe(import);
        var done = await EndAsync(user, import);
        (done.GetProperty("state").GetString(), done.GetProperty("file").GetString(), done.GetProperty("as").GetString()).ShouldBe(("done", "sales.csv", "orders"));
        var orders = done.GetProperty("streams").GetProperty("orders");
        (orders.GetProperty("created").GetInt32(), orders.GetProperty("rejected").EnumerateObject().Sum(r => r.Value.GetInt32())).ShouldBe((2, 2));
        done.GetProperty("named").GetArrayLength().ShouldBe(2);
        (await OrdersAsync(service)).ShouldBe(["1001", "1002"]);
        (await Tenant(service).GetAsync(new DocumentPath("orders", "1001")))!.Body.Read().Time("createdAt").ShouldBe(DateTimeOffset.Parse("2026-03-02T10:15:00Z", null));

        var rows = (await user.GetAsync(done.GetProperty("rejects").GetString()!)).ShouldBe(200);
        rows.Body.ShouldStartWith("line,reason,detail,Order ID");
        rows.Body.ShouldContain("\"'=HYPERLINK"); // safe to open in a spreadsheet
        (await other.GetAsync(import)).ShouldBe(404);
        (await other.GetAsync(import + "/rejects.csv")).ShouldBe(403).Body.ShouldContain("it takes the scopes files:import and data:export, of which it lacks data:export.");
        (await user.GetAsync(Path + "/none")).ShouldBe(404);
        (await user.GetAsync(Path + "/none/rejects.csv")).ShouldBe(404);
        var lines = await AuditLog.ListAsync(Tenant(service), null, 9);
        lines.Select(l => (l.Action, l.Subject, l.Actor.Kind)).ShouldContain(("import.started", "sales.csv", "key"));
        Uploads.Files(service).Select(System.IO.Path.GetFileName).ShouldNotContain("file"); // what is in waits no more
    }

    [Fact]
    public async Task GivenHeadersOfItsOwn_WhenAFileComesWithAMapping_ThenItGoesByThat_AndWithoutOneItIsSaidWhatIsMissing()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");
        const string file = "Bon;Wann;Summe\n7;02.03.2026 10:15;4,50\n";
        const string map = """{"orderId":"Bon","createdAt":"Wann","orderTotal":"Summe","decimal":",","delimiter":";"}""";

        var refused = (await user.UploadAsync(Path, file, [("as", "orders")])).ShouldBe(400);
        refused.Error("map").ShouldContain("Say in 'map' which it is");
        refused.Body.ShouldNotContain("/"); // no path of the service's machine
        (await user.UploadAsync(Path, file, [("as", "orders"), ("map", "{\n{")])).ShouldBe(400).Error("map").ShouldBe("'map' is not sound JSON (line 2).");
        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders"), ("map", """{"orderId":"Nothing"}""")])).ShouldBe(400).Body.Split("Nothing was changed.").Length.ShouldBe(3); // of the request once, of the field once
        Uploads.Files(service).ShouldBeEmpty();

        var begun = (await user.UploadAsync(Path, file, [("as", "orders"), ("map", map)])).ShouldBe(202);
        (await EndAsync(user, begun.Headers["Location"])).GetProperty("state").GetString().ShouldBe("done");
        (await Tenant(service).GetAsync(new DocumentPath("unmatched_orders", "7")))!.Body.Read().Number("total").ShouldBe(4.5m);

        foreach (var wrong in (string[])["{", "[]", """{"orderId":7}""", """{"colour":"Bon"}""", """{"orderId":"Nothing"}"""])
            (await user.UploadAsync(Path, file, [("as", "orders"), ("map", wrong)])).ShouldBe(400).Error("map").ShouldNotContain(System.IO.Path.GetTempPath());
    }

    [Fact]
    public async Task GivenAnIdempotencyKey_WhenTheSameFileIsSentTwice_ThenItIsImportedOnce_AndAnotherFileUnderItIsRefused()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");
        var key = ("Idempotency-Key", "monday");

        var first = (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")], key)).ShouldBe(202);
        await EndAsync(user, first.Headers["Location"]);
        var second = (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")], key)).ShouldBe(202);

        second.Headers["Location"].ShouldBe(first.Headers["Location"]);
        (await user.UploadAsync(Path, Uploads.Orders + "1009,2026-03-02 10:15,C9,,P1,Tea,1,1.00\n", [("as", "orders")], key)).ShouldBe(422);
        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders"), ("currency", "EUR")], key)).ShouldBe(422);
        (await AuditLog.ListAsync(Tenant(service), null, 9)).Count(l => l.Action == "import.started").ShouldBe(1);
        Uploads.Files(service).Count(f => System.IO.Path.GetFileName(f) == "job.json").ShouldBe(1);
    }

    [Fact]
    public async Task GivenAnImportThatWasCutOff_WhenTheFileIsSentAgainWithTheSameKey_ThenItGoesIn_AndIsRememberedFromThenOn()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");
        var key = ("Idempotency-Key", "monday");
        var first = (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")], key)).ShouldBe(202).Headers["Location"];
        await EndAsync(user, first);
        var note = Uploads.Files(service).Single(f => System.IO.Path.GetFileName(f) == "job.json");
        await File.WriteAllTextAsync(note, (await File.ReadAllTextAsync(note)).Replace("\"State\":3", "\"State\":2", StringComparison.Ordinal)); // as one that is killed leaves it
        (await EndAsync(user, first)).GetProperty("state").GetString().ShouldBe("cut_off");

        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders"), ("currency", "EUR")], key)).ShouldBe(422); // still another request
        var second = (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")], key)).ShouldBe(202).Headers["Location"];

        second.ShouldNotBe(first);
        (await EndAsync(user, second)).GetProperty("state").GetString().ShouldBe("done");
        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")], key)).ShouldBe(202).Headers["Location"].ShouldBe(second);
    }

    [Fact]
    public async Task GivenAFileThatCannotGoIn_WhenItIsSent_ThenTheAnswerNamesTheFieldAndNothingStays()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");
        foreach (var (file, kind, field) in ((string?, string?, string)[])
        [
            (null, "orders", "file"), ("", "orders", "file"), ("PK\u0003\u0004 no workbook", "orders", "file"), (Uploads.Orders, null, "as"), (Uploads.Orders, "people", "as"),
        ])
            (await user.UploadAsync(Path, file, [("as", kind)])).ShouldBe(400).Error(field).ShouldNotBeEmpty();
        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders"), ("as", "orders")])).ShouldBe(400).Error("as").ShouldContain("more than once");
        (await user.UploadAsync(Path + "?dry=1", Uploads.Orders, [("as", "orders")])).ShouldBe(400).Error("dry").ShouldNotBeEmpty();
        (await user.PostAsync(Path, """{"as":"orders"}""")).ShouldBe(415).Body.ShouldContain("multipart/form-data");
        (await user.PostAsync(Path)).ShouldBe(415);
        (await OrdersAsync(service)).ShouldBeEmpty();
        Uploads.Files(service).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("as")]
    [InlineData("timeZone")]
    [InlineData("currency")]
    [InlineData("map")]
    [InlineData("colour")]
    public async Task GivenAFieldThatIsHostile_WhenAFileComesWithIt_ThenThatFieldIsNamedAndNothingFails(string field)
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");
        foreach (var text in (string[])["a\r\nX-Evil: 1", "a\u202egnp.exe", "a\0\u0007\u001b", new string('x', 100_000), "ключ 💥 مفتاح", "{\"orderId\":\"\\ud800\"}", "../../etc/passwd"])
        {
            var fields = new Dictionary<string, string?> { ["as"] = "orders", [field] = text };
            var reply = await user.UploadAsync(Path, Uploads.Orders, fields.Select(f => (f.Key, f.Value)));
            reply.ShouldBe(400).Json.GetProperty("errors").EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe(field);
            reply.Headers.Keys.ShouldNotContain("X-Evil");
        }

        Uploads.Files(service).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAnUploadThatIsTooLarge_WhenItIsSent_ThenItIsRefusedWithTheSizeThatIsTaken()
    {
        await using var service = await Service.StartWithAsync(s => s with { LargestUpload = 1 << 20 });
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");
        (await user.UploadAsync(Path, "Order ID,Date\n" + new string('x', 1_060_000), [("as", "orders")])).ShouldBe(413).Body.ShouldContain("larger than 1 MB");
        (await user.UploadAsync(Path, new string('x', 2 << 20), [("as", "orders")], ("Expect", "100-continue"))).ShouldBe(413).Body.ShouldContain("larger than 1 MB");
        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")])).ShouldBe(202);
    }

    [Fact]
    public async Task GivenImportsThatArePausedOrInAnotherCurrency_WhenAFileIsSent_ThenItSaysWhatToDo()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import", "connections:write");
        await EndAsync(user, (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")])).ShouldBe(202).Headers["Location"]);

        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders"), ("currency", "EUR")])).ShouldBe(422).Error("currency").ShouldContain("Import it in USD");
        (await user.PostAsync("/api/orgs/a/connections/files/pause")).ShouldBe(200);
        (await user.UploadAsync(Path, Uploads.Orders, [("as", "orders")])).ShouldBe(409).Body.ShouldContain("paused");
        Uploads.Files(service).Count(f => System.IO.Path.GetFileName(f) == "job.json").ShouldBe(1);
    }

    [Fact]
    public async Task GivenOtherScopes_WhenTheySendAFile_ThenItIsForbidden_AndAManagersSessionMay()
    {
        await using var service = await Service.StartAsync();
        using var key = await ApiUser.WithKeyAsync(service, "a", [.. ApiUser.AllScopes.Except(["files:import"])]);
        (await key.UploadAsync(Path, Uploads.Orders, [("as", "orders")])).ShouldBe(403).Body.ShouldContain("it takes the scope files:import.");
        using var viewer = await ApiUser.MemberAsync(service, "a", Role.Viewer, "viewer@a.example");
        (await viewer.UploadAsync(Path, Uploads.Orders, [("as", "orders")])).ShouldBe(403);
        using var manager = await ApiUser.MemberAsync(service, "a", Role.Manager, "manager@a.example");
        await EndAsync(manager, (await manager.UploadAsync(Path, Uploads.Orders, [("as", "orders")])).ShouldBe(202).Headers["Location"]);
        (await OrdersAsync(service)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task GivenAFileWhoseEndIsWrong_WhenItIsImported_ThenItFailsInTheApisWords_AndMayBeSentAgainAsOftenAsOneLikes()
    {
        await using var service = await Service.StartAsync();
        using var user = await ApiUser.WithKeyAsync(service, "a", "files:import");
        for (var i = 0; i < 12; i++) // what has failed waits no more
        {
            var begun = (await user.UploadAsync(Path, Uploads.Orders + "\"1010,never closed\n", [("as", "orders")])).ShouldBe(202);
            var end = await EndAsync(user, begun.Headers["Location"]);
            end.GetProperty("state").GetString().ShouldBe("failed");
            end.GetProperty("error").GetString()!.ShouldContain("never closed");
        }

        (await OrdersAsync(service)).ShouldBeEmpty();
        Uploads.Files(service).Select(System.IO.Path.GetFileName).ShouldNotContain("file");
    }

    private static ITenantStore Tenant(Service service) => service.Parts.Store.OpenTenant(Org);

    private static async Task<List<string>> OrdersAsync(Service service) =>
        await Tenant(service).QueryAsync(new DocumentQuery { Collection = "orders" }).Select(d => d.Path.Id).ToListAsync();

    private static async Task<JsonElement> EndAsync(ApiUser user, string import)
    {
        JsonElement last = default;
        await Eventually.TrueAsync(async () => (last = (await user.GetAsync(import)).ShouldBe(200).Json).GetProperty("state").GetString() is not "importing", "the import ends");
        return last;
    }
}
