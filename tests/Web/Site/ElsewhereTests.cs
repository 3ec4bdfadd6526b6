using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sync.ConnectorKit;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Api;

namespace Sync.Web.Tests.Site;

/// <summary>What one process says of a sync that another carries out: several serve one store.</summary>
public sealed class ElsewhereTests
{
    private const string Page = "/orgs/a";
    private static readonly OrgId Org = OrgId.Parse("a");

    [Fact]
    public async Task GivenASyncOfAnotherProcess_WhenRunNowIsPressed_ThenItIsSaidSo_AndWhatWasAskedForFollowsByItself()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync(TimeSpan.FromMilliseconds(150));
        await using var one = await Service.OverAsync(folder.Store);
        await using var two = await Service.OverAsync(folder.Store);
        await one.ConnectAsync("a", pos);
        using var manager = await Browserish.SignedInAsync(two, "a", Role.Manager);
        var page = await manager.TextAsync(Page);
        page.ShouldContain("Run now");
        var other = one.Starter.RunAsync(Org, new RunOptions(), Actor.Operator);
        await Eventually.TrueAsync(() => !pos.Requests.IsEmpty, "the other one has begun");
        (await manager.TextAsync(Page)).ShouldNotContain(">Run now<");

        using var started = await manager.SubmitAsync(Page + "/connections/alleaves", Page + "/run", []);

