using System.Net;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Import;

/// <summary>A file brought in by the browser: columns, preview, import, rejected rows.</summary>
public sealed class ImportTests
{
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAFileOfOrders_WhenItIsImported_ThenPreviewAndResultAgree_AndTheRejectedRowsCanBeDownloaded()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync(Uploads.Orders);
        var columns = await manager.TextAsync(address);
        columns.ShouldContain("<option value=\"Order ID\" selected>Order ID (such as 1001)</option>");
        columns.ShouldContain("value=\"UTC\"");

        using var chosen = await manager.SubmitAsync(address, address + "/columns", await manager.FieldsAsync(address));
        chosen.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await chosen.BodyAsync());
        var preview = await manager.DoneAsync(address);
        preview.ShouldContain("Nothing is stored yet");
        preview.ShouldContain("ann@example.com");
        preview.ShouldContain("line 5");
        var tenant = service.Parts.Store.OpenTenant(Org);
        (await tenant.QueryAsync(new DocumentQuery { Collection = "orders" }).CountAsync()).ShouldBe(0);
        (await tenant.QueryAsync(new DocumentQuery { Collection = "connections" }).CountAsync()).ShouldBe(0);

        (await manager.SubmitAsync(address, address + "/start", [])).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var result = await manager.DoneAsync(address);
        result.ShouldContain("sales.csv is imported");
        (await tenant.GetAsync(new DocumentPath("orders", "1001")))!.Body.Read().Number("total").ShouldBe(18m);
        (await tenant.QueryAsync(new DocumentQuery { Collection = "orders" }).CountAsync()).ShouldBe(2);
        (await AuditLog.ListAsync(tenant, null, 5)).ShouldContain(e => e.Action == "import.started" && e.Subject == "sales.csv" && e.Actor.Name == "manager@a.example");
        Uploads.Files(service).Select(Path.GetFileName).ShouldBe(["job.json", "preview.json", "rejects.csv", "result.json"], ignoreOrder: true);

        using var download = await manager.GetAsync(address + "/rejects.csv");
        download.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var csv = await download.Content.ReadAsStringAsync();
        csv.ShouldStartWith("line,reason,detail,Order ID,Date,");
        csv.ShouldContain("\"'=HYPERLINK(\"\"http://evil.example\"\")\"");
        csv.ShouldContain(",-5,bad,-4.50");
        (await AuditLog.ListAsync(tenant, null, 1)).Single().Action.ShouldBe("data.exported");
    }

    [Fact]
    public async Task GivenAFileOfWhichNoRowIsGood_WhenItIsPreviewed_ThenThereIsNothingToImport()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync("Order ID;Date;Email;Price\n1001;2026-03-02 10:15;ann@example.com;1,50\n", "semi.csv");
        using (var chosen = await manager.SubmitAsync(address, address + "/columns", await manager.FieldsAsync(address))) chosen.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await chosen.BodyAsync());

        var preview = await manager.DoneAsync(address);

        preview.ShouldContain("line 2");
        preview.ShouldContain("No row can be imported as it is");
        preview.ShouldNotContain(address + "/start");
    }

    [Fact]
    public async Task GivenHeadersThatNobodyKnows_WhenColumnsAreChosen_ThenThePageAsksForWhatIsMissing_AndTheChoiceHolds()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync("Bon;Wann;Kunde;Summe\nB1;05.03.2026 10:00;K1;12,50\n", "bons.csv");
        var page = await manager.TextAsync(address);
        page.ShouldContain("Choose the column that holds an order id: \"Order number\".");
        page.ShouldContain("Choose the column that holds a price or a total");
        var fields = await manager.FieldsAsync(address);
        using (var refused = await manager.SubmitAsync(address, address + "/columns", new(fields))) refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (fields["field-orderId"], fields["field-createdAt"], fields["field-customerId"], fields["field-orderTotal"], fields["decimal"], fields["timeZone"]) =
            ("Bon", "Wann", "Kunde", "Summe", ",", "Europe/Berlin");
        using (var chosen = await manager.SubmitAsync(address, address + "/columns", new(fields))) chosen.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await chosen.BodyAsync());
        (await manager.DoneAsync(address)).ShouldContain("Import");
        // What was chosen stands there when somebody comes back.
        (await manager.TextAsync(address + "?step=columns")).ShouldContain("<option value=\"Bon\" selected>");
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("bons.csv is imported");
        var order = (await service.Parts.Store.OpenTenant(Org).GetAsync(new DocumentPath("orders", "B1")))!.Body.Read();
        (order.Number("total"), order.Time("createdAt")).ShouldBe((12.50m, new DateTimeOffset(2026, 3, 5, 9, 0, 0, TimeSpan.Zero)));
    }

    [Fact]
    public async Task GivenHeadersThatNobodyKnowsAndAFormatOfDatesThatIsNone_WhenColumnsAreChosen_ThenOnlyWhatIsWrongIsSaid()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync("Bon;Wann;Kunde;Summe\nB1;05.03.2026 10:00;K1;12,50\n", "bons.csv");
        var fields = await manager.FieldsAsync(address);
        (fields["field-orderId"], fields["field-customerId"], fields["field-orderTotal"], fields["dateFormat"], fields["decimal"]) = ("Bon", "Kunde", "Summe", "nonsense", ",");

        // Before it is known where the dates stand, nobody can say how they are written.
        using var first = await manager.SubmitAsync(address, address + "/columns", new(fields));
        first.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var page = await first.BodyAsync();
        page.ShouldContain("Choose the column that holds the time of the order");
        page.ShouldNotContain("format of dates.");
        page.ShouldNotContain("'nonsense'");
        page.ShouldNotContain("an order id:");

        fields["field-createdAt"] = "Wann";
        using var second = await manager.SubmitAsync(address, address + "/columns", new(fields));
        second.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        page = await second.BodyAsync();
        page.ShouldContain("Under \"How the file is written\", the format of dates 'nonsense' does not name day, month and year");
        page.ShouldNotContain("Choose the column");
        page.ShouldContain("<option value=\"Wann\" selected>");

        fields["dateFormat"] = "dd.MM.yyyy HH:mm";
        using var third = await manager.SubmitAsync(address, address + "/columns", new(fields));
        third.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await third.BodyAsync());
    }

    [Theory]
    [InlineData(200_000, HttpStatusCode.BadRequest)]
    [InlineData(201, HttpStatusCode.BadRequest)]
    [InlineData(200, HttpStatusCode.SeeOther)]
    public async Task GivenAHeaderWithoutAnEnd_WhenTheFileIsBrought_ThenItIsRefusedInWordsAndNoPageGrowsWithIt(int letters, HttpStatusCode status)
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var answer = await manager.UploadAsync($"Order ID,Date,{new string('x', letters)},Customer ID,Total\n1,2026-03-02 10:00,y,C1,5\n");
        answer.StatusCode.ShouldBe(status);
        if (status == HttpStatusCode.BadRequest)
        {
            var page = await answer.BodyAsync();
            page.ShouldContain($"The header of column 3 has {letters} letters; 200 are the most that a header may have.");
            page.Length.ShouldBeLessThan(20_000);
            Uploads.Files(service).ShouldBeEmpty();
            return;
        }

        (await manager.TextAsync(answer.Headers.Location!.OriginalString)).ShouldContain(new string('x', 60) + "…");
    }

    [Fact]
    public async Task GivenSalesOfUnknownBuyersAndRowsThatAreNone_WhenTheyAreImported_ThenTheTwoAreToldApart()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.PreviewedAsync("Order ID,Date,Total\n1,2026-03-02 10:00,5\n2,2026-03-02 11:00,6\n3,2026-03-02 11:30,many\n");
        const string row = "<th scope=\"row\">orders</th>\\s*(<td class=\"number\">\\d+</td>\\s*){4}<td class=\"number\">2</td>\\s*<td class=\"number\">1</td>";
        (await manager.TextAsync(address)).ShouldMatch(row);
        await manager.SubmitAsync(address, address + "/start", []);
        var result = await manager.DoneAsync(address);
        result.ShouldMatch(row);
        result.ShouldContain("Unmatched, kept aside");
        result.ShouldNotContain("2: no matching customer");
        (await service.Parts.Store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = "unmatched_orders" }).CountAsync()).ShouldBe(2);

        // The status and the history tell them apart too.
        (await manager.TextAsync("/orgs/a")).ShouldMatch("<th scope=\"row\">Orders</th>[\\s\\S]*?(<td class=\"number\">\\d+</td>\\s*){4}<td class=\"number\">2</td>\\s*<td class=\"number\">1</td>");
        (await manager.TextAsync("/orgs/a/history")).ShouldContain("2 unmatched, kept aside, 1 rejected");
    }

    [Fact]
    public async Task GivenAColumnChosenThatIsRecognisedElsewhere_WhenItIsTakenAway_ThenItIsNotRecognisedAgain()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync("Customer ID,Email,Phone\nC1,ann@example.com,+14155550100\n", "people.csv", "customers");
        var fields = await manager.FieldsAsync(address);
        fields["field-phone"].ShouldBe("Phone");
        fields["field-phone"] = "";
        (await manager.SubmitAsync(address, address + "/columns", fields)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await manager.DoneAsync(address);
        await manager.SubmitAsync(address, address + "/start", []);
        await manager.DoneAsync(address);
        (await service.Parts.Store.OpenTenant(Org).GetAsync(new DocumentPath("customers", "C1")))!.Body.Read().Text("phone").ShouldBeNull();
    }

    [Fact]
    public async Task GivenDatesThatCouldBeRead_InTwoWays_WhenItIsPreviewed_ThenThePageSaysWhatToDo_WithoutPathsOfOurs()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.UploadedAsync("Order ID,Date,Customer ID,Total\n1,03/04/2026,C1,5\n");
        await manager.SubmitAsync(address, address + "/columns", await manager.FieldsAsync(address));
        var preview = await manager.DoneAsync(address);
        preview.ShouldContain("How the file is written");
        preview.ShouldNotContain(service.UploadsFolder);
        preview.ShouldNotContain("/start\"");
        var fields = await manager.FieldsAsync(address + "?step=columns");
        fields["dateFormat"] = "dd/MM/yyyy";
        (await manager.SubmitAsync(address + "?step=columns", address + "/columns", fields)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        (await manager.DoneAsync(address)).ShouldContain("/start\"");
    }

    [Fact]
    public async Task GivenARunOfTheShop_WhenAnImportIsStarted_ThenItWaitsForThePersonToTryAgain()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.PreviewedAsync(Uploads.Orders);
        var end = new TaskCompletionSource<Engine.Runs.OrgOutcome?>();
        var run = service.Live.WatchAsync(Org, "somebody", _ => end.Task);
        (await manager.FollowAsync(await manager.SubmitAsync(address, address + "/start", []))).ShouldContain("A sync of this shop is under way");
        end.SetResult(null);
        await run;
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("is imported");
    }

    [Fact]
    public async Task GivenAnotherProcessSyncingTheShop_WhenAnImportIsStarted_ThenThePageShowsThatItGoesOn_UntilItIsDone()
    {
        await using var pos = await Shops.OpenAsync(TimeSpan.FromMilliseconds(150));
        await using var service = await Service.StartAsync();
        await service.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.PreviewedAsync(Uploads.Orders);
        var other = service.Parts.Runner.RunAsync(Org, new Engine.Runs.RunOptions()); // as another process would: nobody here is told
        await Eventually.TrueAsync(async () => await service.Parts.Store.OpenTenant(Org).GetAsync(new DocumentPath("leases", "sync")) is not null, "the other run has begun");
        await manager.SubmitAsync(address, address + "/start", []);
        var page = await manager.TextAsync(address);
        page.ShouldContain("id=\"busy\"");
        page.ShouldContain($"<a href=\"{address}\">Renew</a>");
        page.ShouldNotContain("http-equiv=\"refresh\""); // WCAG 2.2.1: nothing reloads under whoever reads
        (await manager.FollowAsync(await manager.SubmitAsync(Uploads.Page, address + "/remove", []))).ShouldContain("just being read");
        await manager.SubmitAsync(Uploads.Page, address + "/start", []); // a second press starts no second one
        (await other).Runs.ShouldNotBeEmpty();
        (await manager.DoneAsync(address)).ShouldContain("is imported");
        (await AuditLog.ListAsync(service.Parts.Store.OpenTenant(Org), null, 50)).Count(e => e.Action == "import.started").ShouldBe(1);
    }

    [Fact]
    public async Task GivenAnImportThatARestartCutShort_WhenItsPageIsOpened_ThenItSaysSo_AndTheRestGoesIn()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.PreviewedAsync(Uploads.Orders);
        var job = Uploads.Files(service).Single(f => Path.GetFileName(f) == "job.json");
        await File.WriteAllTextAsync(job, (await File.ReadAllTextAsync(job)).Replace("\"State\":1", "\"State\":2", StringComparison.Ordinal));
        (await manager.TextAsync(address)).ShouldContain("The import was cut off, such as by a restart of the service. Part of it may be stored. Press Import: that brings in the rest");
        (await manager.TextAsync(Uploads.Page)).ShouldContain("cut off: open it to import the rest");
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("is imported");
    }

    [Fact]
    public async Task GivenAWorkbook_WhenItIsImported_ThenItGoesInAsACsvDoes()
    {
        await using var service = await Service.StartAsync();
        await using var export = new Simulator.Files.FileExport(Simulator.Kit.PosTruth.Generate(new Simulator.Kit.TruthPlan { Customers = 12, Orders = 1, Products = 1, Now = TimeProvider.System.GetUtcNow() }), Simulator.Files.FileForm.Xlsx);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var brought = await manager.UploadAsync(await File.ReadAllBytesAsync(export.SettingsFor("customers")["file"]), "people.xlsx", "customers");
        brought.StatusCode.ShouldBe(HttpStatusCode.SeeOther, await brought.BodyAsync());
        var address = brought.Headers.Location!.OriginalString;
        (await manager.TextAsync(address)).ShouldContain("id=\"sheet\"");
        var fields = await manager.FieldsAsync(address);
        await manager.SubmitAsync(address, address + "/columns", new(fields));
        await manager.DoneAsync(address);
        fields = await manager.FieldsAsync(address + "?step=columns");
        fields["sheet"] = "Nowhere";
        using (var wrong = await manager.SubmitAsync(address + "?step=columns", address + "/columns", new(fields)))
        {
            wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await wrong.BodyAsync()).ShouldContain("Nowhere");
        }

        fields["sheet"] = "Export";
        using (var looked = await manager.SubmitAsync(address + "?step=columns", address + "/columns", new(fields))) (await looked.BodyAsync()).ShouldContain("another sheet");
        fields = await manager.FieldsAsync(address + "?step=columns");
        fields["sheet"].ShouldBe("Export");
        (await manager.SubmitAsync(address + "?step=columns", address + "/columns", fields)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        await manager.DoneAsync(address);
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("people.xlsx is imported");
        (await service.Parts.Store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = "customers" }).CountAsync()).ShouldBe(12);
    }

    [Fact]
    public async Task GivenFilesThatArePaused_WhenOneIsImported_ThenItSaysHowToGoOn_AndTheFileIsKept()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.PreviewedAsync(Uploads.Orders);
        await manager.SubmitAsync(address, address + "/start", []);
        await manager.DoneAsync(address);
        await service.Parts.Connections.SetActiveAsync(service.Parts.Store.OpenTenant(Org), "files", false, Actor.Operator);
        address = await manager.PreviewedAsync(Uploads.Orders);
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("Imports of files are paused");
        await service.Parts.Connections.SetActiveAsync(service.Parts.Store.OpenTenant(Org), "files", true, Actor.Operator);
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldContain("is imported");
    }

    [Fact]
    public async Task GivenImportsThatFailAtOnce_WhenManyLookAndOneStartsThemAgain_ThenNobodySeesThemCutOff_AndEachStartCounts()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.PreviewedAsync(Uploads.Orders);
        await manager.SubmitAsync(address, address + "/start", []);
        await manager.DoneAsync(address);
        await service.Parts.Connections.SetActiveAsync(service.Parts.Store.OpenTenant(Org), "files", false, Actor.Operator);
        address = await manager.PreviewedAsync(Uploads.Orders);
        var token = await manager.TokenAsync(address);
        for (var round = 0; round < 20; round++)
        {
            using var started = await manager.Client.PostAsync(address + "/start", new FormUrlEncodedContent(new Dictionary<string, string> { ["csrf"] = token }));
            started.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
            var ends = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => manager.DoneAsync(address)));
            ends.ShouldAllBe(e => e.Contains("Imports of files are paused", StringComparison.Ordinal) && !e.Contains("was cut off", StringComparison.Ordinal) && !e.Contains("being worked on already", StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public async Task GivenAFile_WhenItIsUploadedAndPreviewed_ThenItsFoldersAndFilesAreForTheServiceAlone()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes");
        if (OperatingSystem.IsWindows()) return;
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        await manager.PreviewedAsync(Uploads.Orders);

        const UnixFileMode file = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var folders = Directory.EnumerateDirectories(service.UploadsFolder, "*", SearchOption.AllDirectories).Append(service.UploadsFolder).ToList();
        folders.Count.ShouldBe(3);
        foreach (var folder in folders) File.GetUnixFileMode(folder).ShouldBe(file | UnixFileMode.UserExecute, folder);
        Uploads.Files(service).ShouldNotBeEmpty();
        foreach (var path in Uploads.Files(service)) File.GetUnixFileMode(path).ShouldBe(file, path);
    }
}
