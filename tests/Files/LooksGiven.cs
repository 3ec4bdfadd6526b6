using Sync.ConnectorKit;
using Sync.Connectors.Files;

namespace Sync.Files.Tests;

/// <summary>A first look at a file whose columns need not be understood.</summary>
public sealed class LooksGiven
{
    [Fact]
    public async Task GivenHeadersThatNobodyKnows_WhenLookedAt_ThenHeadersFirstRowAndWhatIsMissingAreData()
    {
        using var import = new Import("Bon;Order Date;Was\n007;2026-01-31;Tea\n");
        var look = await FilesConnector.LookAsync(import.PathOf("input"), "orders", null, CancellationToken.None);
        look.Headers.ShouldBe(["Bon", "Order Date", "Was"]);
        look.FirstRow.ShouldBe(["007", "2026-01-31", "Tea"]);
        look.Columns.ShouldBe(new Dictionary<string, string> { ["createdAt"] = "Order Date" });
        look.Missing.Select(m => m.What).ShouldBe(["an order id", "a price or a total"]);
        look.Missing[1].Any.ShouldBe(["unitPrice", "lineTotal", "orderTotal"]);
        look.Fields.ShouldContain("orderId");
        look.Wrong.ShouldBeNull();
    }

    [Fact]
    public async Task GivenAHeaderThatStandsTwice_WhenLookedAt_ThenItSaysSo_AndTheHeadersAreStillThere()
    {
        using var import = new Import("Order ID,Date,Total,Total\n1,2026-01-31,5,5\n");
        var look = await FilesConnector.LookAsync(import.PathOf("input"), "orders", null, CancellationToken.None);
        look.Wrong!.ShouldContain("stands 2 times");
        look.Headers.Count.ShouldBe(4);
        look.Columns.ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAFileThatIsNone_WhenLookedAt_ThenItIsRefused()
    {
        using var import = new Import("%PDF-1.7\n");
        (await Should.ThrowAsync<FixSettingsException>(() => FilesConnector.LookAsync(import.PathOf("input"), "orders", null, CancellationToken.None))).Setting.ShouldBe("file");
    }
}