        (await manager.FollowAsync(started)).ShouldContain("Another sync of this shop goes on; what you asked for begins by itself as soon as that is done.");
        (await AuditLog.ListAsync(two.Parts.Store.OpenTenant(Org), null, 5)).ShouldContain(e => e.Action == "run.started" && e.Detail == "after the one that goes on");
        (await other)!.AlreadyRunning.ShouldBeFalse();
        await Eventually.TrueAsync(async () => await two.RunsAsync("a") == 2, "what was asked for has run");
    }

    [Fact]
    public async Task GivenASyncOfAnotherProcess_WhenAProgramAsksForOne_ThenItIsToldAndNothingBegins_AndADryRunDoes()
    {
        using var folder = new TempFolder();
        await using var pos = await Shops.OpenAsync(TimeSpan.FromMilliseconds(150));
        await using var one = await Service.OverAsync(folder.Store);
        await using var two = await Service.OverAsync(folder.Store);
        await one.ConnectAsync("a", pos);
        using var user = await ApiUser.WithKeyAsync(two, "a");
        var other = one.Starter.RunAsync(Org, new RunOptions(), Actor.Operator);
        await Eventually.TrueAsync(() => !pos.Requests.IsEmpty, "the other one has begun");

        (await user.PostAsync("/api/orgs/a/connections/alleaves/run")).ShouldBe(409).Body.ShouldContain("goes on already");
        (await user.GetAsync("/api/orgs/a/sync-status")).ShouldBe(200).Json.GetProperty("running").GetBoolean().ShouldBeTrue();
        (await user.PostAsync("/api/orgs/a/connections/alleaves/dry-run")).ShouldBe(200);

        await other;
        (await two.RunsAsync("a")).ShouldBe(1);
    }

    [Fact]
    public async Task GivenAFirstImportOfAnotherProcess_WhenItIsWatchedHere_ThenItsProgressAndItsEndAreSeen()
    {
        using var folder = new TempFolder();
        var plan = new TruthPlan { Customers = 5, Orders = 60, Products = 4, Now = TimeProvider.System.GetUtcNow().AddDays(-1) };
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(plan), new FakePosOptions { PageSize = 5 });
        await using var one = await Service.OverAsync(folder.Store);
        await using var two = await Service.OverAsync(folder.Store);
        using var viewer = await Browserish.SignedInAsync(two, "a", Role.Viewer);
        await one.Parts.Connections.SaveAsync(
            one.Parts.Store.OpenTenant(Org), "square", "square", ConnectionSettings.From(one.Parts.Connectors.Find("square").Descriptor, pos.Settings), []);
        (await viewer.TextAsync(Page)).ShouldContain("Nothing was read yet.");
        using var response = await viewer.Client.GetAsync(Page + "/events", HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var hold = new SemaphoreSlim(0);
        pos.Faults.Add(new Fault { Path = "/orders/search", Kind = FaultKind.Before, Skip = 4, Times = 1, Before = () => hold.Wait(TimeSpan.FromSeconds(30)) });
        var runner = new OrgRunner(one.Parts.Store, one.Parts.Connectors, one.Parts.Connections, one.Parts.Http, TimeProvider.System, new RunnerOptions { Holder = "another process", CheckpointEvery = TimeSpan.Zero });
        var import = runner.RunAsync(Org, new RunOptions());

        var seen = await NextAsync(events, e => e.GetProperty("text").GetString()!.StartsWith("Importing", StringComparison.Ordinal));
        seen.GetProperty("running").GetBoolean().ShouldBeTrue();
        seen.GetProperty("lines")[0].GetString()!.ShouldStartWith("square, orders: ");
        var page = await viewer.TextAsync(Page);
        page.ShouldContain($"data-run=\"{seen.GetProperty("run").GetString()}\" data-running=\"true\"");
        page.ShouldContain("</span> Importing");
        page.ShouldContain("What is done is kept.");
        page.ShouldNotContain("Waits for its first sync");
        page.ShouldNotContain("Nothing was read yet.");
        hold.Release();

        (await NextAsync(events, e => !e.GetProperty("running").GetBoolean())).GetProperty("lines").GetArrayLength().ShouldBe(0);
        (await import).Result.ShouldBe(RunResult.Done);
        (await viewer.TextAsync(Page)).ShouldContain("Up to date");
    }

    [Fact]
    public async Task GivenASyncOfAnotherProcess_WhenItGetsOn_ThenWhoWatchesHereSeesEachStepOfItWhileItGoesOn()
    {
        using var folder = new TempFolder();
        var plan = new TruthPlan { Customers = 5, Orders = 60, Products = 4, Now = TimeProvider.System.GetUtcNow().AddDays(-1) };
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(plan), new FakePosOptions { PageSize = 5 });
        await using var one = await Service.OverAsync(folder.Store);
        await using var two = await Service.OverAsync(folder.Store);
        using var viewer = await Browserish.SignedInAsync(two, "a", Role.Viewer);
        await one.Parts.Connections.SaveAsync(
            one.Parts.Store.OpenTenant(Org), "square", "square", ConnectionSettings.From(one.Parts.Connectors.Find("square").Descriptor, pos.Settings), []);
        using var response = await viewer.Client.GetAsync(Page + "/events", HttpCompletionOption.ResponseHeadersRead);
        using var events = new StreamReader(await response.Content.ReadAsStreamAsync());
        using var asked = new SemaphoreSlim(0);
        using var hold = new SemaphoreSlim(0);
        pos.Faults.Add(new Fault { Path = "/orders/search", Kind = FaultKind.Before, Skip = 4, Times = 2, Before = () => Held(asked, hold) });

        var run = one.Starter.RunAsync(Org, new RunOptions(), Actor.Operator);
        List<int> counts = [];
        for (var step = 0; step < 2; step++)
        {
            (await asked.WaitAsync(TimeSpan.FromSeconds(30))).ShouldBeTrue();
            var told = await NextAsync(events, e => OrdersOf(e) is { } orders && (counts.Count == 0 || orders > counts[^1]));
            told.GetProperty("text").GetString()!.ShouldStartWith("Importing");
            counts.Add(OrdersOf(told)!.Value);
            hold.Release();
        }

        counts[1].ShouldBeGreaterThan(counts[0]);
        (await run)!.Report!.Result.ShouldBe(RunResult.Done);
        (await NextAsync(events, e => !e.GetProperty("running").GetBoolean())).GetProperty("lines").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task GivenAFirstImportThatWasCutShort_WhenThePageIsOpened_ThenItSaysHowFarItIsAndThatItGoesOn()
    {
        await using var service = await Service.StartAsync();
        var plan = new TruthPlan { Customers = 5, Orders = 60, Products = 4, Now = TimeProvider.System.GetUtcNow().AddDays(-1) };
        await using var pos = await FakeSquare.StartAsync(PosTruth.Generate(plan), new FakePosOptions { PageSize = 5 });
        using var viewer = await Browserish.SignedInAsync(service, "a", Role.Viewer);
        await service.Parts.Connections.SaveAsync(
            service.Parts.Store.OpenTenant(Org), "square", "square", ConnectionSettings.From(service.Parts.Connectors.Find("square").Descriptor, pos.Settings), []);
        using var stop = new CancellationTokenSource();
        pos.Faults.Add(new Fault { Path = "/orders/search", Kind = FaultKind.Before, Skip = 4, Times = 1, Before = stop.Cancel });
        var runner = new OrgRunner(service.Parts.Store, service.Parts.Connectors, service.Parts.Connections, service.Parts.Http, TimeProvider.System, new RunnerOptions { Holder = "another process", CheckpointEvery = TimeSpan.Zero });
        await Should.ThrowAsync<OperationCanceledException>(() => runner.RunAsync(Org, new RunOptions(), null, stop.Token));

        var page = await viewer.TextAsync(Page);

        page.ShouldContain("The first import is not done yet");
        page.ShouldMatch("<p>Orders: [^<]*\\. The import is not done; the next sync goes on with it\\.</p>");
        page.ShouldNotContain("Nothing was read yet.");
    }

    private static void Held(SemaphoreSlim asked, SemaphoreSlim hold)
    {
        asked.Release();
        hold.Wait(TimeSpan.FromSeconds(30));
    }

    // "square, orders: 15 so far", with more behind it.
    private static int? OrdersOf(JsonElement told) =>
        told.GetProperty("lines").EnumerateArray().Select(l => Regex.Match(l.GetString()!, "^square, orders: ([0-9]+)")).FirstOrDefault(m => m.Success) is { } orders
            ? int.Parse(orders.Groups[1].Value, CultureInfo.InvariantCulture)
            : null;

    private static async Task<JsonElement> NextAsync(StreamReader events, Func<JsonElement, bool> wanted)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (await events.ReadLineAsync(late.Token) is { } line)
            if (line.StartsWith("data: ", StringComparison.Ordinal) && JsonDocument.Parse(line[6..]).RootElement is var told && wanted(told)) return told;
        throw new EndOfStreamException("The events ended.");
    }
}
