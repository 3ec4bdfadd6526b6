using Sync.ConnectorKit;
using Sync.Connectors.Alleaves;
using Sync.Simulator;

namespace Sync.Alleaves.Tests;

public sealed class CheckTests
{
    [Theory]
    [InlineData("reference")]
    [InlineData("live")]
    public async Task Given_good_settings_When_checked_Then_the_login_and_each_stream_are_fine(string profile)
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), profile);

        var report = await reading.CheckAsync();

        report.Ok.ShouldBeTrue();
        report.Verdicts.Select(v => v.What).ShouldBe(["credentials", "customers", "orders", "products"]);
        pos.Requests.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("password", "user name or the password")]
    [InlineData("pin", "PIN")]
    public async Task Given_a_wrong_value_When_checked_Then_the_verdict_names_the_field_and_not_the_value(string field, string named)
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), change: s => s[field] = "0815-wrong");

        var report = await reading.CheckAsync();

        var verdict = report.Verdicts.ShouldHaveSingleItem();
        verdict.Ok.ShouldBeFalse();
        verdict.Message.ShouldContain(named);
        verdict.Message.ShouldNotContain("0815-wrong");
    }

    [Fact]
    public async Task Given_status_words_that_cannot_be_read_When_checked_Then_it_is_refused_and_the_POS_is_not_asked()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried(), change: s => s["statusWords"] = "settled");

        var verdict = (await reading.CheckAsync()).Verdicts.ShouldHaveSingleItem();

        verdict.Ok.ShouldBeFalse();
        verdict.Message.ShouldContain("'settled' gives no word a meaning");
        pos.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("100000", true)]
    [InlineData("100001", false)]
    [InlineData("-1", false)]
    public async Task Given_a_number_at_the_edge_When_set_Then_only_what_no_calendar_reaches_is_refused(string days, bool taken)
    {
        await using var pos = await Shops.OpenAsync();
        var set = () => Reading.Of(pos, Shops.Hurried(), change: s => s["historyDays"] = days).Dispose();
        if (taken) set();
        else Should.Throw<FixSettingsException>(set).OwnerMessage.ShouldContain("'historyDays' must be a whole number from 0 to 100000");
    }

    [Fact]
    public async Task Given_no_pin_When_checked_Then_none_is_sent()
    {
        await using var pos = await Shops.OpenAsync(new FakeAlleavesOptions { Pin = "" });
        using var reading = Reading.Of(pos, Shops.Hurried());

        (await reading.CheckAsync()).Ok.ShouldBeTrue();

        pos.Requests.First().Body.ShouldNotContain("pin");
    }

    [Fact]
    public async Task Given_one_stream_that_fails_When_checked_Then_only_its_verdict_says_so()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Status("/inventory/search", 403, message: "No rights");

        var report = await reading.CheckAsync();

        report.Verdicts.Where(v => !v.Ok).ShouldHaveSingleItem().What.ShouldBe("products");
    }

    [Fact]
    public async Task Given_an_address_where_nothing_answers_When_checked_Then_that_is_the_verdict()
    {
        await using var pos = await Shops.OpenAsync();
        using var wrongPath = Reading.Of(pos, Shops.Hurried(), change: s => s["baseUrl"] += "/nowhere");
        using var nobody = Reading.Of(pos, Shops.Hurried(), change: s => s["baseUrl"] = "http://127.0.0.1:1");
        pos.Faults.Status("/nowhere/api/auth", 404);

        (await wrongPath.CheckAsync()).Verdicts.ShouldHaveSingleItem().Message.ShouldContain("address");
        (await nobody.CheckAsync()).Verdicts.ShouldHaveSingleItem().Message.ShouldContain("does not answer");
    }

    [Fact]
    public async Task Given_a_redirect_When_checked_Then_credentials_do_not_follow_it()
    {
        await using var pos = await Shops.OpenAsync();
        using var reading = Reading.Of(pos, Shops.Hurried());
        pos.Faults.Status("/api/auth", 307);

        var report = await reading.CheckAsync();

        report.Verdicts.ShouldHaveSingleItem().Message.ShouldContain("another address");
    }

    [Theory]
    [InlineData("reference", "", "/1000")]
    [InlineData("reference", "https://api.alleaves.com/", "/1000")]
    [InlineData("live", "https://app.alleaves.com/api", "/1000")]
    [InlineData("live", "https://pos.shop.example", "https://pos.shop.example/1000")]
    [InlineData("live", null, "/log-in ANN")]
    public void Given_an_address_and_a_location_When_the_account_is_told_Then_the_usual_address_is_none_and_without_a_location_it_is_the_log_in(
        string profile, string? address, string account)
    {
        var given = new Dictionary<string, string> { ["username"] = " Ann", ["password"] = "secret", ["profile"] = profile };
        if (address is not null) given["locationId"] = "1000";
        if (!string.IsNullOrEmpty(address)) given["baseUrl"] = address;
        using var reading = Reading.Of(given, Shops.Still());

        new AlleavesClient(reading.Context).Account.ShouldBe(account);
    }

    [Theory]
    [InlineData("/1000", "/1001", true)]
    [InlineData("/1000", "https://pos.shop.example/1001", false)]
    [InlineData("/1000", "/log-in ANN", false)]
    [InlineData("/log-in ANN", "/1000", false)]
    [InlineData("/log-in ANN", "/log-in BEN", false)]
    public void Given_another_account_than_before_When_it_is_compared_Then_only_another_location_of_one_address_is_another_shop(string before, string now, bool other) =>
        new AlleavesConnector().Descriptor.IsOtherAccount!([before], [now]).ShouldBe(other);
}
