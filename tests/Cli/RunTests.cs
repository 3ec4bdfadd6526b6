using System.Globalization;
using System.Text.RegularExpressions;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator;
using Sync.TestKit;

namespace Sync.Cli.Tests;

public sealed class RunTests
{
    [Fact]
    public async Task Given_a_shop_When_run_twice_Then_the_second_finds_nothing_to_write()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();

        var first = await place.DoAsync("run", Workplace.Org, "--json");
        var text = await place.DoAsync("run", Workplace.Org);
        var second = await place.DoAsync("run", Workplace.Org, "--json");

        var customers = first.Json.Stream("customers");
        (customers.Number("read"), customers.Number("created"), customers.Text("status")).ShouldBe((40, 40, "complete"));
        foreach (var name in new[] { "updated", "unchanged", "deleted", "quarantined" }) customers.Number(name).ShouldBe(0);
        var orders = first.Json.Stream("orders");
        orders.Number("read").ShouldBe(80);
        (orders.Number("created") + orders.GetProperty("skipped").EnumerateObject().Sum(s => s.Value.GetInt64())).ShouldBe(80);
        first.Json.GetProperty("store").Number("writes").ShouldBeGreaterThan(150);
        foreach (var name in new[] { "requests", "throttled", "seconds", "peakMemoryMb" }) first.Json.GetProperty(name).GetDouble().ShouldBeGreaterThanOrEqualTo(0);

