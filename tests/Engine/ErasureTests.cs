using Sync.ConnectorKit.Webhooks;
using Sync.Engine.Audit;
using Sync.Engine.Privacy;
using Sync.Engine.Runs;
using Sync.Engine.Tests.Harness;

namespace Sync.Engine.Tests;

/// <summary>Who is forgotten, and that nothing keeps it from being done.</summary>
[Trait("Category", "Long")]
public sealed class ErasureTests
{
    private const string Address = "ada.lovelace@example.com";

    [Theory]
    [InlineData("main")]
    [InlineData("second")]
    public async Task Given_connections_that_are_all_paused_When_somebody_asks_to_be_forgotten_Then_the_schedule_carries_it_out(string askedOf)
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        foreach (var id in (string[])["main", "second"]) await org.Connections.SetActiveAsync(org.Tenant(), id, false, Actor.Operator);
        (await ScheduleAsync(org)).ShouldBeNull();
        if (askedOf == "main") await PrivacyTests.Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);
        else await AskAsync(org, "second~1", w => w.Text("customerId", "9"));

        var outcome = (await ScheduleAsync(org)).ShouldNotBeNull();

        (outcome.Error, outcome.Report!.Result).ShouldBe((null, RunResult.Done));
        await PrivacyTests.NamedNowhereAsync(org);
        (await StatesAsync(org)).ShouldBe(["done"]);
        var status = (await org.FindAsync("sync_status", "pos")).Map("connections")!.Value;
        foreach (var id in status.Names) status.Map(id)!.Value.Flag("paused").ShouldBe(true);
        (await ScheduleAsync(org)).ShouldBeNull();
    }

    [Fact]
    public async Task Given_the_only_connection_is_paused_When_somebody_asks_for_their_data_Then_a_run_makes_the_export_and_is_no_failure()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Customer("1", Address));
        await org.CostAsync();
        await org.Connections.SetActiveAsync(org.Tenant(), "main", false, Actor.Operator);
        var id = await PrivacyTests.Requests(org).AskAsync(org.Tenant(), PrivacyKind.Export, Address);

        (await ScheduleAsync(org, new RunOptions { DryRun = true })).ShouldBeNull();
        (await org.RunAsync()).Result.ShouldBe(RunResult.Done);

        (await ExportAsync(org, id)).ShouldNotBeNull().ShouldContain(Address);
        await Should.ThrowAsync<Orgs.OrgException>(() => org.RunAsync());
    }

    [Fact]
    public async Task Given_an_org_whose_connections_are_all_gone_When_a_request_of_one_is_left_Then_it_is_carried_out_once()
    {
        await using var org = await TestOrg.OpenAsync();
        await org.OthersDeleteAsync("connections", "main");
        await AskAsync(org, "main~1", w => w.Text("email", Address));

        (await ScheduleAsync(org))!.Report!.Result.ShouldBe(RunResult.Done);

        (await StatesAsync(org)).ShouldBe(["done"]);
        (await ScheduleAsync(org)).ShouldBeNull();
    }

    [Fact]
    public async Task Given_more_people_than_one_document_can_hold_When_they_are_forgotten_Then_the_runs_go_on_and_know_them_all()
    {
        await using var org = await TestOrg.OpenAsync();
        org.Shop.Put(Make.Order("first", 4, "first@example.com") with { BuyerName = "First" });
        await org.CostAsync();
        await AskAsync(org, "main~first", w => w.Text("email", "first@example.com"));
        for (var i = 0; i < 25; i++) await AskAsync(org, $"main~{i:00}", w => w.TextList("orderIds", Enumerable.Range(i * 3000, 3000).Select(n => $"n{n}")));

        await org.CostAsync();
        await AskAsync(org, "main~again", w => w.TextList("orderIds", ["n0", "n2999"])); // known already
        var before = await BookAsync(org);
        await org.CostAsync();

        (await StatesAsync(org)).ShouldAllBe(s => s == "done");
        before.Keys.Order(StringComparer.Ordinal).ShouldBe(["erased", "erased~1", "erased~2", "erased~3"]);
        (await BookAsync(org)).ShouldBe(before, ignoreOrder: true);
        foreach (var id in (string[])["n1", "n74999"]) org.Shop.Put(Make.Order(id, 4, daysAgo: 0.5) with { BuyerName = "Lovelace" });
        org.Shop.Put(Make.Order("second", 4, "first@example.com", daysAgo: 0.5) with { BuyerName = "First" });
        await org.CostAsync();
        (await org.AllAsync("unmatched_orders")).Count.ShouldBe(4);
        (await org.AllAsync("unmatched_orders")).ShouldAllBe(o => !o.Body.Read().Has("buyerName"));
        (await PrivacyTests.Requests(org).AllowAsync(org.Tenant(), "first@example.com", Actor.Operator)).ShouldBeTrue();
        (await BookAsync(org)).Keys.Count().ShouldBe(4);
    }

    [Fact]
    public async Task Given_a_request_that_cannot_be_carried_out_When_the_org_is_synced_Then_it_says_why_and_the_others_are_done()
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        await AskAsync(org, "second~1", w => w.Text("customerId", new string('x', 1495)));
        org.Time.Advance(TimeSpan.FromSeconds(1));
        await PrivacyTests.Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);

        await org.CostAsync();

        await PrivacyTests.NamedNowhereAsync(org);
        var requests = await PrivacyRequests.ListAsync(org.Tenant());
        requests.Select(r => (r.Id == "second~1", r.State)).ShouldBe([(false, "done"), (true, "failed")]);
        requests[1].Error.ShouldNotBeNull().ShouldContain("1502 bytes");
        (await AuditLog.ListAsync(org.Tenant(), null, 10)).ShouldContain(l => l.Action == "person.request-failed" && l.Subject == "second~1");
        await org.CostAsync();
        (await StatesAsync(org)).ShouldBe(["done", "failed"]);
    }

    [Fact]
    public async Task Given_a_request_that_names_sales_which_nothing_can_be_stored_as_When_the_org_is_synced_Then_the_others_are_stripped()
    {
        await using var org = await PrivacyTests.TwoAsync();
        org.Shop.Put(Make.Order("g2", 5) with { BuyerName = "Lovelace", BuyerPhone = "+14155550100" });
        await org.CostAsync();
        await AskAsync(org, "main~1", w => w.TextList("orderIds", ["", "second:o2", new string('x', 2000), "g2"]));

        await org.CostAsync();

        (await StatesAsync(org)).ShouldBe(["done"]);
        (await org.FindAsync("unmatched_orders", "g2")).Has("buyerName").ShouldBeFalse();
    }

    [Fact]
    public async Task Given_somebody_who_is_allowed_again_while_another_is_noted_When_both_are_written_Then_neither_change_is_lost()
    {
        await using var org = await PrivacyTests.TwoAsync();
        await org.CostAsync();
        await PrivacyTests.Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, Address);
        await org.CostAsync();
        org.Time.Advance(TimeSpan.FromSeconds(1));
        await PrivacyTests.Requests(org).AskAsync(org.Tenant(), PrivacyKind.Erase, "2");
        org.Store.BeforeCommit = async writes =>
        {
            if (!writes.Any(w => w.Path.Collection == "privacy")) return;
            org.Store.BeforeCommit = null;
            (await PrivacyTests.Requests(org).AllowAsync(org.Tenant(), Address, Actor.Operator)).ShouldBeTrue();
        };

        await org.CostAsync();
        org.Store.BeforeCommit.ShouldBeNull();
        await org.CostAsync(full: true);

        (await org.GetAsync("customers", "2")).ShouldBeNull();
        (await org.FindAsync("customers", "1")).Text("email").ShouldBe(Address);
    }

    internal static Task AskAsync(TestOrg org, string id, Action<Store.DocumentBodyWriter> fields, string kind = "erase") => org.OthersWriteAsync("privacy_requests", id, w =>
    {
        w.Text("connection", id.Split('~')[0]);
        w.Text("kind", kind);
        w.Time("receivedAt", org.Time.GetUtcNow() + (kind == "eraseAccount" ? TimeSpan.FromDays(6) : TimeSpan.Zero)); // a shop that has not come back since
        w.Text("reference", id);
        w.Text("state", "open");
        fields(w);
    });

    internal static async Task<IEnumerable<string>> StatesAsync(TestOrg org) => (await PrivacyRequests.ListAsync(org.Tenant())).Select(r => r.State);

    internal static Task<string?> ExportAsync(TestOrg org, string id) => PrivacyTests.Requests(org).ExportAsync(org.Tenant(), id, Actor.Operator);

    private static Task<OrgOutcome?> ScheduleAsync(TestOrg org, RunOptions? options = null) =>
        new AllOrgsRunner(org.Orgs, org.Runner(), org.Store).RunOneAsync(TestOrg.Acme, options ?? new RunOptions());

    private static async Task<Dictionary<string, string>> BookAsync(TestOrg org) =>
        (await org.AllAsync("privacy")).ToDictionary(d => d.Path.Id, d => d.Body.ToString());
}
