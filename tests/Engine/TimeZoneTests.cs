using Sync.Engine.Orgs;
using Sync.Engine.Tests.Harness;
using Sync.Model;

namespace Sync.Engine.Tests;

/// <summary>Which time zones can be set.</summary>
public sealed class TimeZoneTests
{
    [Theory]
    [InlineData("EST", "America/New_York")]
    [InlineData("est", "America/New_York")]
    [InlineData("EST5EDT", "America/New_York")]
    [InlineData("CST6CDT", "America/Chicago")]
    [InlineData("MST", "America/Denver")]
    [InlineData("MST7MDT", "America/Denver")]
    [InlineData("PST", "America/Los_Angeles")]
    [InlineData("PST8PDT", "America/Los_Angeles")]
    [InlineData("HST", "Pacific/Honolulu")]
    [InlineData("CET", "Europe/Berlin")]
    [InlineData("GMT", "Europe/London")]
    [InlineData("Europe/Nowhere", "America/New_York")]
    [InlineData("america/new_york", "America/New_York")]
    [InlineData("posixrules", "America/New_York")]
    public async Task Given_an_abbreviation_When_an_org_is_to_have_it_Then_it_is_refused_with_what_to_use(string zone, string instead)
    {
        Should.Throw<FormatException>(() => StoreClock.Chosen(zone)).Message.ShouldContain(instead);
        await using var org = await TestOrg.OpenAsync(connect: false);
        var refused = await Should.ThrowAsync<Exception>(() => org.Orgs.AddAsync(OrgId.Parse("new"), new OrgSettings { Name = "New", TimeZone = zone }));
        (refused.Message.Contains(zone, StringComparison.Ordinal), refused.Message.Contains(instead, StringComparison.Ordinal)).ShouldBe((true, true), refused.Message);
    }

    [Fact]
    public void Given_every_zone_of_this_machine_with_a_place_and_UTC_When_it_is_chosen_Then_it_is_taken()
    {
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(z => z.Contains('/')).Append("UTC"))
            StoreClock.Chosen(zone).Zone.ShouldNotBeNull(zone);
    }

    [Fact]
    public void Given_an_abbreviation_that_stands_stored_When_it_is_read_Then_days_go_on_by_it() =>
        StoreClock.Of("EST").At(new DateTimeOffset(2026, 7, 1, 4, 30, 0, TimeSpan.Zero)).ShouldBe((new DateOnly(2026, 6, 30), 23));
}