        text.Out.ShouldContain("customers  complete   read 40, created 0, updated 0, unchanged 40, deleted 0");
        text.Out.ShouldMatch("alleaves: nothing changed; [0-9]+ records were looked at; the next run is due at [0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}Z");
        second.Json.TenantWrites().ShouldBe(0);
        second.Json.GetProperty("store").Number("writes").ShouldBeLessThanOrEqualTo(5);
        second.Json.Text("result").ShouldBe("done");
    }

    [Fact]
    public async Task Given_days_that_wait_to_be_read_again_When_run_Then_they_are_read_and_said_and_wait_no_more()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        foreach (var json in (bool[])[false, true])
        {
            await using (var services = await place.OpenAsync())
                await new WaitingRanges(services.Time).AskAsync(services.Store.OpenTenant(OrgId.Parse(Workplace.Org)), new OrderRange("alleaves", new(2026, 1, 1), new(2026, 1, 31)), Actor.Operator);
            var run = await place.DoAsync(["run", Workplace.Org, .. json ? (string[])["--json"] : []]);
            if (json) run.Json.GetProperty("connections").EnumerateArray().Last().GetProperty("range").Text("to").ShouldBe("2026-01-31");
            else run.Out.ShouldContain("orders of 2026-01-01 to 2026-01-31, which waited to be read again");
        }

        (await place.DoAsync("run", Workplace.Org, "--json")).Json.GetProperty("connections").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Given_documents_that_others_changed_When_run_in_full_Then_they_are_put_right()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        var digest = await place.DoAsync("digest", Workplace.Org);
        await place.TamperAsync("products", "1", "name", "Scribbled over");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldNotBe(digest.Out);

        var quiet = await place.DoAsync("run", Workplace.Org, "--json");
        var full = await place.DoAsync("run", Workplace.Org, "--full", "--json");

        quiet.Json.GetProperty("full").GetBoolean().ShouldBeFalse();
        full.Json.GetProperty("full").GetBoolean().ShouldBeTrue();
        full.Json.Stream("products").Number("repaired").ShouldBe(1);
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest.Out);
    }

    [Fact]
    public async Task Given_a_dry_run_When_done_Then_it_says_what_it_would_do_and_does_nothing()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        var before = await place.DoAsync("digest", Workplace.Org);

        var dry = await place.DoAsync("run", Workplace.Org, "--dry-run", "--json");
        var text = await place.DoAsync("run", Workplace.Org, "--dry-run");

        dry.Json.Stream("customers").Number("created").ShouldBe(40);
        dry.Json.GetProperty("store").Number("writes").ShouldBe(0);
        text.Out.ShouldContain("nothing was written");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(before.Out);
        (await place.DoAsync("status", Workplace.Org)).Out.ShouldContain("never been synced");
    }

    [Fact]
    public async Task Given_most_products_gone_When_run_Then_the_removal_is_held_until_it_is_approved()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        while (place.Pos.Shop.Products.Count > 10) place.Pos.Shop.Products.RemoveAt(0);

        var held = await place.RunAsync("run", Workplace.Org, "--json");
        var approved = await place.DoAsync("run", Workplace.Org, "--approve-deletes", "--json");

        held.Code.ShouldBe(1);
        held.Json.Text("result").ShouldBe("partial");
        var products = held.Json.Stream("products");
        (products.Text("status"), products.Number("heldDeletes"), products.Number("deleted")).ShouldBe(("held", 20, 0));
        products.Text("error").ShouldContain("--approve-deletes");
        approved.Json.Stream("products").Number("deleted").ShouldBe(20);
    }

    [Fact]
    public async Task Given_a_password_that_was_changed_at_the_POS_When_run_Then_nothing_is_lost_and_it_says_what_to_do()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        var digest = await place.DoAsync("digest", Workplace.Org);
        place.Pos.RevokeTokens();
        place.Pos.Faults.Status("/auth", 401, message: "Invalid username or password");

        var run = await place.RunAsync("run", Workplace.Org);
        var status = await place.DoAsync("status", Workplace.Org);

        run.Code.ShouldBe(3);
        run.Said.ShouldContain("password");
        status.Out.ShouldContain("password");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest.Out);
    }

    [Fact]
    public async Task Given_one_stream_that_breaks_off_When_run_Then_the_others_are_done_and_it_exits_1()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        place.Pos.Faults.Status("/inventory/search", 403, message: "No permission for stock");

        var run = await place.RunAsync("run", Workplace.Org, "--json");

        run.Code.ShouldBe(1, run.ToString());
        run.Json.Text("result").ShouldBe("partial");
        run.Json.Stream("products").Text("status").ShouldBe("incomplete");
        run.Json.Stream("orders").Text("status").ShouldBe("complete");
    }

    [Fact]
    [Trait("Category", "Slow")] // it is tried for half a minute before it is given up
    public async Task Given_a_POS_that_is_away_When_run_Then_nothing_is_lost_and_the_status_says_so()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        await place.DoAsync("run", Workplace.Org);
        var digest = await place.DoAsync("digest", Workplace.Org);
        place.Pos.Faults.Status("", 503);

        var run = await place.RunAsync("run", Workplace.Org, "--json");
        var status = await place.DoAsync("status", Workplace.Org);
        var check = await place.RunAsync("check", Workplace.Org);

        run.Code.ShouldBe(3);
        run.Json.Text("result").ShouldBe("failed");
        run.Json.GetProperty("seconds").GetDouble().ShouldBeLessThan(60);
        status.Out.ShouldContain("incomplete");
        check.Code.ShouldBe(3);
        check.Out.ShouldContain("FAIL");
        (await place.DoAsync("digest", Workplace.Org)).Out.ShouldBe(digest.Out);
        place.Pos.Faults.Clear();
        (await place.DoAsync("run", Workplace.Org, "--json")).Json.TenantWrites().ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_run_under_way_When_another_is_started_Then_it_says_who_and_until_when_and_with_wait_it_waits()
    {
        await using var place = new Workplace();
        await place.ConnectAsync();
        using var gate = new Gate();
        place.Pos.Faults.Add(new Fault { Path = "/orders", Kind = FaultKind.Before, Times = 1, Before = gate.Pass });
        using var first = place.Start("run", Workplace.Org, "--json");
        await gate.Reached;

        var refused = await place.RunAsync("run", Workplace.Org, "--json");
        using var waiting = place.Start("run", Workplace.Org, "--wait", "60", "--json");
        gate.Open();

        refused.Code.ShouldBe(2);
        refused.Out.ShouldBe("");
        var until = Regex.Match(refused.Err, @"being synced by \S+, which holds it until (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)").Groups[1].Value;
        // 30 s from when it was taken or renewed last, each 10 s.
        (DateTimeOffset.Parse(until, CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow()).TotalSeconds.ShouldBeInRange(0, 30);
        (await place.EndAsync(first)).Code.ShouldBe(0);
        var waited = await place.EndAsync(waiting);
        waited.Code.ShouldBe(0);
        waited.Json.Stream("orders").Number("created").ShouldBe(0);
    }
}
