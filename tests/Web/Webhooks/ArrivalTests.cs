using System.Net;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Web.Tests.Webhooks;

/// <summary>When and how often what webhooks tell of is read.</summary>
public sealed class ArrivalTests : IAsyncLifetime
{
    private const string Path = "/api/webhooks/square/a.main";

    private readonly TempFolder folder = new();
    private readonly FakeTime time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private FakeSquare pos = null!;

    public async Task InitializeAsync()
    {
        var truth = PosTruth.Generate(new TruthPlan { Customers = 12, Orders = 10, Products = 5, Now = time.GetUtcNow() });
        pos = await FakeSquare.StartAsync(truth, new FakePosOptions { Time = time });
        var (service, _) = await Service.WithWebhooksAsync(time: time, store: folder.Store);
        await using var disposed = service;
        await service.ConnectSquareAsync("a", given: pos.Settings);
        (await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions())).Result.ShouldBe(RunResult.Done);
    }

    public async Task DisposeAsync()
    {
        await pos.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task GivenSeveralThatComeTogether_WhenAMomentHasPassed_ThenOneRunReadsThem()
    {
        await using var service = await ServeAsync();
        for (var i = 0; i < 3; i++) await ChangeAsync(service, i);

        await UntilAsync(async () => await PhoneAsync(service, 2) == "+13035550002", "the last change is there");

        (await PhoneAsync(service, 0)).ShouldBe("+13035550000");
        await UntilAsync(async () => await RunsAsync(service) == 1, "its run is on record");
    }

    [Fact]
    public async Task GivenOneThatComesDuringARun_WhenThatHasEnded_ThenAnotherReadsIt()
    {
        await using var service = await ServeAsync();
        await ChangeAsync(service, 0);
        var during = false;
        pos.Faults.Add(new Fault
        {
            Kind = FaultKind.Before,
            Path = "/v2/customers/bulk-retrieve",
            Before = () =>
            {
                if (during) return;
                during = true;
                Change(1);
            },
        });
        await UntilAsync(() => Task.FromResult(during), "the first is being read");
        await SendAsync(service, 1);

        await UntilAsync(async () => await PhoneAsync(service, 1) == "+13035550001", "the second is there");
    }

    [Fact]
    public async Task GivenSomeThatWereLeftByAProcessThatEnded_WhenTheNextStarts_ThenItReadsThem()
    {
        var (idle, _) = await Service.WithWebhooksAsync(time: time, store: folder.Store);
        await using (idle) await ChangeAsync(idle, 4);

        await using var service = await ServeAsync();

        await UntilAsync(async () => await PhoneAsync(service, 4) == "+13035550004", "it is there");
    }

    [Fact]
    public async Task GivenAServiceThatReadsNothingByItself_WhenTheCronAsksForWebhooksOnly_ThenTheyAreRead()
    {
        var (service, _) = await Service.WithWebhooksAsync(time: time, store: folder.Store);
        await using var disposed = service;
        (await service.SyncAsync("?only=webhooks")).ShouldBeEmpty();
        await ChangeAsync(service, 7);

        (await service.SyncAsync("?only=webhooks")).Keys.ShouldBe(["a"]);

        (await PhoneAsync(service, 7)).ShouldBe("+13035550007");
        (await service.SyncAsync("?only=webhooks")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenAnotherRunOfTheOrg_WhenWebhooksCome_ThenTheyWaitForItsEnd()
    {
        await using var service = await ServeAsync();
        await HoldAsync(service, time.GetUtcNow().AddSeconds(40));
        await ChangeAsync(service, 5);
        for (var i = 0; i < 30; i++) await StepAsync();
        (await PhoneAsync(service, 5)).ShouldNotBe("+13035550005");

        await UntilAsync(async () => await PhoneAsync(service, 5) == "+13035550005", "the lease has ended and it is there");
    }

    [Fact]
    public async Task GivenAPosThatDoesNotAnswer_WhenItDoesAgain_ThenNothingWasDropped()
    {
        await using var service = await ServeAsync();
        pos.Faults.Add(new Fault { Kind = FaultKind.Status, Path = "/v2/customers/bulk-retrieve", Status = 503, Times = 9 });
        await ChangeAsync(service, 6);

        await UntilAsync(async () => await PhoneAsync(service, 6) == "+13035550006", "it is there");
    }

    [Fact]
    public async Task GivenAPermissionThatWasTakenBack_WhenSquareSaysSo_ThenARunFindsOutAndItIsNotAskedAgain()
    {
        await using var service = await ServeAsync();
        pos.RevokeGrant();
        var hook = FakeWebhooks.Square(
            "oauth.authorization.revoked", [], new FakeWebhookSender(new Uri(service.Client.BaseAddress!, Path).ToString(), SquareHooks.Key, time.GetUtcNow()), "gone");
        (await service.SendAsync(Path, hook)).EnsureSuccessStatusCode();

        await UntilAsync(
            async () => (await service.Parts.Store.OpenTenant(OrgId.Parse("a")).GetAsync(StatusDocument.Path))?.Body.Read().Map("connections")?.Map("main")?.Text("result") == "failed",
            "the status says so");
        var asked = pos.Requests.Count;
        for (var i = 0; i < 30; i++) await StepAsync();
        pos.Requests.Count.ShouldBe(asked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GivenAStoreThatIsLate_WhenTheSenderHasGivenUp_ThenWhatItKeptIsReadAllTheSame(bool sentAgain)
    {
        HeldStore held = null!;
        await using var service = await ServeAsync(store => held = new HeldStore(store, "webhook_events"));
        Change(8);
        held.Hold();
        var sending = service.SendAsync(Path, Hook(service, 8));
        await UntilAsync(() => Task.FromResult(sending.IsCompleted), "nobody waits any longer");
        (await sending).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        held.Release();
        if (sentAgain) await SendAsync(service, 8);

        await UntilAsync(async () => await PhoneAsync(service, 8) == "+13035550008", "it is there");
    }

    [Fact]
    public async Task GivenOneThatAnotherProcessKeptAndDidNotRead_WhenItComesAgain_ThenItIsRead()
    {
        await using var service = await ServeAsync();
        await ChangeAsync(service, 0);
        await UntilAsync(async () => await PhoneAsync(service, 0) == "+13035550000", "what waited at the start was looked for");
        var (idle, _) = await Service.WithWebhooksAsync(time: time, store: folder.Store);
        await using (idle) await ChangeAsync(idle, 1);
        for (var i = 0; i < 10; i++) await StepAsync();
        (await PhoneAsync(service, 1)).ShouldNotBe("+13035550001");

        await SendAsync(service, 1);

        await UntilAsync(async () => await PhoneAsync(service, 1) == "+13035550001", "it is there");
    }

    private async Task<Service> ServeAsync(Func<IDocumentStore, IDocumentStore>? around = null) =>
        (await Service.WithWebhooksAsync(carriesOut: true, time: time, store: folder.Store, around: around)).Service;

    private void Change(int customer)
    {
        var at = pos.Truth.Customers[customer];
        pos.Truth.Customers[customer] = at with { Phone = "+1303555" + customer.ToString("0000", null), UpdatedAt = time.GetUtcNow() };
    }

    private async Task ChangeAsync(Service service, int customer)
    {
        Change(customer);
        await SendAsync(service, customer);
    }

    private async Task SendAsync(Service service, int customer) =>
        (await service.SendAsync(Path, Hook(service, customer))).EnsureSuccessStatusCode();

    private FakeWebhook Hook(Service service, int customer) => service.Customer(Path, "e" + customer, customer: pos.Truth.Customers[customer].Id);

    private async Task<string?> PhoneAsync(Service service, int customer) =>
        (await service.Parts.Store.OpenTenant(OrgId.Parse("a")).GetAsync(new DocumentPath("customers", pos.Truth.Customers[customer].Id)))?.Body.Read().Text("phone");

    private static async Task<int> RunsAsync(Service service) =>
        await service.Parts.Store.OpenTenant(OrgId.Parse("a")).QueryAsync(new DocumentQuery { Collection = "runs" }).CountAsync(r => r.Body.Read().Flag("byWebhooks") == true);

    // As a process elsewhere would hold it.
    private static Task HoldAsync(Service service, DateTimeOffset until) => service.Parts.Store.OpenTenant(OrgId.Parse("a")).CommitAsync(
        [DocumentWrite.Replace(new DocumentPath("leases", "sync"), DocumentBody.Build(w =>
        {
            w.Time("expiresAt", until);
            w.Text("holder", "another machine");
            w.Number("seconds", 40);
        }))]);

    private Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(
        async () =>
        {
            await StepAsync();
            return await condition();
        },
        what);

    // A second passes, and whoever waited for it gets its turn.
    private async Task StepAsync()
    {
        time.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
    }
}
