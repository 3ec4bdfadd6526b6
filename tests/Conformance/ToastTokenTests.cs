using Sync.ConnectorKit;
using Sync.ConnectorKit.Webhooks;
using Sync.Connectors.Toast;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Simulator.Toast;
using Sync.TestKit;

namespace Sync.Conformance.Tests;

/// <summary>Toast's token outlives the run that got it, and no longer than its credentials.</summary>
[Trait("Category", "Conformance")]
public sealed class ToastTokenTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Often = TimeSpan.FromMinutes(5);

    private readonly FakeTime time = new(Start, autoAdvance: true);
    private readonly StoredShop stored;
    private FakeToast pos = null!;

    public ToastTokenTests() => stored = new StoredShop(time);

    public async Task InitializeAsync()
    {
        pos = await FakeToast.StartAsync(
            PosTruth.Generate(new TruthPlan { Now = Start, Ids = TruthIds.Uuids, Orders = 10, Customers = 5, Products = 5, Locations = 2 }), new FakePosOptions { Time = time });
        await stored.PrepareAsync(pos);
        await stored.SaveAsync("main", pos, []);
    }

    public async Task DisposeAsync()
    {
        await stored.DisposeAsync();
        await pos.DisposeAsync();
    }

    [Fact]
    public async Task Given_syncs_and_a_webhook_within_half_an_hour_When_read_Then_one_log_in_serves_all()
    {
        for (var run = 0; run < 3; run++)
        {
            await DoneAsync();
            time.Advance(Often);
        }

        var order = pos.Truth.Orders[0];
        var hinted = await stored.HintedAsync("toast", new WebhookNews("e1") { Records = [new RecordHint(PosStream.Orders, $"{order.LocationId}/{order.Id}")] });

        hinted.Result.ShouldBe(RunResult.Done);
        pos.Requests.ShouldContain(r => r.Path == "/orders/v2/orders/" + order.Id && r.Status == 200);
        (time.GetUtcNow() - Start).ShouldBeLessThan(TimeSpan.FromMinutes(30));
        Logins.ShouldBe(1);
    }

    [Fact]
    public async Task Given_a_stored_token_When_it_comes_to_its_last_minute_Then_it_is_got_anew_and_not_before()
    {
        await DoneAsync();
        var ends = DateTimeOffset.Parse((await stored.SettingsAsync()).Secret("accessTokenExpires")!.Reveal(), System.Globalization.CultureInfo.InvariantCulture);
        ends.ShouldBeInRange(Start.AddDays(1), Start.AddDays(1).AddMinutes(1));

        time.Advance(ends.AddMinutes(-5) - time.GetUtcNow());
        await DoneAsync();
        Logins.ShouldBe(1);
        time.Advance(ends.AddSeconds(-30) - time.GetUtcNow());
        await DoneAsync();

        Logins.ShouldBe(2);
        pos.Requests.ShouldAllBe(r => r.Status != 401); // before Toast had to refuse it
    }

    [Fact]
    public async Task Given_a_stored_token_that_Toast_refuses_When_synced_Then_one_log_in_mends_it_for_the_next_too()
    {
        await DoneAsync();
        pos.ExpireTokens();

        await DoneAsync();
        await DoneAsync();

        Logins.ShouldBe(2);
    }

    [Theory]
    [InlineData("clientSecret")]
    [InlineData("clientId")]
    public async Task Given_other_credentials_that_were_entered_When_synced_Then_the_former_token_is_not_used(string changed)
    {
        await DoneAsync();
        var settings = await stored.SettingsAsync();
        var other = changed == "clientId" ? settings.With("clientId", "another") : settings.With(new Dictionary<string, Secret> { ["clientSecret"] = new("another") });
        await stored.SaveAsync("toast", other); // with the token, as a form leaves what it does not show
        var before = pos.Requests.Count;

        var report = await stored.RunAsync(TimeSpan.FromMinutes(1));

        report.Result.ShouldNotBe(RunResult.Done);
        pos.Requests.Skip(before).ShouldAllBe(r => r.Path.EndsWith("/login", StringComparison.Ordinal));
        await stored.SaveAsync("toast", settings);
        await DoneAsync();
    }

    [Fact]
    public async Task Given_a_read_that_began_with_former_credentials_When_its_token_is_refused_Then_the_new_ones_token_stays()
    {
        await DoneAsync();
        var former = await stored.SettingsAsync();
        using var old = new ConformanceReading(pos, time, settings: _ => former, shared: stored.SharedSecrets);
        (await old.ReadAsync(PosStream.Inventory)).Error.ShouldBeNull();
        pos.SecondSecret = "new-secret"; // Toast takes both
        await stored.SaveAsync("toast", former.With(new Dictionary<string, Secret> { ["clientSecret"] = new("new-secret") }));
        await DoneAsync();
        var news = await stored.SettingsAsync();
        pos.ExpireTokens();

        (await old.ReadAsync(PosStream.Inventory)).Error.ShouldBeNull();

        Token(await stored.SettingsAsync()).ShouldBe(Token(news));
        Token(news).For.ShouldNotBe(Token(former).For);
        await DoneAsync();

        static (string Access, string For) Token(ConnectionSettings s) => (s.Secret("accessToken")!.Reveal(), s.Secret("accessTokenFor")!.Reveal());
    }

    [Fact]
    public async Task Given_a_stored_token_When_it_is_formatted_or_described_Then_it_does_not_show()
    {
        await DoneAsync();
        var settings = await stored.SettingsAsync();
        var token = settings.Secret("accessToken")!.Reveal();

        ToastToken.Of(settings.Secrets).ToString().ShouldNotContain(token);
        settings.Plain.Values.ShouldNotContain(token);
        var fields = new ToastConnector().Descriptor.Fields.Where(f => f.Name.StartsWith("accessToken", StringComparison.Ordinal)).ToList();
        fields.Count.ShouldBe(3);
        fields.ShouldAllBe(f => f.Secret && f.Managed);
    }

    private int Logins => pos.Requests.Count(r => r.Path.EndsWith("/login", StringComparison.Ordinal));

    private async Task DoneAsync() => (await stored.RunAsync(TimeSpan.FromMinutes(1))).Result.ShouldBe(RunResult.Done);
}
