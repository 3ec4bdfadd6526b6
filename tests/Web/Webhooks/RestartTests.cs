using System.Text.RegularExpressions;
using Sync.Engine.Hints;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Square;
using Sync.Store;

namespace Sync.Web.Tests.Webhooks;

/// <summary>What was answered is not lost, whatever becomes of the process.</summary>
[Trait("Category", "Slow")]
public sealed partial class RestartTests
{
    private const string Path = "/api/webhooks/square/a.main";
    private const int Webhooks = 300;

    [Fact]
    public async Task GivenAServiceThatIsKilledRightAfterItsAnswers_WhenItIsStartedAgain_ThenAllThatItAcceptedIsRead()
    {
        using var folder = new TempFolder();
        var truth = PosTruth.Generate(new TruthPlan { Customers = Webhooks, Orders = 20, Products = 5, Now = TimeProvider.System.GetUtcNow().AddHours(-1) });
        await using var pos = await FakeSquare.StartAsync(truth, new FakePosOptions());
        var (service, _) = await Service.WithWebhooksAsync(store: folder.Store);
        await using var parts = service;
        await service.ConnectSquareAsync("a", given: pos.Settings);
        (await service.Parts.Runner.RunAsync(OrgId.Parse("a"), new RunOptions())).Result.ShouldBe(RunResult.Done);
        for (var i = 0; i < Webhooks; i++) truth.Customers[i] = truth.Customers[i] with { Phone = $"+1303555{i:0000}", UpdatedAt = TimeProvider.System.GetUtcNow() };

        var accepted = await KillAfterAnswersAsync(folder, truth);
        accepted.Count.ShouldBeGreaterThan(Webhooks / 4);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("a"));
        (await tenant.QueryAsync(new DocumentQuery { Collection = "webhook_events" }).CountAsync()).ShouldBeGreaterThanOrEqualTo(accepted.Count);

        using var again = await ServeAsync(folder);
        await Eventually.TrueAsync(async () => !await WebhookInbox.AnyAsync(tenant), "nothing waits any more");
        foreach (var i in accepted)
            (await tenant.GetAsync(new DocumentPath("customers", truth.Customers[i].Id)))!.Body.Read().Text("phone").ShouldBe(truth.Customers[i].Phone);
    }

    /// <summary>Sends until half is answered, kills the service in the midst, and tells which were accepted.</summary>
    private static async Task<List<int>> KillAfterAnswersAsync(TempFolder folder, PosTruth truth)
    {
        using var serve = await ServeAsync(folder);
        var accepted = new List<int>();
        using var client = new HttpClient { BaseAddress = Address(serve) };
        await Parallel.ForEachAsync(Enumerable.Range(0, Webhooks), new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, stop) =>
        {
            var sender = new FakeWebhookSender(new Uri(client.BaseAddress, Path).ToString(), SquareHooks.Key, TimeProvider.System.GetUtcNow());
            var hook = FakeWebhooks.Square("customer.updated", new System.Text.Json.Nodes.JsonObject { ["id"] = truth.Customers[i].Id }, sender, "e" + i);
            using var content = new ByteArrayContent(hook.Body);
            foreach (var (name, value) in hook.Headers) content.Headers.TryAddWithoutValidation(name, value);
            try
            {
                using var answer = await client.PostAsync(Path, content, stop);
                if (!answer.IsSuccessStatusCode) return;
                lock (accepted)
                {
                    accepted.Add(i);
                    if (accepted.Count == Webhooks / 2) serve.Kill();
                }
            }
            catch (HttpRequestException)
            {
                // it was killed: the POS would send this one again
            }
        });
        return accepted;
    }

    private static async Task<Started> ServeAsync(TempFolder folder)
    {
        var serve = Started.Possync(folder.Path, new Dictionary<string, string> { ["SYNC_STORE"] = folder.Store, ["SYNC_LEASE_SECONDS"] = "2" }, "serve", "--urls", "http://127.0.0.1:0");
        await Eventually.TrueAsync(() => Listening().IsMatch(serve.Output), "the address is printed");
        return serve;
    }

    private static Uri Address(Started serve) => new(Listening().Match(serve.Output).Groups[1].Value);

    [GeneratedRegex(@"Listening on (http://\S+)")]
    private static partial Regex Listening();
}
