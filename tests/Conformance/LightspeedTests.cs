using System.Text.Json;
using Sync.ConnectorKit;
using Sync.Model;
using Sync.Simulator;
using Sync.Simulator.Kit;

namespace Sync.Conformance.Tests;

/// <summary>What is special to Lightspeed: its versions, deletions, permissions, tokens and rate.</summary>
[Trait("Category", "Conformance")]
public sealed class LightspeedTests
{
    private static readonly PosStream[] Streams = [PosStream.Customers, PosStream.Orders, PosStream.Products, PosStream.Inventory];

    [Fact]
    public async Task Given_nothing_new_When_read_from_the_cursors_Then_each_stream_costs_one_request()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var cursors = await CursorsAsync(shop);
        var reading = shop.Connect();

        foreach (var stream in Streams)
        {
            var before = reading.Meter.Requests;
            var read = await reading.ReadAsync(stream, cursors[stream]);

            (reading.Meter.Requests - before).ShouldBe(1);
            read.Pages.Sum(p => p.Records.Count).ShouldBe(0);
            read.End!.Cursor.ShouldBe(cursors[stream]);
            read.End.Coverage.ShouldBe(CoverageKind.Changes);
        }
    }

    [Fact]
    public async Task Given_a_whole_read_When_it_ends_Then_it_covers_everything()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        foreach (var stream in Streams) (await shop.Connect().ReadAsync(stream)).End!.Coverage.ShouldBe(CoverageKind.Everything);
    }

    [Fact]
    public async Task Given_a_changed_record_in_each_list_When_read_from_the_cursors_Then_just_those_come()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var cursors = await CursorsAsync(shop);
        shop.Truth.Customers[3] = shop.Truth.Customers[3] with { FirstName = "Mia 😀 \"Q\" שלום" };
        shop.Truth.Products[3] = shop.Truth.Products[3] with { Archived = true };
        shop.Truth.Orders[3] = shop.Truth.Orders[3] with { Status = TruthStatus.Cancelled };
        shop.Truth.Levels[3] = shop.Truth.Levels[3] with { Quantity = -2 };
        var reading = shop.Connect();

        (await reading.ReadAsync(PosStream.Customers, cursors[PosStream.Customers])).ById<Model.Customer>().Values.Single().FirstName.ShouldBe("Mia 😀 \"Q\" שלום");
        (await reading.ReadAsync(PosStream.Products, cursors[PosStream.Products])).ById<Model.Product>().Values.Single().Available.ShouldBeFalse();
        (await reading.ReadAsync(PosStream.Orders, cursors[PosStream.Orders])).ById<Model.Order>().Values.Single().Status.ShouldBe(Model.OrderStatus.Cancelled);
        (await reading.ReadAsync(PosStream.Inventory, cursors[PosStream.Inventory])).ById<Model.InventoryLevel>().Values.Single().Quantity.ShouldBe(-2);
    }

    [Fact]
    public async Task Given_deleted_records_When_read_from_the_cursor_Then_their_ids_are_told_And_one_that_comes_back_is_a_record_again()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var cursors = await CursorsAsync(shop);
        shop.Truth.Customers[5] = shop.Truth.Customers[5] with { Deleted = true };
        shop.Truth.Products[5] = shop.Truth.Products[5] with { Deleted = true };
        shop.Truth.Orders[5] = shop.Truth.Orders[5] with { Deleted = true };
        var reading = shop.Connect();

        var gone = await reading.ReadAsync(PosStream.Customers, cursors[PosStream.Customers]);
        gone.Pages.SelectMany(p => p.Deleted).ShouldBe([shop.Truth.Customers[5].Id]);
        (await reading.ReadAsync(PosStream.Products, cursors[PosStream.Products])).Pages.SelectMany(p => p.Deleted).ShouldBe([shop.Truth.Products[5].Id]);
        (await reading.ReadAsync(PosStream.Orders, cursors[PosStream.Orders])).Pages.SelectMany(p => p.Deleted).ShouldBe([shop.Truth.Orders[5].Id]);

        shop.Truth.Customers[5] = shop.Truth.Customers[5] with { Deleted = false };
        var back = await reading.ReadAsync(PosStream.Customers, gone.End!.Cursor);
        back.ById<Model.Customer>().Keys.ShouldBe([shop.Truth.Customers[5].Id]);
    }

    [Theory]
    [InlineData("v1|9000000000000")]
    [InlineData("v1|x")]
    [InlineData("2026-11-20T12:00:00Z")]
    [InlineData("resume|down1|1,2,3|")]
    [InlineData("resume|down1|9,0,8,4,5,0,20|")]
    public async Task Given_a_cursor_from_elsewhere_When_read_Then_no_record_is_lost(string cursor)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var reading = shop.Connect();

        foreach (var stream in Streams)
        {
            var read = await reading.ReadAsync(stream, cursor);
            Expectation.Compare(stream, read, shop.Fake);
            read.End!.Coverage.ShouldBe(CoverageKind.Everything);
            read.End.Cursor.ShouldBe((await reading.ReadAsync(stream)).End!.Cursor);
        }
    }

    [Fact]
    public async Task Given_records_edited_and_added_while_paging_When_read_Then_the_last_word_on_each_is_there()
    {
        await using var shop = await LightspeedShop.OpenAsync(pageSize: 20);
        var edited = shop.Truth.Customers.Snapshot().MinBy(c => c.UpdatedAt)!;
        shop.Fake.Faults.Add(new Fault
        {
            Path = "/customers",
            Kind = FaultKind.Before,
            Skip = 2,
            Times = 1,
            Before = () =>
            {
                shop.Truth.Customers[shop.Truth.Customers.IndexOf(edited)] = edited with { FirstName = "Edited" };
                shop.Truth.Customers.Add(edited with { Id = Guid.Parse("00000000-0000-4000-8000-000000000001").ToString(), FirstName = "Added" });
            },
        });

        var read = await shop.Connect().ReadAsync(PosStream.Customers);

        Expectation.Compare(PosStream.Customers, read, shop.Fake);
        read.ById<Model.Customer>()[edited.Id].FirstName.ShouldBe("Edited");
    }

    [Fact]
    public async Task Given_a_read_stopped_at_every_page_When_taken_up_each_time_Then_nothing_is_missing_and_little_is_asked_twice()
    {
        await using var shop = await LightspeedShop.OpenAsync(pageSize: 20);
        foreach (var stream in Streams)
        {
            var undisturbed = shop.Connect();
            var whole = await undisturbed.ReadAsync(stream);
            var (pieces, kills, requests) = (new ReadOutcome(), 0, 0L);
            string? cursor = null;
            while (pieces.End is null)
            {
                var reading = shop.Connect();
                var piece = await reading.ReadAsync(stream, cursor, stopAfterPages: 1);
                piece.Error.ShouldBeNull();
                pieces.Pages.AddRange(piece.Pages);
                cursor = piece.Pages[^1].Checkpoint;
                requests += reading.Meter.Requests;
                kills++;
            }

            Expectation.Compare(stream, pieces, shop.Fake);
            pieces.End.Cursor.ShouldBe(whole.End!.Cursor);
            pieces.End.Coverage.ShouldBe(CoverageKind.Changes);
            requests.ShouldBeLessThanOrEqualTo(undisturbed.Meter.Requests + 2 * kills); // the outlets too, for each new process
        }
    }

    [Fact]
    public async Task Given_stale_tokens_When_all_streams_read_at_once_Then_one_refresh_serves_them_and_the_new_pair_is_kept_before_it_is_used()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var kept = new List<IReadOnlyDictionary<string, Model.Secret>>();
        var reading = shop.Connect();
        var stale = shop.Fake.Settings["accessToken"];
        var context = new ConnectionContext
        {
            ConnectionId = "main",
            Settings = reading.Context.Settings,
            StoreClock = reading.Context.StoreClock,
            Currency = reading.Context.Currency,
            Time = shop.Time,
            Http = reading.Context.Http,
            KeepSecrets = (secrets, _) =>
            {
                kept.Add(secrets);
                shop.Fake.Requests.ShouldAllBe(r => r.Status == 401 || r.Path.EndsWith("/token"));
                return Task.CompletedTask;
            },
        };
        shop.Fake.ExpireTokens();

        await Task.WhenAll(Streams.Select(async s =>
        {
            await foreach (var page in reading.Connector.ReadAsync(new ReadRequest(s), context, CancellationToken.None)) page.ShouldNotBeNull();
        }));

        shop.Fake.Refreshes.ShouldBe(1);
        kept.Single()["refreshToken"].Reveal().ShouldBe("refresh-2");
        kept.Single()["accessToken"].Reveal().ShouldNotBe(stale);
    }

    [Fact]
    public async Task Given_a_refresh_in_the_session_When_the_new_token_ends_by_its_own_word_Then_it_is_refreshed_with_the_new_refresh_token()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var reading = shop.Connect();
        shop.Fake.ExpireTokens();
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();

        shop.Time.Advance(TimeSpan.FromSeconds(86_390));
        var read = await reading.ReadAsync(PosStream.Customers);

        read.Error.ShouldBeNull();
        shop.Fake.Refreshes.ShouldBe(2);
        shop.Fake.Requests.Count(r => r.Status == 401).ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_refresh_token_that_was_used_before_When_refreshed_Then_the_owner_is_asked_to_sign_in_again()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var (first, other) = (shop.Connect(), shop.Connect());
        shop.Fake.ExpireTokens();

        (await first.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
        (await other.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<ReauthoriseException>();
    }

    [Fact]
    public async Task Given_a_refresh_that_fails_for_now_When_read_again_Then_the_grant_is_still_there()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.ExpireTokens();
        shop.Fake.Faults.Status("/token", 429, times: 1, retryAfter: "600");
        var reading = shop.Connect();

        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<RetryLaterException>();
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Given_a_revoked_grant_When_read_Then_the_owner_is_asked_to_sign_in_again()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.RevokeGrant();
        var reading = shop.Connect();

        (await reading.ReadAsync(PosStream.Orders)).Error.ShouldBeOfType<ReauthoriseException>();
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<ReauthoriseException>();
        shop.Asked("token").ShouldBe(1);
        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        report.Verdicts.ShouldHaveSingleItem().What.ShouldBe("credentials");
        report.Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task Given_a_personal_token_When_it_is_refused_Then_no_refresh_is_tried()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var reading = shop.Connect(("refreshToken", null), ("clientId", null), ("clientSecret", null));
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
        shop.Fake.ExpireTokens();

        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeOfType<ReauthoriseException>();
        shop.Asked("token").ShouldBe(0);
    }

    [Fact]
    public async Task Given_a_wrong_client_secret_When_refreshed_Then_the_setting_is_named()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.ExpireTokens();
        var error = (await shop.Connect(("clientSecret", "wrong")).ReadAsync(PosStream.Customers)).Error;
        error.ShouldBeOfType<FixSettingsException>().Setting.ShouldBe("clientSecret");
        error!.ToString().ShouldNotContain("wrong");
    }

    [Theory]
    [InlineData("invalid_grant", "The refresh token was issued to another client.", false)]
    [InlineData("invalid_grant", "Client authentication of the token has ended.", false)]
    [InlineData("invalid_client", "It is not known.", true)]
    [InlineData("unauthorized_client", "It may not.", true)]
    [InlineData("Unauthorized", "Client authentication failed", true)]
    [InlineData("Bad Request", "Ask your client to sign in.", false)]
    public async Task Given_a_refused_refresh_When_read_Then_the_app_is_named_only_where_it_is_the_apps_fault(string code, string words, bool ofApp)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.ExpireTokens();
        shop.Fake.Faults.Add(new Fault { Path = "/token", Kind = FaultKind.Status, Status = 400, Code = code, Message = words });

        var error = (await shop.Connect().ReadAsync(PosStream.Customers)).Error;

        (error is FixSettingsException { Setting: "clientSecret" }, error is ReauthoriseException).ShouldBe((ofApp, !ofApp), error?.ToString());
    }

    [Fact]
    public async Task Given_a_page_of_stock_without_a_version_When_read_and_read_again_Then_it_is_named_and_the_read_ends_there()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.RawLevels.Add("null");
        var reading = shop.Connect();

        var first = await reading.ReadAsync(PosStream.Inventory);
        Expectation.Compare(PosStream.Inventory, first, shop.Fake);
        shop.Truth.Levels[3] = shop.Truth.Levels[3] with { Quantity = 77 };
        var next = await reading.ReadAsync(PosStream.Inventory, first.End?.Cursor);

        first.Error.ShouldBeNull();
        next.Error.ShouldBeNull();
        next.ById<Model.InventoryLevel>().Values.ShouldHaveSingleItem().Quantity.ShouldBe(77);
        foreach (var read in (ReadOutcome[])[first, next])
        {
            read.Pages.SelectMany(p => p.Rejected).ShouldHaveSingleItem().Reason.ShouldBe("unreadable");
            read.End!.Coverage.ShouldBe(CoverageKind.Changes);
            read.End.Warnings.ShouldContain(w => w.Contains("version", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Given_stock_that_is_told_as_deleted_When_read_on_Then_it_goes_and_that_of_a_closed_outlet_stays()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.TellsDeletedStock = true;
        var reading = shop.Connect();
        var first = await reading.ReadAsync(PosStream.Inventory);
        var (open, closed) = (shop.Truth.Locations[0].Id, shop.Truth.Locations[1].Id);
        var gone = shop.Truth.Levels.First(l => l.LocationId == open);
        shop.Truth.Levels.Remove(gone);
        shop.Truth.Levels.Count(l => l.LocationId == closed).ShouldBeGreaterThan(0);
        shop.Fake.CloseLocation(closed);

        var next = await shop.Connect().ReadAsync(PosStream.Inventory, first.End!.Cursor); // a later run, which asks for the outlets anew

        next.Error.ShouldBeNull();
        next.Pages.SelectMany(p => p.Deleted).ShouldBe([$"{open}:{gone.ProductId}"]);
        next.Pages.SelectMany(p => p.Records).ShouldBeEmpty();
    }

    [Fact]
    public async Task Given_that_costs_may_not_be_seen_When_products_are_read_Then_they_have_none()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        (await shop.Connect().ReadAsync(PosStream.Products)).ById<Product>().Values.ShouldAllBe(p => p.Cost != null);
        shop.Fake.WithoutCost.Add(shop.Truth.Products.MinBy(p => p.UpdatedAt)!.Id); // versions rise with changes: the first of its list
        (await SaidAsync()).ShouldBe("Reading products works.");
        shop.Fake.Denied["product:cost:view"] = true;

        (await shop.Connect().ReadAsync(PosStream.Products)).ById<Product>().Values.ShouldAllBe(p => p.Cost == null && p.Price != null);
        (await SaidAsync()).ShouldBe("Reading products works. But it tells no costs: allow 'product:cost:view' if you want them.");

        async Task<string> SaidAsync()
        {
            var reading = shop.Connect();
            return (await reading.Connector.CheckAsync(reading.Context, CancellationToken.None)).Verdicts.Single(v => v.What == "products").Message;
        }
    }

    [SkippableFact]
    public async Task Given_the_published_contract_When_something_is_asked_for_Then_the_permissions_that_it_needs_are_asked_for()
    {
        using var contract = new LightspeedContract();
        await using var shop = await LightspeedShop.OpenAsync();
        var reading = shop.Connect();

        var needed = new[] { ("retailer", "get"), ("outlets", "get"), ("customers", "get"), ("sales", "get"), ("products", "get"), ("inventory", "post") }
            .SelectMany(o => contract.Scopes(o.Item1, o.Item2)).Distinct().ToList();

        needed.ShouldContain("payment_types:read");
        needed.ShouldBeSubsetOf(reading.Connector.Descriptor.Scopes);
    }

    [Fact]
    public async Task Given_one_scope_missing_When_checked_and_read_Then_that_stream_names_it_and_the_others_go_on()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.Denied["sales:read"] = true;
        var reading = shop.Connect();

        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        report.Verdicts.Select(v => (v.What, v.Ok)).ShouldBe([("credentials", true), ("customers", true), ("orders", false), ("products", true), ("inventory", true)]);
        report.Verdicts[2].Message.ShouldContain("sales:read");
        (await reading.ReadAsync(PosStream.Orders)).Error.ShouldBeOfType<FixSettingsException>().OwnerMessage.ShouldContain("sales:read");
        (await reading.ReadAsync(PosStream.Customers)).Error.ShouldBeNull();
        shop.Fake.Refreshes.ShouldBe(0);
    }

    [Fact]
    public async Task Given_outlets_and_the_store_not_allowed_When_checked_and_read_Then_sales_come_with_a_warning()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Fake.Denied["outlets:read"] = true;
        shop.Fake.Denied["retailer:read"] = true;
        var reading = shop.Connect();

        (await reading.Connector.CheckAsync(reading.Context, CancellationToken.None)).Ok.ShouldBeTrue();
        var read = await reading.ReadAsync(PosStream.Orders);
        Expectation.Compare(PosStream.Orders, read, shop.Truth, ((IFakePos)shop.Fake).Telling with { TimeZone = (_, _) => null });
        read.End!.Warnings.ShouldHaveSingleItem().ShouldContain("outlets:read");
        read.ById<Model.Order>().Values.ShouldAllBe(o => o.TimeZone == null);
    }

    [Fact]
    public async Task Given_a_plan_without_API_When_checked_Then_the_credentials_verdict_says_so()
    {
        await using var shop = await LightspeedShop.OpenAsync();
        foreach (var scope in new[] { "sales:read", "customers:read", "products:read", "inventory:read", "retailer:read", "outlets:read" }) shop.Fake.Denied[scope] = true;
        var reading = shop.Connect();

        var report = await reading.Connector.CheckAsync(reading.Context, CancellationToken.None);
        report.Verdicts[0].Ok.ShouldBeFalse();
        report.Verdicts[0].Message.ShouldContain("plan");
    }

    [Fact]
    public async Task Given_the_published_rate_is_used_up_When_read_on_Then_it_waits_as_long_as_asked_and_goes_on_from_the_checkpoint()
    {
        await using var shop = await LightspeedShop.OpenAsync(new TruthPlan { Customers = 400, Orders = 0, Products = 0 }, pageSize: 1, throttles: true);
        var reading = shop.Connect();

        var first = await reading.ReadAsync(PosStream.Customers);
        var later = first.Error.ShouldBeOfType<RetryLaterException>();
        first.Pages.Count.ShouldBe(350);
        later.After!.Value.ShouldBeInRange(TimeSpan.FromSeconds(299), TimeSpan.FromSeconds(301));
        shop.Time.Advance(later.After.Value);
        var rest = await reading.ReadAsync(PosStream.Customers, first.Pages[^1].Checkpoint);

        rest.Error.ShouldBeNull();
        shop.Fake.Throttled.ShouldBe(1);
        first.Pages.AddRange(rest.Pages);
        Expectation.Compare(PosStream.Customers, first, shop.Fake);
    }

    [Theory]
    [InlineData("1", 350)]
    [InlineData("4", 1250)]
    public async Task Given_registers_When_the_budget_is_asked_for_Then_any_5_minutes_stay_within_the_published_rate_and_use_nine_tenths(string registers, int limit)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        var reading = shop.Connect(("registers", registers));
        var budget = reading.Connector.Descriptor.BudgetOf(reading.Context.Settings);
        (budget.Burst + budget.PerSecond!.Value * 300).ShouldBeLessThanOrEqualTo(limit + 1e-9);
        (budget.PerSecond.Value * 300).ShouldBeGreaterThan(limit * 0.9);
    }

    [Theory]
    [InlineData("evil.example/")]
    [InlineData("my shop")]
    [InlineData("Shop")]
    public async Task Given_a_prefix_that_is_none_When_connected_Then_nothing_is_sent_and_the_setting_is_named(string prefix)
    {
        await using var shop = await LightspeedShop.OpenAsync();
        Should.Throw<FixSettingsException>(() => shop.Connect(("domainPrefix", prefix))).Setting.ShouldBe("domainPrefix");
        shop.Fake.Requests.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task Given_the_fakes_answers_When_held_against_the_published_contract_Then_they_are_valid()
    {
        using var contract = new LightspeedContract();
        await using var shop = await LightspeedShop.OpenAsync();
        shop.Truth.Customers[0] = shop.Truth.Customers[0] with { Deleted = true, Email = null, FirstName = null };
        shop.Truth.Orders[0] = shop.Truth.Orders[0] with { Refunded = 5, ServiceCharge = 10, Tip = 5, Rounding = 1, Deleted = true };
        using var http = new HttpClient { BaseAddress = new Uri(shop.Fake.Settings["baseUrl"]) };
        http.DefaultRequestHeaders.Add("Authorization", "Bearer " + shop.Fake.Settings["accessToken"]);
        http.DefaultRequestHeaders.Add("User-Agent", "test");

        foreach (var (path, schema) in new[] { ("sales", "SaleCollection"), ("customers", "CustomerCollection"), ("products", "ProductCollection"), ("outlets", "OutletCollection") })
        {
            using var answer = JsonDocument.Parse(await http.GetStringAsync(new Uri($"/api/2026-07/{path}?after=0&deleted=true", UriKind.Relative)));
            answer.RootElement.GetProperty("data").GetArrayLength().ShouldBeGreaterThan(0);
            contract.Faults(answer.RootElement, schema).ShouldBeEmpty(path);
        }

        using var posted = await http.PostAsync(new Uri("/api/2026-07/inventory", UriKind.Relative), new StringContent("{\"size\":10}"));
        using var levels = JsonDocument.Parse(await posted.Content.ReadAsStringAsync());
        levels.RootElement.EnumerateArray().SelectMany(l => contract.Faults(l, "Inventory")).ShouldBeEmpty();
    }

    private static async Task<Dictionary<PosStream, string>> CursorsAsync(LightspeedShop shop)
    {
        var (reading, cursors) = (shop.Connect(), new Dictionary<PosStream, string>());
        foreach (var stream in Streams) cursors[stream] = (await reading.ReadAsync(stream)).End!.Cursor!;
        return cursors;
    }
}
