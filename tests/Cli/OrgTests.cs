namespace Sync.Cli.Tests;

public sealed class OrgTests
{
    [Fact]
    public async Task Given_orgs_When_listed_Then_each_stands_on_a_line_with_its_settings()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", "b-2", "--name", "Bee & Co", "--time-zone", "Europe/London", "--currency", "gbp");
        await place.DoAsync("org", "add", "a_1");

        var list = await place.DoAsync("org", "list");

        list.Lines.ShouldBe(["a_1\ta_1\tUTC\tUSD", "b-2\tBee & Co\tEurope/London\tGBP"]);
    }

    [Fact]
    public async Task Given_an_org_When_settings_are_changed_Then_they_hold_and_wrong_ones_change_nothing()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--name", "Before");

        await place.DoAsync("org", "set", Workplace.Org, "name=After", "vipSpent=500", "publicMenu=true");
        var unknown = await place.RunAsync("org", "set", Workplace.Org, "colour=green");
        var noNumber = await place.RunAsync("org", "set", Workplace.Org, "name=Worse", "vipOrders=many");
        var list = await place.DoAsync("org", "list");

        unknown.Code.ShouldBe(2);
        unknown.Err.ShouldContain("vipSpent");
        noNumber.Code.ShouldBe(2);
        list.Out.ShouldBe($"{Workplace.Org}\tAfter\tUTC\tUSD\n");
    }

    [Theory]
    [InlineData("acme/evil", null, null)]
    [InlineData("acme", "Mars/Olympus", null)]
    [InlineData("acme", null, "BITS")]
    public async Task Given_what_is_no_org_When_added_Then_it_is_refused(string id, string? zone, string? currency)
    {
        await using var place = new Workplace();

        var added = await place.RunAsync("org", "add", id, "--time-zone", zone ?? "UTC", "--currency", currency ?? "USD");

        added.Code.ShouldBe(2);
        added.Err.ShouldContain(zone ?? currency ?? id);
        (await place.DoAsync("org", "list")).Out.ShouldBe("");
    }

    [Fact]
    public async Task Given_an_org_When_added_again_Then_it_is_refused_and_stays()
    {
        await using var place = new Workplace();
        await place.DoAsync("org", "add", Workplace.Org, "--name", "First");

        var again = await place.RunAsync("org", "add", Workplace.Org, "--name", "Second");

        again.Code.ShouldBe(2);
        again.Err.ShouldContain(Workplace.Org);
        (await place.DoAsync("org", "list")).Out.ShouldContain("First");
    }
}
