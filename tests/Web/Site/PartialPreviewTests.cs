using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.TestKit;
using Sync.Web.Site.Connect;

namespace Sync.Web.Tests.Site;

/// <summary>A total of which a part is missing is marked as that, whatever else is said of the reading.</summary>
public sealed class PartialPreviewTests
{
    private const string TooLow = "Not all of yesterday could be read, so its total may be too low.";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenAPosThatFailsWithinTheList_WhenYesterdaysTotalIsShown_ThenThatItMayBeTooLowStandsBesideIt(bool fails)
    {
        var time = new FakeTime("2026-11-21T14:00:00Z");
        var plan = new TruthPlan { Customers = 8, Orders = 40, Products = 6, Days = 1, Now = time.GetUtcNow().AddHours(-15) };
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(plan), new FakePosOptions { PageSize = 5, Time = time });
        await using var service = await Service.StartWithAsync(s => s, time);
        if (fails) pos.Faults.Add(new Fault { Path = "/orders/search", Kind = FaultKind.Status, Status = 400, Skip = 2 });
        var settings = ConnectionSettings.From(service.Parts.Connectors.Find("square").Descriptor, pos.Settings);

        var preview = await new Previews(service.Parts).OfAsync("square", "square", settings, new OrgSettings { Name = "A", TimeZone = "UTC", Currency = "USD" }, new Dictionary<string, string>(), null, default);

        preview.Totals.ShouldNotBeEmpty();
        (preview.Partial, preview.Notes.Count > 0).ShouldBe((fails, fails));
        var page = await RenderAsync(preview);
        if (fails) page.IndexOf(TooLow, StringComparison.Ordinal).ShouldBeInRange(0, page.IndexOf("The last sales", StringComparison.Ordinal));
        else page.ShouldNotContain(TooLow);
    }

    private static async Task<string> RenderAsync(PreviewModel model)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<PreviewPart>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model }))).ToHtmlString());
    }
}
