using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.TestKit;

namespace Sync.Engine.Tests.Renewal;

/// <summary>A grant is renewed once for all who share it, and is not lost by anything that passes.</summary>
[Trait("Category", "Long")]
public sealed class RenewalTests
{
    [Theory]
    [InlineData("square")]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task Given_a_stale_token_When_fifty_callers_of_five_processes_meet_it_Then_one_renewal_serves_all(string connector)
    {
        await using var shared = await SharedGrant.OpenAsync(connector);
        await MeetAsync(shared);
    }

    [SkippableFact]
    public async Task Given_a_stale_token_When_fifty_callers_meet_it_over_Firestore_Then_one_renewal_serves_all()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed", await EmulatorTestStore.NewAsync());
        await MeetAsync(shared);
    }

    private static async Task MeetAsync(SharedGrant shared)
    {
        var contexts = await shared.ContextsAsync(processes: 5, each: 10);
        shared.Pos.ExpireTokens();

        var run = Task.Run(shared.RunAsync); // a sync of the org besides
        var reads = await Task.WhenAll(contexts.Select(c => Task.Run(() => shared.ReadAsync(c))));

        reads.ShouldAllBe(e => e == null);
        (await run).Result.ShouldBe(RunResult.Done);
        shared.Renewals.ShouldBe(1);
        var stored = await shared.StoredAsync();
        stored.Secret("accessToken")!.Reveal().ShouldNotBe(contexts[0].Settings.Secret("accessToken")!.Reveal());
        (await shared.ReadAsync(await shared.ContextAsync(shared.NewTenant()))).ShouldBeNull(); // a process that starts now
        shared.Renewals.ShouldBe(1);
    }

    [Fact]
    [Trait("Category", "Slow")] // Toast lets a client ask so often and no oftener, and a hundred do
    public async Task Given_no_token_and_then_a_stale_one_When_fifty_callers_of_five_processes_meet_it_Then_one_log_in_serves_all()
    {
        await using var shared = await SharedGrant.OpenAsync("toast");
        var contexts = await shared.ContextsAsync(processes: 5, each: 10);
        for (var logIns = 1; logIns <= 2; logIns++)
        {
            var run = Task.Run(shared.RunAsync); // a sync of the org besides
            var reads = await Task.WhenAll(contexts.Select(c => Task.Run(() => shared.ReadAsync(c))));

            reads.ShouldAllBe(e => e == null);
            (await run).Result.ShouldBe(RunResult.Done);
            shared.LogIns.ShouldBe(logIns);
            shared.Pos.ExpireTokens();
        }
    }

    [Theory]
    [InlineData("square", 30 * 24)]
    [InlineData("shopify", 1)]
    [InlineData("lightspeed", 24)]
    [InlineData("clover", 0.5)]
    public async Task Given_a_token_whose_end_is_stored_When_processes_start_before_and_at_it_Then_it_is_renewed_just_when_it_has_to_be(string connector, double hours)
    {
        var time = new FakeTime(Make.Noon, autoAdvance: true);
        await using var shared = await SharedGrant.OpenAsync(connector, time: time);
        shared.Pos.ExpireTokens();
        (await ReadAnewAsync(shared)).ShouldBeNull();
        shared.Renewals.ShouldBe(1);
        var renewedAt = time.GetUtcNow();

        time.SetWallClock(renewedAt.AddHours(hours * 0.5));
        (await ReadAnewAsync(shared)).ShouldBeNull();
        shared.Renewals.ShouldBe(1);
        var refusals = shared.Pos.Requests.Count(r => r.Status == 401);

        time.SetWallClock(renewedAt.AddHours(hours).AddSeconds(-30));
        (await ReadAnewAsync(shared)).ShouldBeNull();
        shared.Renewals.ShouldBe(2);
        shared.Pos.Requests.Count(r => r.Status == 401).ShouldBe(refusals); // before the POS had to refuse it
    }

    [Fact]
    public async Task Given_a_renewed_pair_When_it_is_first_used_Then_it_is_stored_already()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed");
        var context = await shared.ContextAsync(shared.NewTenant());
        shared.Pos.ExpireTokens();
        var storedAtUse = new List<string>();
        shared.Pos.Faults.Add(new Fault
        {
            Path = "/products",
            Kind = FaultKind.Before,
            Before = () => storedAtUse.Add(shared.StoredAsync().GetAwaiter().GetResult().Secret("accessToken")!.Reveal()),
        });

        (await shared.ReadAsync(context)).ShouldBeNull();

        storedAtUse.Distinct().ShouldBe([context.Settings.Secret("accessToken")!.Reveal(), shared.Pos.Settings["accessToken"]]); // refused, then renewed
    }

    [Theory]
    [InlineData(FaultKind.CutBody)]
    [InlineData(FaultKind.TruncatedJson)]
    public async Task Given_a_renewal_whose_answer_is_lost_When_ten_callers_wait_for_it_Then_nobody_asks_again(FaultKind kind)
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed");
        var contexts = await shared.ContextsAsync(processes: 2, each: 5);
        shared.Pos.ExpireTokens();
        shared.Pos.Faults.Add(new Fault { Path = "/token", Times = 1, Kind = kind });

        var reads = await Task.WhenAll(contexts.Select(c => Task.Run(() => shared.ReadAsync(c))));

        reads.ShouldAllBe(e => e is RetryLaterException);
        reads[0]!.OwnerMessage.ShouldContain("its answer was lost");
        shared.Renewals.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_renewal_whose_answer_is_lost_When_time_passes_Then_it_is_tried_later_and_only_the_POS_ends_the_grant()
    {
        var time = new FakeTime(Make.Noon, autoAdvance: true);
        await using var shared = await SharedGrant.OpenAsync("lightspeed", time: time);
        shared.Pos.ExpireTokens();
        shared.Pos.Faults.Add(new Fault { Path = "/token", Times = 1, Kind = FaultKind.CutBody });
        (await ReadAnewAsync(shared)).ShouldBeOfType<RetryLaterException>();
        var kept = (await shared.StoredAsync()).Secret("refreshToken")!.Reveal();

        time.Advance(TimeSpan.FromMinutes(9));
        (await ReadAnewAsync(shared)).ShouldBeOfType<RetryLaterException>().AnswerLost.ShouldBeTrue();
        shared.Renewals.ShouldBe(1);
        (await shared.StoredAsync()).Secret("refreshToken")!.Reveal().ShouldBe(kept);

        time.Advance(TimeSpan.FromMinutes(2));
        (await ReadAnewAsync(shared)).ShouldBeOfType<ReauthoriseException>(); // the fake had carried it out: that token is spent
        shared.Renewals.ShouldBe(2);
    }

    [Theory]
    [InlineData("square")]
    [InlineData("shopify")]
    [InlineData("lightspeed")]
    [InlineData("clover")]
    public async Task Given_a_POS_that_cannot_renew_now_When_it_can_again_Then_the_grant_is_still_good(string connector)
    {
        var time = new FakeTime(Make.Noon, autoAdvance: true);
        await using var shared = await SharedGrant.OpenAsync(connector, time: time);
        var before = await shared.StoredAsync();
        shared.Pos.ExpireTokens();
        foreach (var (status, after) in new[] { (503, null), (429, "600"), (500, (string?)null), (504, null) })
        {
            foreach (var path in new[] { "token", "refresh" }) shared.Pos.Faults.Status(path, status, retryAfter: after);
            (await ReadAnewAsync(shared)).ShouldBeOfType<RetryLaterException>();
            shared.Pos.Faults.Clear();
            time.Advance(TimeSpan.FromMinutes(11));
        }

        (await shared.StoredAsync()).Secret("refreshToken")!.Reveal().ShouldBe(before.Secret("refreshToken")!.Reveal());
        (await ReadAnewAsync(shared)).ShouldBeNull();
    }

    [Fact]
    public async Task Given_a_renewal_that_is_refused_for_a_moment_When_tried_Then_the_same_renewal_goes_on()
    {
        await using var shared = await SharedGrant.OpenAsync("clover", time: new FakeTime(Make.Noon, autoAdvance: true));
        shared.Pos.ExpireTokens();
        shared.Pos.Faults.Status("/refresh", 429, times: 2, retryAfter: "3");
        (await ReadAnewAsync(shared)).ShouldBeNull();
        shared.Renewals.ShouldBe(3);
    }

    [Fact]
    public async Task Given_a_holder_that_was_killed_When_its_lease_ends_Then_the_next_one_renews_and_the_sleeper_takes_theirs()
    {
        var time = new FakeTime(Make.Noon);
        await using var shared = await SharedGrant.OpenAsync("lightspeed", time: time);
        var used = Used(await shared.StoredAsync());
        var (asleep, wakes) = (new TaskCompletionSource(), new TaskCompletionSource<IReadOnlyDictionary<string, Secret>>());
        var sleeper = shared.Directory.SharedSecrets(shared.NewTenant(), "main").RenewAsync(
            used,
            () =>
            {
                asleep.SetResult();
                return wakes.Task;
            },
            CancellationToken.None);
        await asleep.Task;

        var next = shared.Directory.SharedSecrets(shared.NewTenant(), "main").RenewAsync(used, () => Task.FromResult(Pair("next")), CancellationToken.None);
        while (!next.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        (await next)["accessToken"].Reveal().ShouldBe("next");
        time.Elapsed.ShouldBeInRange(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(3));
        wakes.SetResult(Pair("sleeper"));
        (await sleeper)["accessToken"].Reveal().ShouldBe("next");
        (await shared.StoredAsync()).Secret("refreshToken")!.Reveal().ShouldBe("next");
    }

    [Fact]
    public async Task Given_an_owner_who_connects_again_When_an_old_renewal_ends_Then_theirs_stands()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed");
        var tenant = shared.NewTenant();
        var used = Used(await shared.StoredAsync());
        var fresh = new Dictionary<string, string>(shared.Pos.Settings) { ["accessToken"] = "fresh", ["refreshToken"] = "fresh" };
        var secrets = shared.Directory.SharedSecrets(tenant, "main");

        var renewed = await secrets.RenewAsync(
            used,
            async () =>
            {
                await shared.SaveAsync(fresh);
                return Pair("old");
            },
            CancellationToken.None);
        renewed["accessToken"].Reveal().ShouldBe("fresh");
        await shared.SaveAsync(shared.Pos.Settings);
        var refused = await secrets.RenewAsync(
            used,
            async () =>
            {
                await shared.SaveAsync(fresh);
                throw new ReauthoriseException("Sign in again.", "refused");
            },
            CancellationToken.None);

        refused["refreshToken"].Reveal().ShouldBe("fresh");
        (await shared.StoredAsync()).Secret("refreshToken")!.Reveal().ShouldBe("fresh");
    }

    [Fact]
    public async Task Given_a_store_that_is_away_for_a_moment_When_a_pair_was_renewed_Then_it_is_kept_nevertheless()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed", time: new FakeTime(Make.Noon, autoAdvance: true));
        await using var faulty = new FaultyStore(shared.NewStore());
        var away = 3;
        faulty.BeforeCommit = writes => writes.Any(w => w.Path.Collection == "connections") && away-- > 0
            ? throw new StoreException(StoreFailure.Unavailable, "away")
            : Task.CompletedTask;
        var used = Used(await shared.StoredAsync());

        var renewed = await shared.Directory.SharedSecrets(faulty.OpenTenant(TestOrg.Acme), "main").RenewAsync(used, () => Task.FromResult(Pair("kept")), CancellationToken.None);

        renewed["refreshToken"].Reveal().ShouldBe("kept");
        (await shared.StoredAsync()).Secret("refreshToken")!.Reveal().ShouldBe("kept");
    }

    [Fact]
    public async Task Given_a_commit_whose_answer_is_lost_When_the_lease_is_taken_Then_its_taker_knows_itself()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed", time: new FakeTime(Make.Noon, autoAdvance: true));
        var tenant = shared.NewTenant();
        await using var faulty = new FaultyStore(shared.NewStore());
        var lost = false;
        faulty.BeforeCommit = async writes =>
        {
            if (lost || writes[0].Path.Collection != "leases") return;
            lost = true;
            await tenant.CommitAsync(writes); // carried out; sent again it meets its own effect
        };
        var start = shared.Time.GetUtcNow();

        var renewed = await shared.Directory.SharedSecrets(faulty.OpenTenant(TestOrg.Acme), "main").RenewAsync(
            Used(await shared.StoredAsync()), () => Task.FromResult(Pair("mine")), CancellationToken.None);

        lost.ShouldBeTrue();
        renewed["accessToken"].Reveal().ShouldBe("mine");
        (shared.Time.GetUtcNow() - start).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Given_an_app_of_the_operators_When_a_connection_has_none_Then_that_app_renews_it_and_is_not_stored()
    {
        await using var shared = await SharedGrant.OpenAsync("lightspeed");
        var given = new Dictionary<string, string>(shared.Pos.Settings);
        var app = new AppCredentials(given["clientId"], new Secret(given["clientSecret"])) { UsableAt = ConnectorKit.Http.AllowedHosts.Parse(FakeServer.Host) };
        foreach (var name in new[] { "clientId", "clientSecret" }) given.Remove(name);
        await shared.SaveAsync(given);
        shared.Pos.ExpireTokens();
        (await ReadAnewAsync(shared)).ShouldBeOfType<ReauthoriseException>();

        var report = await new OrgRunner(
            shared.NewStore(), shared.Connectors, shared.Directory, ConnectorKit.Http.PosHttpClients.Create(ConnectorKit.Http.AllowedHosts.Parse(FakeServer.Host)), shared.Time,
            new RunnerOptions { Holder = "run", Apps = new Dictionary<string, AppCredentials> { ["lightspeed"] = app } }).RunAsync(TestOrg.Acme, new RunOptions());

        report.Result.ShouldBe(RunResult.Done);
        (await shared.StoredAsync()).Secret("clientSecret").ShouldBeNull();
    }

    private static async Task<ConnectorException?> ReadAnewAsync(SharedGrant shared) => await shared.ReadAsync(await shared.ContextAsync(shared.NewTenant()));

    private static Dictionary<string, Secret> Used(ConnectionSettings settings) => new()
    {
        ["accessToken"] = settings.Secret("accessToken")!,
        ["refreshToken"] = settings.Secret("refreshToken")!,
    };

    private static IReadOnlyDictionary<string, Secret> Pair(string name) =>
        new Dictionary<string, Secret> { ["accessToken"] = new(name), ["refreshToken"] = new(name) };
}
