using System.Net;
using Sync.Engine.Accounts;
using Sync.Model;
using Sync.Store;
using Sync.Web.Tests.Access;

namespace Sync.Web.Tests.Site.Import;

/// <summary>What was refused is not imported: an import goes by what its preview was made of.</summary>
public sealed class RefusedColumnsTests
{
    private const string TwoTotals = "Order ID,Date,Customer ID,Total,Deposit\n1,2026-03-02 10:00,C1,5,2\n";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenAPreview_WhenOtherColumnsAreRefused_ThenAnImportStillGoesByThoseOfThePreview()
    {
        await using var service = await Service.StartAsync();
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        var address = await manager.PreviewedAsync(TwoTotals);
        var fields = await manager.FieldsAsync(address + "?step=columns");
        (fields["field-orderTotal"], fields["timeZone"]) = ("Deposit", "Nowhere");
        using var refused = await manager.SubmitAsync(address + "?step=columns", address + "/columns", new(fields));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.BodyAsync()).ShouldContain("<option value=\"Deposit\" selected>");
        Uploads.Files(service).Select(Path.GetFileName).ShouldBe(["file", "job.json", "map.json", "preview.json"], ignoreOrder: true);

        await manager.SubmitAsync(address, address + "/start", []);

        (await manager.DoneAsync(address)).ShouldContain("is imported");
        (await service.Parts.Store.OpenTenant(Org).GetAsync(new DocumentPath("orders", "1")))!.Body.Read().Number("total").ShouldBe(5m);
    }

    [Fact]
    public async Task GivenAPreviewOfOneSheet_WhenAnotherIsChosen_ThenNothingCanBeImportedBeforeItsColumnsAreLookedOver()
    {
        await using var service = await Service.StartAsync();
        var plan = new Simulator.Kit.TruthPlan { Customers = 12, Orders = 1, Products = 1, Now = TimeProvider.System.GetUtcNow() };
        await using var export = new Simulator.Files.FileExport(Simulator.Kit.PosTruth.Generate(plan), Simulator.Files.FileForm.Xlsx);
        using var manager = await Browserish.SignedInAsync(service, "a", Role.Manager);
        using var brought = await manager.UploadAsync(await File.ReadAllBytesAsync(export.SettingsFor("customers")["file"]), "people.xlsx", "customers");
        var address = brought.Headers.Location!.OriginalString;
        await manager.SubmitAsync(address, address + "/columns", await manager.FieldsAsync(address));
        (await manager.DoneAsync(address)).ShouldContain("/start\"");
        var fields = await manager.FieldsAsync(address + "?step=columns");
        fields["sheet"] = "Export";
        using (var other = await manager.SubmitAsync(address + "?step=columns", address + "/columns", fields)) other.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        (await manager.TextAsync(address)).ShouldNotContain("/start\"");
        await manager.SubmitAsync(address, address + "/start", []);
        (await manager.DoneAsync(address)).ShouldNotContain("is imported");
        (await service.Parts.Store.OpenTenant(Org).QueryAsync(new DocumentQuery { Collection = "customers" }).CountAsync()).ShouldBe(0);
    }
}
